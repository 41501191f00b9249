/**
 * Groups of nodes that wait for one another: strongly connected components of two or more (Tarjan's algorithm, with its
 * own stack instead of the call stack, so that a chain of 100,000 issues is no overflow). Linear; each group sorted.
 */
import type { Rows } from "./pagerank.ts";

export function cycles({ offsets, targets }: Rows): number[][] {
  const size = offsets.length - 1;
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const cursor = offsets.slice(0, size);
  const waiting = new Uint8Array(size);
  const group: number[] = [];
  const path: number[] = [];
  const found: number[][] = [];
  let visited = 0;
  const enter = (node: number) => {
    order[node] = low[node] = visited++;
    waiting[node] = 1;
    group.push(node);
    path.push(node);
  };
  for (let root = 0; root < size; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = cursor[node] as number;
      if (edge < (offsets[node + 1] as number)) {
        cursor[node] = edge + 1;
        const target = targets[edge] as number;
        if (order[target] === -1) enter(target);
        else if (waiting[target] === 1) low[node] = Math.min(low[node] as number, order[target] as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[node] as number);
      if (low[node] !== order[node]) continue;
      const members = group.splice(group.lastIndexOf(node));
      for (const member of members) waiting[member] = 0;
      if (members.length > 1) found.push(members.sort((a, b) => a - b));
    }
  }
  return found.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}
