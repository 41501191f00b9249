/**
 * The graph in groups of nodes that reach one another (strongly connected components), each group before those that it waits
 * for. Pearce's form of Tarjan's algorithm: linear, and with a stack of its own instead of the call stack, so that a chain of
 * 100,000 issues is no overflow. Source: D. Pearce, "A space-efficient algorithm for finding strongly connected components".
 */

/** Compressed rows: node `i` waits for `targets[offsets[i] … offsets[i + 1])`. */
export interface Rows {
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
}

export interface Components {
  /** Every node. Those of a group stand side by side, in the reverse of the order in which a deep search leaves them. */
  readonly order: Int32Array;
  /** Group `i` is `order[starts[i] … starts[i + 1])`. */
  readonly starts: Int32Array;
}

/** Above every number that a node can reach: nothing is waited for in a group that is complete. */
const COMPLETE = 2 ** 31 - 1;

export function components({ offsets, targets }: Rows): Components {
  const size = offsets.length - 1;
  const order = new Int32Array(size);
  const starts = new Int32Array(size + 1).fill(size);
  /** By node: 0 before it is seen; then the number of the earliest node it is known to reach. */
  const reach = new Int32Array(size);
  // The path of the search stands in `nodes` from the left, what was left and waits for its group from the right.
  const nodes = new Int32Array(size);
  const edges = new Int32Array(size);
  const numbers = new Int32Array(size);
  let left = size;
  let place = size;
  let group = size;
  let number = 0;
  for (let root = 0; root < size; root++) {
    if (reach[root] !== 0) continue;
    let depth = 0;
    let node = root;
    let edge = offsets[node] as number;
    let own = ++number;
    let low = own;
    reach[node] = low;
    for (;;) {
      const end = offsets[node + 1] as number;
      let seen = COMPLETE;
      for (; edge < end; edge++) {
        seen = reach[targets[edge] as number] as number;
        if (seen === 0) break;
        if (seen < low) low = seen;
      }
      if (seen === 0) {
        // Looked at again when the search comes back, for what it reaches.
        nodes[depth] = node;
        edges[depth] = edge;
        numbers[depth] = own;
        reach[node] = low;
        depth += 1;
        node = targets[edge] as number;
        edge = offsets[node] as number;
        own = low = ++number;
        reach[node] = low;
        continue;
      }
      if (low < own) {
        reach[node] = low;
        nodes[--left] = node;
      } else {
        let last = left;
        while (last < size && (reach[nodes[last] as number] as number) >= own) last += 1;
        place -= last - left + 1;
        group -= 1;
        starts[group] = place;
        order[place] = node;
        reach[node] = COMPLETE;
        for (let at = place + 1; left < last; at++, left++) {
          const member = nodes[left] as number;
          order[at] = member;
          reach[member] = COMPLETE;
        }
      }
      if (depth === 0) break;
      depth -= 1;
      node = nodes[depth] as number;
      edge = edges[depth] as number;
      own = numbers[depth] as number;
      low = reach[node] as number;
    }
  }
  return { order, starts: starts.subarray(group) };
}
