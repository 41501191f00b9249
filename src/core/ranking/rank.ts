/**
 * Issues and their dependencies to what may be done next and why, what waits for whom, and what is wrong with the graph.
 * Ready is: open, no pull request, no open blocker, not held. The same input in any order gives the same answer.
 */
import { components } from "./components.ts";
import { cycles } from "./cycles.ts";
import { cycleFinding, externalFinding, type Finding, heldFinding, selfFinding } from "./finding.ts";
import { buildGraph, type Dependency, type Graph, type GraphIssue, type IssueRef } from "./graph.ts";
import { pagerank } from "./pagerank.ts";
import { compareTerms, scoreOf, type Terms, termsOf } from "./score.ts";

export interface RankIssue extends GraphIssue {
  readonly labels: readonly string[];
  readonly created_at: number;
  /** Why nobody may take it now (a label, a person, a question); null when somebody may. */
  readonly held_by: string | null;
}

export interface ReadyIssue {
  readonly number: number;
  /** Plain PageRank: all of them sum to one. */
  readonly rank: number;
  readonly score: number;
  readonly terms: Terms;
}

export interface BlockedIssue {
  readonly number: number;
  readonly rank: number;
  readonly blocked_by: readonly IssueRef[];
}

export interface Ranking {
  /** Best first. */
  readonly ready: readonly ReadyIssue[];
  /** Highest rank first. */
  readonly blocked: readonly BlockedIssue[];
  readonly findings: readonly Finding[];
  /** Of every node, external ones included. */
  readonly ranks: ReadonlyMap<IssueRef, number>;
}

export function rankIssues(issues: readonly RankIssue[], dependencies: readonly Dependency[]): Ranking {
  const graph = buildGraph(issues, dependencies);
  const groups = components(graph);
  const values = pagerank(graph, groups);
  const ranks = new Map(graph.nodes.map((ref, i) => [ref, rounded(values[i] ?? 0)]));
  const open = issues.filter((issue) => issue.state === "open" && !issue.is_pull);
  const ages = ageShares(open);
  const ready: ReadyIssue[] = [];
  const blocked: BlockedIssue[] = [];
  const findings: Finding[] = [
    ...cycles(groups).map((group) => cycleFinding(group.map((node) => graph.nodes[node] ?? 0))),
    ...graph.self.map(selfFinding),
    ...graph.external.map(externalFinding),
  ];
  for (const issue of [...open].sort((a, b) => a.number - b.number)) {
    const rank = ranks.get(issue.number) ?? 0;
    const blocked_by = blockersOf(graph, issue.number);
    if (blocked_by.length > 0) {
      blocked.push({ number: issue.number, rank, blocked_by });
    } else if (issue.held_by !== null) {
      findings.push(heldFinding(issue.number, issue.held_by));
    } else {
      const terms = termsOf(rank, graph.nodes.length, issue.labels, ages.get(issue.created_at) ?? 0);
      ready.push({ number: issue.number, rank, score: scoreOf(terms), terms });
    }
  }
  ready.sort((a, b) => compareTerms(a.terms, b.terms) || a.number - b.number);
  blocked.sort((a, b) => b.rank - a.rank || a.number - b.number);
  return { ready, blocked, findings, ranks };
}

/** To what the ranks are exact to: two issues that stand alike in the graph must not be told apart by a last bit. */
const rounded = (rank: number): number => Math.round(rank * 1e12) / 1e12;

function blockersOf(graph: Graph, number: number): IssueRef[] {
  const node = graph.index.get(number) ?? 0;
  const row = graph.targets.subarray(graph.offsets[node], graph.offsets[node + 1]);
  return Array.from(row, (target) => graph.nodes[target] ?? 0);
}

/** By time of creation, the oldest 1 and then down in equal steps. */
function ageShares(open: readonly RankIssue[]): Map<number, number> {
  const times = [...new Set(open.map((issue) => issue.created_at))].sort((a, b) => a - b);
  return new Map(times.map((time, i) => [time, 1 - i / times.length]));
}
