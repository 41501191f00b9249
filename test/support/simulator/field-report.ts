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
      // The gates send back as a matter of course, each a few times: that uses up attempts, and asks nobody.
      attempts: 9,
      open_items: 50,
      breaker_failures: 20,
      active: "schedule",
      gates: ["security", "qa", "ci"],
      compound: { create_prs: true, max_usd: 0, schedule: "0 2 * * *", max_secs: 1_800 },
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
      stale_verdicts: 0,
      flaky: 0.15,
      red_ci: 0.1,
      silent_ci: 0,
      answers: 0,
      wishes: 0,
      conflicts: 0.1,
      pending_checks: 0,
      refused: 0,
      steering: 0,
      empty: 0.02,
      // Whether a branch may stay red is a person's question.
      stuck_reverts: 0,
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

/**
 * What nobody but a person could close: issues that only a person understands, impossible ones, and what waits for them. What the
 * factory writes of itself is no issue to close.
 */
export function closable(world: World): { closable: number; left: string[] } {
  let count = 0;
  const left: string[] = [];
  for (const { name, forge, project } of world.brains) {
    const own = new Set([project.meta.compound.issue, ...project.meta.alert_issues]);
    const may = (number: number): boolean => {
      const nature = world.agents.nature(name, number);
      return nature !== "unclear" && nature !== "impossible" && (forge.blockers.get(number) ?? []).every(may);
    };
    for (const { number, state } of forge.issues.values()) {
      if (own.has(number) || !may(number)) continue;
      count += 1;
      if (state === "open") left.push(`${name}#${number}`);
    }
  }
  return { closable: count, left };
}

/** What the factories did besides: how often each of these was said in their journals. */
export function done(world: World): Readonly<Record<string, number>> {
  const events = ["review.passed", "review.failed", "merge.proved", "compound.ended", "compound.filed"];
  const said = world.brains.flatMap(({ project }) => project.journal.map((e) => e.event));
  const watched = world.brains.filter(({ project }) => project.meta.watch.judged_at > 0).length;
  const counts = events.map((event) => [event, said.filter((one) => one === event).length]);
  return { ...Object.fromEntries(counts), watched };
}

export const REST_MINUTES = (HOURS - TROUBLED_HOURS) * 60;
