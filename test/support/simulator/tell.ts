/** Lives many stories; the first that breaks a rule is made small and told. */
import { shrink } from "./shrink.ts";
import { type Story, storyOf } from "./story.ts";
import { type Figures, World } from "./world.ts";

/** Minutes: the longest time of troubles, and the time in which a factory has to come to rest after them. */
const LONGEST = 30;
const REST = 600;
const DISTURBANCES = 14;
/** Nightwatch keeps agents from work for hours, and again: where it is soon alarmed, and where reviews go on finding work. */
const restOf = ({ shape }: Story): number =>
  shape.alarmed === true || shape.compound !== undefined ? 6 * REST : REST;

/**
 * Three of four lives among the first ones are short ones, with less in it to break: the run that everybody waits for then tries
 * as many beginnings in less time.
 */
const SHORT_LIVES = 2_000;

export function lifeOf(seed: number): Story {
  const short = seed <= SHORT_LIVES && seed % 4 !== 1;
  return short ? storyOf(seed, LONGEST / 3, DISTURBANCES / 3, 2) : storyOf(seed, LONGEST, DISTURBANCES);
}

export function failureOf(story: Story): Error | null {
  try {
    new World(story).live(restOf(story));
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** The broken rule without its names and numbers, so that a story is not made small into another one. */
const ruleOf = (error: unknown): string =>
  error === null
    ? ""
    : (String(error)
        .split("\n", 1)[0]
        ?.replaceAll(/[\w/-]*\d[\w/-]*/g, "…") ?? "");

export type Sum = Record<keyof Figures | "lives", number> & {
  /** The ways in which jobs and writes ended. */
  readonly reached: readonly string[];
};

/** Sums of the figures over all lives. Throws with the smallest story that still breaks a rule. */
export function liveAll(from: number, to: number): Sum {
  const sum = { lives: 0, steps: 0, virtual_hours: 0, jobs: 0, effects: 0, done: 0, parked: 0, open: 0 };
  const reached = new Set<string>();
  for (let seed = from; seed <= to; seed++) {
    const story = lifeOf(seed);
    const world = new World(story);
    try {
      const figures = world.live(restOf(story));
      for (const [name, value] of Object.entries(figures)) sum[name as keyof Figures] += value;
    } catch (error) {
      const rule = ruleOf(error);
      const small = shrink(story, (s) => ruleOf(failureOf(s)) === rule);
      throw new Error(
        `Seed ${seed} breaks a rule. Made small:\n${failureOf(small)?.message ?? String(error)}`,
      );
    }
    sum.lives += 1;
    for (const way of world.reached()) reached.add(way);
  }
  return { ...sum, reached: [...reached].sort() };
}
