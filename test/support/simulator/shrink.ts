/** Makes a life that breaks a rule as small as it can be while it still breaks one: what is left is the story to read. */
import type { Shape } from "./contexts.ts";
import { NO_FAULTS, type Story } from "./story.ts";

/** `breaks` lives a story anew; the same story gives the same answer. Tries at most `most` lives. */
export function shrink(story: Story, breaks: (story: Story) => boolean, most = 400): Story {
  let best = story;
  let left = most;
  const smaller = (next: Story): boolean => {
    if (left <= 0 || JSON.stringify(next) === JSON.stringify(best)) return false;
    left -= 1;
    if (!breaks(next)) return false;
    best = next;
    return true;
  };
  for (let again = true; again && left > 0; ) {
    again = false;
    for (const part of halves(best.disturbances.length)) {
      const disturbances = best.disturbances.filter((_, i) => i < part.from || i >= part.to);
      if (smaller({ ...best, disturbances })) again = true;
    }
    for (const name of Object.keys(NO_FAULTS) as (keyof typeof NO_FAULTS)[])
      if (smaller({ ...best, faults: { ...best.faults, [name]: NO_FAULTS[name] } })) again = true;
    for (const change of [
      { runners: best.runners - 1 },
      { lean: false },
      { issues: best.issues - 1 },
      { minutes: Math.ceil(best.minutes / 2) },
      { shape: { ...best.shape, projects: 1 as const } },
      { shape: { ...best.shape, planner: false } },
      { shape: without(best.shape, "compound") },
      { shape: without(best.shape, "item_usd") },
      { shape: without(best.shape, "asks") },
      { shape: without(best.shape, "alarmed") },
      ...(best.shape.gates ?? []).map((gate) => ({
        shape: { ...best.shape, gates: best.shape.gates?.filter((one) => one !== gate) ?? [] },
      })),
      { shape: { ...best.shape, developers: 1 as const, slots: 1 as const } },
    ]) {
      const next = { ...best, ...change };
      if (next.runners > 0 && next.issues > 0 && smaller(next)) again = true;
    }
  }
  return best;
}

function without(shape: Shape, name: keyof Shape): Shape {
  const { [name]: _, ...rest } = shape;
  return rest as Shape;
}

/** Ranges to leave out: first large ones, then each alone. */
function* halves(length: number): Generator<{ from: number; to: number }> {
  for (let size = Math.ceil(length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < length; from += size) yield { from, to: from + size };
}
