/**
 * PageRank as networkx defines it: damping 0.85, uniform teleport, and the weight of nodes without a vote shared by
 * all. The ranks sum to one. Takes compressed rows, returns one rank per node; the order of the nodes does not matter.
 *
 * Sharing the weight of silent nodes equally adds the same to every node in each round, so the ranks are proportional to
 * the solution of y = 1 + d·Pᵀ·y without it. That is solved by passing on what a node was given, from those who wait to those
 * whom they wait for. A node that waits in no circle has been given everything when its turn comes, and one pass is exact.
 * Only nodes that wait for one another need sweeps, and there what is left bounds the error.
 */
import { type Components, components, type Rows } from "./components.ts";

const DAMPING = 0.85;
/** Of the sum of the absolute errors, with all ranks together being one. */
const TOLERANCE = 1e-12;
/** Far more than any graph can need (see `LEVEL_EVERY`): reaching it is a defect, not a slow graph. */
const MAX_SWEEPS = 2_000;

export function pagerank(rows: Rows, groups: Components = components(rows)): Float64Array {
  const { order, starts } = groups;
  const size = order.length;
  const votes = inOrder(rows, groups);
  const { offsets, middles, targets } = votes;
  const values = new Float64Array(size).fill(1);
  let sum = 0;
  for (let group = 0, i = 0; i < size; group++) {
    const end = starts[group + 1] as number;
    if (end - i > 1) settle(votes, i, end, values);
    for (; i < end; i++) {
      const value = values[i] as number;
      sum += value;
      const last = offsets[i + 1] as number;
      const share = (DAMPING * value) / (last - (offsets[i] as number));
      for (let edge = middles[i] as number; edge < last; edge++) {
        const target = targets[edge] as number;
        values[target] = (values[target] as number) + share;
      }
    }
  }
  const ranks = new Float64Array(size);
  for (let i = 0; i < size; i++) ranks[order[i] as number] = (values[i] as number) / sum;
  return ranks;
}

/** Rows whose nodes are numbered by their place in the order: what is passed on lies near in memory. */
interface Votes extends Rows {
  /** The votes of a row that stay within its group stand before this, those that leave it from here on. */
  readonly middles: Int32Array;
}

function inOrder(rows: Rows, { order, starts }: Components): Votes {
  const size = order.length;
  const places = new Int32Array(size);
  for (let i = 0; i < size; i++) places[order[i] as number] = i;
  const offsets = new Int32Array(size + 1);
  const middles = new Int32Array(size);
  const targets = new Int32Array(rows.targets.length);
  for (let group = 0, i = 0; i < size; group++) {
    const end = starts[group + 1] as number;
    for (; i < end; i++) {
      const node = order[i] as number;
      const from = rows.offsets[node] as number;
      const to = rows.offsets[node + 1] as number;
      let inside = offsets[i] as number;
      let outside = inside + to - from;
      offsets[i + 1] = outside;
      for (let edge = from; edge < to; edge++) {
        const place = places[rows.targets[edge] as number] as number;
        // Nothing leads back to an earlier group.
        if (place < end) targets[inside++] = place;
        else targets[--outside] = place;
      }
      middles[i] = inside;
    }
  }
  return { offsets, middles, targets };
}

/** Each sweep takes 15 % of what is left, and levelling can at worst double it: 2 × 0.85⁵ is below one, so it always ends. */
const LEVEL_EVERY = 5;

/** Turns what the nodes of one group were given from outside into what they come to. */
function settle(votes: Votes, first: number, end: number, values: Float64Array): void {
  const given = values.slice(first, end);
  const left = values.subarray(first, end);
  const totals = new Float64Array(end - first);
  for (let sweep = 1; sweep <= MAX_SWEEPS; sweep++) {
    passOn(votes, first, left, totals);
    let sum = 0;
    let rest = 0;
    for (let i = 0; i < left.length; i++) {
      sum += totals[i] as number;
      rest += Math.abs(left[i] as number);
    }
    // All that can still come of what is left, were none of it to leave the group.
    if (rest / (1 - DAMPING) <= TOLERANCE * sum) return left.set(totals);
    if (sweep % LEVEL_EVERY === 0) level(given, left, totals);
  }
  throw new Error(`PageRank did not settle in ${MAX_SWEEPS} sweeps over ${end - first} nodes`);
}

function passOn(
  { offsets, middles, targets }: Votes,
  first: number,
  left: Float64Array,
  totals: Float64Array,
): void {
  for (let i = 0; i < left.length; i++) {
    const now = left[i] as number;
    left[i] = 0;
    totals[i] = (totals[i] as number) + now;
    const from = offsets[first + i] as number;
    const middle = middles[first + i] as number;
    const share = (DAMPING * now) / ((offsets[first + i + 1] as number) - from);
    for (let edge = from; edge < middle; edge++) {
      const target = (targets[edge] as number) - first;
      left[target] = (left[target] as number) + share;
    }
  }
}

/**
 * Where few votes leave a group, sweeps go on adding almost the same to everybody. Here all totals are scaled at once, so
 * that what is left adds up to nothing: what is given to `s` times the totals is `s` times what was passed on.
 */
function level(given: Float64Array, left: Float64Array, totals: Float64Array): void {
  let all = 0;
  let open = 0;
  for (let i = 0; i < left.length; i++) {
    all += given[i] as number;
    open += left[i] as number;
  }
  const scale = all / (all - open);
  for (let i = 0; i < left.length; i++) {
    totals[i] = (totals[i] as number) * scale;
    left[i] = (left[i] as number) * scale + (given[i] as number) * (1 - scale);
  }
}
