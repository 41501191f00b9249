/**
 * PageRank as networkx defines it: damping 0.85, uniform teleport, and the weight of nodes without a vote shared by
 * all. The ranks sum to one. Takes compressed rows, returns one rank per node; the order of the nodes does not matter.
 *
 * Sharing the weight of silent nodes equally adds the same to every node in each round, so the ranks are proportional to
 * the solution of y = 1 + d·Pᵀ·y without it. That is solved by passing on what each node has not passed on yet, from those
 * who wait to those whom they wait for: without a cycle one sweep is exact, and with cycles what is left shrinks in each.
 * What is left also bounds the error, so it is known when to stop. Flat arrays, because a webhook ranks the whole project.
 */

const DAMPING = 0.85;
/** Of the sum of the absolute errors, with all ranks together being one. */
const TOLERANCE = 1e-12;
/** 0.85 to this power is far below the tolerance: reaching it is a defect, not a slow graph. */
const MAX_SWEEPS = 1_000;

export interface Rows {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

export function pagerank({ offsets, targets }: Rows): Float64Array {
  const size = offsets.length - 1;
  if (size <= 0) return new Float64Array(0);
  const order = waitersFirst({ offsets, targets });
  const rank = new Float64Array(size);
  const left = new Float64Array(size).fill(1);
  let sum = 0;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    for (let i = 0; i < size; i++) {
      const node = order[i] as number;
      const now = left[node] as number;
      if (now === 0) continue;
      left[node] = 0;
      rank[node] = (rank[node] as number) + now;
      sum += now;
      const from = offsets[node] as number;
      const to = offsets[node + 1] as number;
      const share = (DAMPING * now) / (to - from);
      for (let edge = from; edge < to; edge++) {
        const target = targets[edge] as number;
        left[target] = (left[target] as number) + share;
      }
    }
    let rest = 0;
    for (let node = 0; node < size; node++) rest += left[node] as number;
    // All that can still come of what is left, were none of it lost in a silent node.
    if (rest / (1 - DAMPING) <= TOLERANCE * sum) return normalised(rank);
  }
  throw new Error(`PageRank did not settle in ${MAX_SWEEPS} sweeps over ${size} nodes`);
}

function normalised(rank: Float64Array): Float64Array {
  let sum = 0;
  for (const value of rank) sum += value;
  return rank.map((value) => value / sum);
}

/** Each node before those it waits for, as far as cycles allow: the reverse of the order in which a deep search leaves. */
function waitersFirst({ offsets, targets }: Rows): Int32Array {
  const size = offsets.length - 1;
  const order = new Int32Array(size);
  const next = offsets.slice(0, size);
  const seen = new Uint8Array(size);
  const path = new Int32Array(size);
  let place = size;
  for (let root = 0; root < size; root++) {
    if (seen[root] === 1) continue;
    seen[root] = 1;
    path[0] = root;
    for (let depth = 1; depth > 0; ) {
      const node = path[depth - 1] as number;
      const edge = next[node] as number;
      if (edge === (offsets[node + 1] as number)) {
        place -= 1;
        order[place] = node;
        depth -= 1;
        continue;
      }
      next[node] = edge + 1;
      const target = targets[edge] as number;
      if (seen[target] === 1) continue;
      seen[target] = 1;
      path[depth] = target;
      depth += 1;
    }
  }
  return order;
}
