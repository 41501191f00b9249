/** A dependency graph as projects have them: most edges go to recent issues and a few hubs, one in a hundred makes a cycle. */
export interface Edges {
  readonly size: number;
  readonly pairs: readonly (readonly [from: number, to: number])[];
}

export function dependencyGraph(size: number, each: number): Edges {
  let state = 42;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const pairs: [number, number][] = [];
  for (let from = 2; from <= size; from++) {
    for (let n = 0; n < each; n++) {
      const dice = random();
      const back = 1 + Math.floor(random() * Math.min(from - 1, 500));
      const to = dice < 0.1 ? 1 + Math.floor(random() * 50) : from - back;
      if (dice > 0.99) pairs.push([Math.max(1, from - back), from]);
      else if (to !== from) pairs.push([from, Math.max(1, to)]);
    }
  }
  return { size, pairs };
}
