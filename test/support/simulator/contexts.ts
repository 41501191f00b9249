/** The configuration of a simulated factory, from the few numbers that a story draws. */
import { OrchestratorConfig } from "../../../src/contract/config.ts";
import { agentsOf, type Context } from "../../../src/core/decide/snapshot.ts";
import { shippedPrompts } from "../../core/prompt/shipped.ts";
import { shippedScenarios } from "../../core/routing/shipped.ts";
import { OWNER } from "../core/scene.ts";

export interface Shape {
  readonly projects: 1 | 2;
  readonly developers: 1 | 2;
  /** One developer more in the second project: factories of four and of five agents. */
  readonly extra_developer_in_second?: boolean;
  readonly slots: 1 | 2;
  readonly qa: boolean;
  readonly attempts: number;
  readonly open_items: number;
  readonly breaker_failures: number;
  /** "always", or the hours of the schedule. */
  readonly active: "always" | "schedule";
  /** Further gates beside the first: reviewers, `qa` and `ci`. */
  readonly gates?: readonly string[];
  /** The coordinator has a model, which chooses. */
  readonly planner?: boolean;
  /** What was merged is reviewed every few minutes, or at this time; whether what is found is given to developers. */
  readonly compound?: {
    readonly create_prs: boolean;
    readonly max_usd: number;
    readonly schedule?: string;
    readonly max_secs?: number;
  };
  /** The cap of a work item, in US dollars. */
  readonly item_usd?: number;
  /** So often agents may ask one another within a chain, and at once. */
  readonly asks?: number;
  /** Nightwatch looks each minute, and little is enough for it. */
  readonly alarmed?: boolean;
}

const ALARMED = {
  interval_secs: 60,
  minor_drift: 0.05,
  moderate_drift: 0.1,
  severe_drift: 0.15,
  critical_drift: 0.25,
};

const SCENARIOS = shippedScenarios();
const PROMPTS = shippedPrompts();

/** One context a project, all of one configuration; agents of the same names in each. */
export function contextsOf(shape: Shape): Context[] {
  const projects = [
    { name: "lib", repo: "acme/lib", timezone: "UTC" },
    { name: "web", repo: "acme/web", timezone: "Europe/Berlin" },
  ].slice(0, shape.projects);
  const config = OrchestratorConfig.parse({
    gitea: { url: "http://127.0.0.1:3000", trusted: [OWNER.login] },
    review_gate: { commands: ["npm test"] },
    compound_review:
      shape.compound === undefined
        ? { enabled: false }
        : { schedule: "*/7 * * * *", max_secs: 500, max_agents: 1, max_issues: 2, ...shape.compound },
    budget: { item_usd: shape.item_usd ?? 0 },
    mentions: shape.asks === undefined ? {} : { max_dispatches: shape.asks, pair_cooldown_secs: 1 },
    nightwatch: shape.alarmed === true ? ALARMED : {},
    limits: {
      attempts: shape.attempts,
      open_items: shape.open_items,
      breaker_failures: shape.breaker_failures,
    },
    projects: projects.map((p) => ({
      ...p,
      active: shape.active,
      review_gate: ["reviewer", ...(shape.gates ?? [])],
    })),
    agents: projects.flatMap((p, n) => team(shape, n).map((agent) => ({ ...agent, project: p.name }))),
  });
  return config.projects.map((project) => ({
    config,
    project,
    agents: agentsOf(config, project.name),
    scenarios: SCENARIOS,
    prompts: PROMPTS,
  }));
}

function team(
  { developers, extra_developer_in_second, slots, qa, planner, gates = [] }: Shape,
  project: number,
) {
  const second = developers === 2 || (extra_developer_in_second === true && project === 1);
  return [
    { name: "developer", role: "developer", slots },
    { name: "reviewer", role: "reviewer" },
    { name: "chief", role: "coordinator", ...(planner === true ? { model: "opus" } : {}) },
    ...(second ? [{ name: "second", role: "developer" }] : []),
    ...gates.filter((name) => name !== "ci" && name !== "qa").map((name) => ({ name, role: "reviewer" })),
    ...(qa ? [{ name: "qa-one", role: "qa" }] : []),
  ];
}
