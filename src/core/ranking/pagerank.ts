/**
 * PageRank as networkx defines it: damping 0.85, uniform teleport, and the weight of nodes without a vote shared by
 * all. The ranks sum to one. Flat arrays, because a webhook of a large project recomputes it whole (10,000 issues:
 * milliseconds). Takes compressed rows, returns one rank per node; the order of the nodes does not matter.
 */

const DAMPING = 0.85;
/** The change between two rounds, summed over all nodes, below which the ranks are done. */
const TOLERANCE = 1e-12;
/** Beyond this size rounding alone keeps the change above the finer tolerance. */
const LARGE = 10_000;
const LARGE_TOLERANCE = 1e-6;
/** 0.85 to this power is far below the tolerance: reaching it is a defect, not a slow graph. */
const MAX_ROUNDS = 1_000;

export interface Rows {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

export function pagerank({ offsets, targets }: Rows): Float64Array {
  const size = offsets.length - 1;
  if (size <= 0) return new Float64Array(0);
  const tolerance = size > LARGE ? LARGE_TOLERANCE : TOLERANCE;
  let rank = new Float64Array(size).fill(1 / size);
  let next = new Float64Array(size);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    let silent = 0;
    next.fill(0);
    for (let node = 0; node < size; node++) {
      const from = offsets[node] as number;
      const to = offsets[node + 1] as number;
      const own = rank[node] as number;
      if (from === to) {
        silent += own;
        continue;
      }
      const share = own / (to - from);
      for (let edge = from; edge < to; edge++) {
        const target = targets[edge] as number;
        next[target] = (next[target] as number) + share;
      }
    }
    const base = (1 - DAMPING + DAMPING * silent) / size;
    let change = 0;
    for (let node = 0; node < size; node++) {
      const value = base + DAMPING * (next[node] as number);
      change += Math.abs(value - (rank[node] as number));
      next[node] = value;
    }
    [rank, next] = [next, rank];
    if (change < tolerance) return rank;
  }
  throw new Error(`PageRank did not settle in ${MAX_ROUNDS} rounds over ${size} nodes`);
}
