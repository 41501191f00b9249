/** A ranking together with the graph it was made of: each issue with its standing, for people, scripts and pictures. */
import type { IssueStanding, RankedNode, RankingView } from "../../contract/ranking.ts";
import { byRef, type Dependency, type IssueRef } from "./graph.ts";
import { type RankIssue, rankIssues } from "./rank.ts";

/** An old project has thousands of closed issues; those that explain what is open are among the newest. */
export const MAX_CLOSED = 500;

export interface NamedIssue extends RankIssue {
  readonly title: string;
  /** The agent that has it now. */
  readonly worked_by: string | null;
}

export function viewRanking(issues: readonly NamedIssue[], dependencies: readonly Dependency[]): RankingView {
  const { ready, blocked, findings, ranks } = rankIssues(issues, dependencies);
  const listed = new Map<IssueRef, NamedIssue>(issues.map((issue) => [issue.number, issue]));
  const isPull = (ref: IssueRef) => listed.get(ref)?.is_pull === true;
  const edges = distinct(dependencies.filter((d) => !isPull(d.issue) && !isPull(d.blocked_by)));
  const tied = new Set(edges.flatMap(({ issue, blocked_by }) => [issue, blocked_by]));
  const closed = issues
    .filter((issue) => issue.state === "closed" && tied.has(issue.number))
    .sort((a, b) => b.number - a.number);
  const waits = new Set(blocked.map(({ number }) => number));
  const elsewhere = [...tied].filter((ref) => !listed.has(ref));
  const nodes: RankedNode[] = [
    ...issues.filter((issue) => issue.state === "open" && !issue.is_pull),
    ...closed.slice(0, MAX_CLOSED),
  ].map((issue) => {
    const standing = standingOf(issue, waits);
    const by = standing === "working" ? issue.worked_by : standing === "held" ? issue.held_by : null;
    return { ref: issue.number, title: issue.title, standing, rank: ranks.get(issue.number) ?? null, by };
  });
  for (const ref of elsewhere)
    nodes.push({ ref, title: "", standing: "elsewhere", rank: ranks.get(ref) ?? null, by: null });
  const there = new Set(nodes.map(({ ref }) => ref));
  return {
    ready: [...ready],
    blocked: blocked.map((one) => ({ ...one, blocked_by: [...one.blocked_by] })),
    findings: findings.map((one) => ({ ...one, issues: [...one.issues] })),
    nodes: nodes.sort((a, b) => byRef(a.ref, b.ref)),
    edges: edges.filter(({ issue, blocked_by }) => there.has(issue) && there.has(blocked_by)),
    left_out: Math.max(0, closed.length - MAX_CLOSED),
  };
}

/** Work that has begun goes on also where a dependency was added later. */
function standingOf(issue: NamedIssue, waits: ReadonlySet<number>): IssueStanding {
  if (issue.state === "closed") return "done";
  if (issue.worked_by !== null) return "working";
  if (waits.has(issue.number)) return "blocked";
  return issue.held_by === null ? "ready" : "held";
}

function distinct(dependencies: readonly Dependency[]): Dependency[] {
  const once = new Map(
    dependencies
      .filter(({ issue, blocked_by }) => issue !== blocked_by)
      .map(({ issue, blocked_by }) => [`${issue} ${blocked_by}`, { issue, blocked_by }]),
  );
  return [...once.values()].sort((a, b) => byRef(a.issue, b.issue) || byRef(a.blocked_by, b.blocked_by));
}
