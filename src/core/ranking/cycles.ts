/** Groups of nodes that wait for one another: two or more that reach each other. The nodes of each sorted, and the groups. */
import type { Components } from "./components.ts";

export function cycles({ order, starts }: Components): number[][] {
  const found: number[][] = [];
  for (let group = 0; group + 1 < starts.length; group++) {
    const [first, end] = [starts[group] as number, starts[group + 1] as number];
    if (end - first > 1) found.push([...order.slice(first, end).sort()]);
  }
  return found.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}
