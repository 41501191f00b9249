/**
 * The dependency graph of open issues. A blocked issue votes for its blocker. Closed issues and pull requests are no
 * nodes; repeated edges count once; an issue blocked by itself is no edge. What is not in the list (another repository,
 * an issue that was not read) is a node that votes and is voted for, and is taken as open: nobody knows it is done.
 */

/** A number of this repository, or `owner/name#number` of another. */
export type IssueRef = number | string;

export interface Dependency {
  readonly issue: IssueRef;
  readonly blocked_by: IssueRef;
}

export interface GraphIssue {
  readonly number: number;
  readonly state: "open" | "closed";
  readonly is_pull: boolean;
}

export interface Graph {
  /** Sorted, so that the same graph gives the same bits whatever order it arrived in. */
  readonly nodes: readonly IssueRef[];
  readonly index: ReadonlyMap<IssueRef, number>;
  /** Compressed rows: the blockers of node `i` are `targets[offsets[i] … offsets[i + 1])`. */
  readonly offsets: Int32Array;
  readonly targets: Int32Array;
  /** Nodes that the list of issues does not contain. */
  readonly external: readonly IssueRef[];
  /** Issues that were said to block themselves. */
  readonly self: readonly IssueRef[];
}

export function buildGraph(issues: readonly GraphIssue[], dependencies: readonly Dependency[]): Graph {
  const gone = new Set<IssueRef>();
  const names = new Set<IssueRef>();
  for (const issue of issues) (issue.state === "closed" || issue.is_pull ? gone : names).add(issue.number);
  const external = new Set<IssueRef>();
  const self = new Set<IssueRef>();
  const edges = dependencies.filter(({ issue, blocked_by }) => {
    if (gone.has(issue) || gone.has(blocked_by)) return false;
    if (issue === blocked_by) self.add(issue);
    return issue !== blocked_by;
  });
  for (const { issue, blocked_by } of edges) {
    for (const ref of [issue, blocked_by]) if (!names.has(ref)) external.add(ref);
  }
  const nodes = [...names, ...external].sort(byRef);
  const index = new Map(nodes.map((ref, position) => [ref, position]));
  const pairs = edges.map(
    ({ issue, blocked_by }) => [index.get(issue) ?? 0, index.get(blocked_by) ?? 0] as const,
  );
  const rows = compress(pairs, nodes.length);
  return { nodes, index, ...rows, external: [...external].sort(byRef), self: [...self].sort(byRef) };
}

type Pair = readonly [from: number, to: number];

function compress(pairs: readonly Pair[], size: number): { offsets: Int32Array; targets: Int32Array } {
  const starts = new Int32Array(size + 1);
  for (const [from] of pairs) starts[from + 1] = (starts[from + 1] as number) + 1;
  for (let i = 1; i <= size; i++) starts[i] = (starts[i] as number) + (starts[i - 1] as number);
  const all = new Int32Array(pairs.length);
  const free = starts.slice();
  for (const [from, to] of pairs) {
    const at = free[from] as number;
    all[at] = to;
    free[from] = at + 1;
  }
  const offsets = new Int32Array(size + 1);
  let end = 0;
  for (let node = 0; node < size; node++) {
    const row = all.subarray(starts[node], starts[node + 1]).sort();
    let before = -1;
    for (const target of row) {
      // What is kept is never more than what was read, so the kept ones can take the place of those.
      if (target !== before) all[end++] = target;
      before = target;
    }
    offsets[node + 1] = end;
  }
  return { offsets, targets: all.slice(0, end) };
}

/** Numbers in order, then foreign references in order. */
export function byRef(a: IssueRef, b: IssueRef): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
