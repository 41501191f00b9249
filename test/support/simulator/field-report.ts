/**
 * The 48 hours of the field report, in virtual time: two factories of four and five agents that work at night, faults of
 * every kind, and nobody who helps.
 */
import { Chance } from "./chance.ts";
import type { Disturbance, Story } from "./story.ts";
import type { World } from "./world.ts";

/** Everything that goes wrong by itself; what people do is not among it. */
const FAULTS: readonly Disturbance["what"][] = [
  "worker ends",
  "runner dies",
  "runner stopped for a while",
  "runner cut off",
  "forge down",
  "cron out",
  "forge clock drifts",
];
const HOURS = 48;
/** The last hours are quiet: what broke at the very end could not be made good within the time. */
const TROUBLED_HOURS = 44;

export function fieldReport(seed: number): Story {
  const chance = new Chance(seed);
  return {
    seed,
    minutes: TROUBLED_HOURS * 60,
    issues: 12,
    runners: 2,
    shape: {
      projects: 2,
      developers: 1,
      extra_developer_in_second: true,
      slots: 1,
      qa: true,
      attempts: 5,
      open_items: 50,
      breaker_failures: 20,
      active: "schedule",
    },
    faults: {
      loss: 0.03,
      duplicates: 0.2,
      disorder: true,
      late: true,
      crash_between: true,
      slow: 0.05,
      zombie: 0.1,
      // What an agent does wrong is in the nature of its issue: two bad attempts in a row ask a person, as they should.
      bad_agents: 0,
      flaky: 0.15,
      red_ci: 0.1,
      silent_ci: 0,
      hard: 0.3,
      unclosable: 0.1,
    },
    disturbances: Array.from({ length: 120 }, () => ({
      at: chance.int(TROUBLED_HOURS * 60),
      what: chance.among(FAULTS) ?? "worker ends",
      a: chance.int(1_000),
      b: chance.int(1_000),
    })).sort((x, y) => x.at - y.at),
  };
}

/** What nobody but a person could close: issues that only a person understands, impossible ones, and what waits for them. */
export function closable(world: World): { closable: number; left: string[] } {
  let count = 0;
  const left: string[] = [];
  for (const { name, forge } of world.brains) {
    const may = (number: number): boolean => {
      const nature = world.agents.nature(name, number);
      return nature !== "unclear" && nature !== "impossible" && (forge.blockers.get(number) ?? []).every(may);
    };
    for (const { number, state } of forge.issues.values()) {
      if (!may(number)) continue;
      count += 1;
      if (state === "open") left.push(`${name}#${number}`);
    }
  }
  return { closable: count, left };
}

export const REST_MINUTES = (HOURS - TROUBLED_HOURS) * 60;
