/**
 * The plan of one simulated life: who there is, how bad the days are, and the disturbances, each at its time. It is made
 * of plain data, so that a life that breaks a rule can be shrunk to the few things that it takes, and be told.
 */
import { Chance } from "./chance.ts";
import type { Shape } from "./contexts.ts";

/** How often each small trouble happens while the bad days last. Probabilities, per message or per attempt. */
export interface Faults {
  readonly loss: number;
  readonly duplicates: number;
  readonly disorder: boolean;
  /** A request that was given up is carried out later. */
  readonly late: boolean;
  readonly crash_between: boolean;
  readonly slow: number;
  readonly zombie: number;
  readonly bad_agents: number;
  /** A gate passes another head than the one that it was asked about. */
  readonly stale_verdicts: number;
  /** The machine, the network or the provider ends an attempt. */
  readonly flaky: number;
  /** CI on the forge is red, or never says anything, for this share of the heads. */
  readonly red_ci: number;
  readonly silent_ci: number;
  /** People answer a question, at each of their looks. */
  readonly answers: number;
  /** They say how an issue shall be worked on, when they open it or answer. */
  readonly wishes: number;
  /** A merge leaves each other open pull request in conflict. */
  readonly conflicts: number;
  /** The branch asks for a check that is not there yet when a merge is asked for. */
  readonly pending_checks: number;
  /** The forge refuses a write for good. */
  readonly refused: number;
  /** A change touches what steers agents, or comes to nothing. */
  readonly steering: number;
  readonly empty: number;
  /** A revert cannot be made, or does not pass a gate. */
  readonly stuck_reverts: number;
  /** Shares of the issues. */
  readonly hard: number;
  readonly unclosable: number;
}

export const NO_FAULTS: Faults = {
  loss: 0,
  duplicates: 0,
  disorder: false,
  late: false,
  crash_between: false,
  slow: 0,
  zombie: 0,
  bad_agents: 0,
  stale_verdicts: 0,
  flaky: 0,
  red_ci: 0,
  silent_ci: 0,
  answers: 0,
  wishes: 0,
  conflicts: 0,
  pending_checks: 0,
  refused: 0,
  steering: 0,
  empty: 0,
  stuck_reverts: 0,
  hard: 0.2,
  unclosable: 0,
};

export const DISTURBANCES = [
  "worker ends",
  "runner dies",
  "runner stopped for a while",
  "runner cut off",
  "forge down",
  "cron out",
  "clock jumps",
  "forge clock drifts",
  "new issue",
  "new dependency",
  "stranger's issue",
  "flurry",
  "pause",
  "edit issue",
  "close or reopen",
  "delete issue",
  "mention",
  "stranger",
  "answer",
  "forged marker",
  "push to a branch",
  "close a pull request",
  "person's pull request",
  "merge by hand",
  "order",
  "cancel",
  "label",
  "wish",
  "wish as a label",
  "provider ill",
  "mode",
  "agent switched off",
  "clock set back",
] as const;

export interface Disturbance {
  /** Minutes after the beginning. */
  readonly at: number;
  readonly what: (typeof DISTURBANCES)[number];
  readonly a: number;
  readonly b: number;
}

export interface Story {
  readonly seed: number;
  /** Minutes for which there are troubles; then everything works, and the factory has to come to rest. */
  readonly minutes: number;
  readonly issues: number;
  readonly runners: number;
  /** All runners but the first have a part of the CLIs. */
  readonly lean?: boolean;
  readonly shape: Shape;
  readonly faults: Faults;
  readonly disturbances: readonly Disturbance[];
}

const ciFaults = (chance: Chance) => ({
  red_ci: chance.happens(0.6) ? 0.1 + chance.next() * 0.4 : 0,
  silent_ci: chance.happens(0.5) ? chance.next() * 0.1 : 0,
});

const compoundOf = (chance: Chance): Pick<Shape, "compound"> =>
  chance.happens(0.15)
    ? { compound: { create_prs: chance.happens(0.5), max_usd: chance.happens(0.3) ? 1.5 : 0 } }
    : {};

/** Caps that are soon reached, and a nightwatch that is soon alarmed. */
const boundsOf = (chance: Chance): Pick<Shape, "item_usd" | "asks" | "alarmed"> => ({
  ...(chance.happens(0.2) ? { item_usd: 2 + chance.int(4) } : {}),
  ...(chance.happens(0.4) ? { asks: 1 + chance.int(3) } : {}),
  ...(chance.happens(0.2) ? { alarmed: true } : {}),
});

const gatesOf = (chance: Chance): string[] =>
  ["security", "ci", "qa"].filter((gate) => chance.happens(gate === "ci" ? 0.45 : 0.3));

/** A life drawn from its seed alone. */
export function storyOf(seed: number, longest: number, amount: number, issues = 6): Story {
  const chance = new Chance(seed);
  const minutes = 5 + chance.int(longest);
  const often = (most: number): number => (chance.happens(0.5) ? chance.next() * most : 0);
  return {
    seed,
    minutes,
    issues: 1 + chance.int(issues),
    runners: 1 + chance.int(3),
    lean: new Chance(seed + 0x1ea4).happens(0.3),
    shape: {
      projects: chance.happens(0.3) ? 2 : 1,
      developers: chance.happens(0.4) ? 2 : 1,
      slots: chance.happens(0.3) ? 2 : 1,
      qa: chance.happens(0.7),
      attempts: 2 + chance.int(4),
      open_items: chance.happens(0.3) ? 2 : 50,
      breaker_failures: chance.happens(0.4) ? 2 : 20,
      active: "always",
      // From a chance of its own, so that the seeds of other stories go on telling what they told.
      planner: new Chance(seed + 0x9e37).happens(0.3),
      gates: gatesOf(new Chance(seed + 0x51ed)),
      ...compoundOf(new Chance(seed + 0x7e11)),
      ...boundsOf(new Chance(seed + 0xb0b0)),
    },
    faults: {
      loss: often(0.15),
      duplicates: often(0.3),
      disorder: chance.happens(0.6),
      late: chance.happens(0.5),
      crash_between: chance.happens(0.5),
      slow: often(0.2),
      zombie: often(0.3),
      bad_agents: often(0.4),
      flaky: often(0.3),
      wishes: new Chance(seed + 0x3155).happens(0.5) ? 0.4 : 0,
      stale_verdicts: new Chance(seed + 0x57a1).happens(0.5) ? 0.25 : 0,
      ...ciFaults(new Chance(seed + 0xc1c1)),
      answers: often(0.5),
      conflicts: often(0.5),
      pending_checks: new Chance(seed + 0x9e4d).happens(0.4) ? 0.8 : 0,
      refused: often(0.04),
      steering: often(0.3),
      empty: often(0.1),
      stuck_reverts: often(0.3),
      hard: 0.3,
      unclosable: often(0.3),
    },
    disturbances: Array.from({ length: chance.int(amount + 1) }, () => ({
      at: chance.int(minutes),
      what: chance.among(DISTURBANCES) ?? "mention",
      a: chance.int(1_000),
      b: chance.int(1_000),
    })).sort((x, y) => x.at - y.at),
  };
}
