/** Ranking a project's graph beside two libraries, in workerd: the ranks alone, and from the list of dependencies. */
import { compare, show } from "./workerd/bench.ts";

export async function run(): Promise<void> {
  for (const [size, n, rounds] of [
    [10_000, 10, 7],
    [100_000, 2, 3],
  ] as const) {
    const rivals = [
      { what: "ours", n },
      { what: "ngraph", n: 1 },
      { what: "graphology", n: 1 },
    ];
    const title = `${size} issues, 3 dependencies each`;
    show(`${title}: the ranks alone`, await compare(size, rivals, rounds), "ours");
    const built = rivals.map(({ what }) => ({ what: `${what}, build`, n: 1 }));
    show(`${title}: the graph and the ranks`, await compare(size, built, rounds), "ours, build");
  }
}
