/**
 * A week as it should be, in a world that is as good as the real one: people file issues in their hours and rest at the weekend;
 * agents fail now and then, and some jobs cost several times the others; each day the forge hiccups, a runner is
 * upgraded and the Worker is deployed; the log store drops, doubles and delays a little.
 */
import { Carrier } from "./carrier.ts";
import { Chance } from "./chance.ts";
import { type Disturbance, NO_FAULTS } from "./story.ts";
import { World } from "./world.ts";

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
/** 2026-01-05, a Monday, at noon: so many minutes before it began. */
const TO_MIDNIGHT = 12 * 60;
const SUNDAY_ENDS = 7 * DAY;

const WEATHER = { busy: 0.01, lost: 0.01, drops: 0.01, twice: 0.004, partial: 0.01 };

export interface Lived {
  readonly world: World;
  readonly carriers: readonly Carrier[];
  readonly done: number;
  readonly jobs: number;
}

/** `hours`: when the project works by itself. `days`: how much of the week is lived. */
export function healthyWeek(seed: number, hours: "always" | "schedule", days = 7): Lived {
  const chance = new Chance(seed * 7919);
  const minutes = days * DAY;
  const world = new World({
    seed,
    minutes,
    issues: 4,
    runners: 2,
    shape: {
      projects: 1,
      developers: 2,
      slots: 1,
      qa: true,
      attempts: 5,
      open_items: 50,
      breaker_failures: 20,
      active: hours,
      gates: ["ci"],
    },
    faults: { ...NO_FAULTS, hard: 0.1, flaky: 0.03, slow: 0.05, red_ci: 0.05 },
    disturbances: filed(chance, minutes),
  });
  priceJobs(world, chance);
  for (let day = 0; day < days; day++) setBack(world, chance, day * DAY * MINUTE_MS);
  const carriers = world.brains.map((brain) => {
    brain.carrier = new Carrier(brain.project.journal, () => chance.next(), WEATHER);
    return brain.carrier;
  });
  const { done, jobs } = world.live(2 * DAY);
  return { world, carriers, done, jobs };
}

/** Six a day, between eight and six, and none at the weekend. */
function filed(chance: Chance, minutes: number): Disturbance[] {
  const found: Disturbance[] = [];
  for (let midnight = -TO_MIDNIGHT; midnight < minutes; midnight += DAY) {
    const weekday = ((midnight + TO_MIDNIGHT) / DAY) % 7;
    if (weekday >= 5) continue;
    for (let n = 0; n < 6; n++) {
      const at = midnight + 8 * 60 + chance.int(10 * 60);
      if (at > 0 && at < Math.min(minutes, SUNDAY_ENDS)) found.push({ at, what: "new issue", a: 0, b: 0 });
    }
  }
  return found.sort((x, y) => x.at - y.at);
}

/** What a job costs is spread as it is in life: half of them near the usual, a few at three times that. */
function priceJobs({ agents }: World, chance: Chance): void {
  const plan = agents.plan.bind(agents);
  agents.plan = (brain, offer) => {
    const planned = plan(brain, offer);
    const heavy = Math.exp((chance.next() + chance.next() + chance.next() - 1.5) * 1.2);
    const usage = {
      ...planned.report.usage,
      seconds: planned.work_ms / 1000,
      cost_usd: (offer.kind === "change" ? 0.5 : 0.15) * heavy,
    };
    const denials = chance.int(4);
    return { ...planned, report: { ...planned.report, usage, denials } };
  };
}

/** Each is over before a second tick could have met it. */
function setBack(world: World, chance: Chance, day_ms: number): void {
  const { agenda, network, brains, runners } = world;
  const at = (act: () => void) => agenda.after(day_ms + chance.int(DAY) * MINUTE_MS, act);
  at(() => {
    network.forge_down_until = agenda.now + 10_000;
  });
  at(() => runners[0]?.die(20_000));
  at(() => {
    for (const brain of brains) brain.crash();
  });
}
