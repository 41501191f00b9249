/// <reference path="../../../src/core/routing/ahocorasick.d.ts" />

declare module "ngraph.pagerank" {
  /** Ranks by node. `epsilon` ends it: the sum of all changes in one round. */
  export default function pagerank(graph: object, damping?: number, epsilon?: number): Record<string, number>;
}
