/**
 * Who has a say in which way a job goes, in the one order of precedence: the job's own wish, an agent that is pinned, the scenario's
 * routes, the agent's default, the project's default. Each offers whole ways: CLI, provider and model together.
 */
import type { Wish } from "../../contract/routing.ts";
import { isFree, type OwnChoice, ownChoice } from "./agent-default.ts";
import type { RouteInput, Way } from "./route.ts";
import type { Scenario } from "./scenario.ts";
import type { ScenarioSet } from "./scenario-set.ts";
import { waysFor, wishWords } from "./wish.ts";

export type Source = "job" | "agent_pin" | "scenario" | "agent_default" | "project_default";

export interface Choice {
  readonly source: Source;
  /** What it names; null of the scenario, which is no override. */
  readonly wanted: Wish | null;
  /** Best first. */
  readonly ways: readonly Way[];
}

/** An override that was there, and what became of it. */
export interface Override {
  readonly source: Exclude<Source, "scenario">;
  readonly wanted: Wish;
  /** `agrees`: another decided, and for the same. */
  readonly outcome: "won" | "agrees" | "lost";
  /** In words that follow its name. */
  readonly why: string;
}

/** The highest first; whoever has nothing to say is left out. */
export function choicesOf(input: RouteInput, scenario: Scenario | undefined): Choice[] {
  const { scenarios: set, job } = input;
  const agent = named("agent_default", { cli: input.agent_cli, model: input.agent_model }, set);
  const project = named("project_default", { cli: input.project_cli, model: input.project_model }, set);
  const routes = scenario?.routes ?? [];
  const all = [
    ...set.scenarios.flatMap((one) => one.routes),
    ...[agent, project].flatMap((one) => one?.ways ?? []),
  ];
  const pinned = input.agent_pin === true;
  return [
    ...(job === undefined ? [] : [{ source: "job", wanted: job, ways: waysFor(job, routes, all) } as const]),
    ...(agent !== null && pinned ? [{ ...agent, source: "agent_pin" } as const] : []),
    { source: "scenario", wanted: null, ways: routes },
    ...(agent !== null && !pinned ? [agent] : []),
    ...(project === null ? [] : [project]),
  ];
}

function named(
  source: "agent_default" | "project_default",
  { cli, model }: { readonly cli: string | undefined; readonly model: string | undefined },
  set: ScenarioSet,
): Choice | null {
  if (cli === undefined && model === undefined) return null;
  const wanted = { ...(cli === undefined ? {} : { cli }), ...(model === undefined ? {} : { model }) };
  const whole = ownChoice({ cli, model }, set);
  return { source, wanted, ways: whole === null ? [] : [{ ...whole, is_free: isFree(whole, set) }] };
}

/** What nothing may stand in for: a pinned tier has no defaults below its routes. */
export const isShut = ({ source }: Choice, scenario: Scenario | undefined): boolean =>
  scenario?.pinned === true && (source === "agent_default" || source === "project_default");

/** What became of each override, now that `taken` of `by` is decided. */
export function overridesOf(
  choices: readonly Choice[],
  scenario: Scenario | undefined,
  by: Source,
  taken: OwnChoice,
  against: (way: OwnChoice) => string | null,
): Override[] {
  return choices.flatMap((choice): Override[] => {
    const { source, wanted, ways } = choice;
    if (source === "scenario" || wanted === null) return [];
    if (source === by) return [{ source, wanted, outcome: "won", why: WON[source] }];
    if (ways.some((way) => isSame(way, taken)) && isMet(wanted, scenario?.tier))
      return [{ source, wanted, outcome: "agrees", why: `${NAME[by]} says the same` }];
    const spoken = ways.map(against);
    const why =
      ways.length === 0
        ? "the scenario files have no such way"
        : isShut(choice, scenario)
          ? `${scenario?.tier} is pinned, and nothing stands in for its routes`
          : spoken.every((said) => said !== null)
            ? [...new Set(spoken)].join(", ")
            : `${NAME[by]} goes before it`;
    return [{ source, wanted, outcome: "lost", why }];
  });
}

const isSame = (a: OwnChoice, b: OwnChoice): boolean =>
  a.cli === b.cli && a.provider === b.provider && a.model === b.model;

const isMet = ({ tier }: Wish, of: string | undefined): boolean => tier === undefined || tier === of;

const NAME: Readonly<Record<Source, string>> = {
  job: "what a person asked for this job",
  agent_pin: "the agent, which is pinned,",
  scenario: "the scenario's route",
  agent_default: "the agent's default",
  project_default: "the project's default",
};

const WON: Readonly<Record<Override["source"], string>> = {
  job: "it goes before everything else",
  agent_pin: "the agent is pinned, so it goes before every route",
  agent_default: "no route can be taken, and then it stands in",
  project_default: "neither a route nor an agent's own can be taken, and then it stands in",
};

const WHOSE: Readonly<Record<Override["source"], string>> = {
  job: "What a person asked for this job",
  agent_pin: "The agent's own choice",
  agent_default: "The agent's own choice",
  project_default: "The project's default",
};

export const explainOverride = ({ source, wanted, outcome, why }: Override): string =>
  `${WHOSE[source]} (${wishWords(wanted)}) ${OUTCOME[outcome]}: ${why}.`;

const OUTCOME: Readonly<Record<Override["outcome"], string>> = {
  won: "is taken",
  agrees: "changes nothing",
  lost: "is not taken",
};
