/**
 * Two projects in one deployment: the four agents of the one and the five of the other have the same names but for the
 * last, issues the same numbers; the accounts that write for them are each project's own, but for the deployment's hand.
 */
import type { ProjectView } from "../../../src/contract/state.ts";
import type { LocalAgent } from "../../../src/local/factory/configuration.ts";
import { type Looker, looker } from "./forge.ts";
import { until } from "./journal.ts";
import { issue, type Journey, sampleOf, startJourney } from "./journey.ts";

export const NAMES = ["pebbles", "shells"] as const;
export type Name = (typeof NAMES)[number];

const COORDINATOR: LocalAgent = { name: "coordinator", role: "coordinator" };
/** The four agents of the one, and the five of the other: the same names, but for the last. */
const FOUR: readonly LocalAgent[] = [
  COORDINATOR,
  { name: "developer", role: "developer" },
  { name: "reviewer", role: "reviewer" },
  { name: "qa", role: "qa" },
];
const FIVE: readonly LocalAgent[] = [
  ...FOUR.map((one) => (one === COORDINATOR ? one : { ...one, account: `shells-${one.role}` })),
  { name: "security", role: "reviewer", account: "shells-reviewer" },
];
/** The coordinator's account is the deployment's own hand, in each repository; the rest are the project's. */
const SHELLS_BOTS = {
  coordinator: "adf-coordinator",
  "shells-developer": "shells-developer",
  "shells-reviewer": "shells-reviewer",
  "shells-qa": "shells-qa",
};

export interface Pair {
  readonly journey: Journey;
  /** Each repository, as its owner. */
  readonly on: Readonly<Record<Name, Looker>>;
  view(name: Name): Promise<ProjectView>;
  /** Waits until so many issues of a project are closed and nothing of it is under way. */
  done(name: Name, count: number): Promise<ProjectView>;
}

/** `plays`: what is played on issue 1, 2, … of each project. */
export async function startPair(plays: Readonly<Record<Name, readonly string[]>>): Promise<Pair> {
  const issues = (name: Name) => plays[name].map((play, i) => issue(`${name}-${i + 1}`, play));
  const journey = await startJourney({
    issues: issues("pebbles"),
    first: { agents: FOUR },
    beside: [
      {
        sample: { ...sampleOf(issues("shells"), "owner/shells"), bots: SHELLS_BOTS },
        agents: FIVE,
        hours: { schedule: "30 22 * * 1-5", timezone: "America/New_York", active: "always" },
      },
    ],
  });
  const { factory, home } = journey;
  const seen = (name: Name) => looker(factory.forge_url, `owner/${name}`, home.settings.tokens.owner ?? "");
  const view = async (name: Name): Promise<ProjectView> => {
    const found = (await factory.state()).projects.find((p) => p.name === name);
    if (found === undefined) throw new Error(`the Worker does not know ${name}`);
    return found;
  };
  return {
    journey,
    on: { pebbles: seen("pebbles"), shells: seen("shells") },
    view,
    done: (name, count) =>
      until(
        async () => {
          const project = await view(name);
          const closed = project.work_items.filter((i) => i.phase === "done");
          const over = project.settled && project.effects.pending === 0;
          return closed.length === count && over ? project : null;
        },
        () => `${name} did not close ${count} issues`,
        60,
      ),
  };
}
