/** The mirror as a ranking, and what keeps an open issue from being taken. */
import type { RankingView } from "../../contract/ranking.ts";
import { answeredBy } from "../policy/answered.ts";
import { APPROVED_LABEL, type ApprovalState, approvalState } from "../policy/approved.ts";
import { isTrusted } from "../policy/trust.ts";
import type { Dependency } from "../ranking/graph.ts";
import { holdingLabel } from "../ranking/hold.ts";
import { type RankIssue, type Ranking, rankIssues } from "../ranking/rank.ts";
import { viewRanking } from "../ranking/view.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { MirrorIssue, Snapshot } from "./snapshot.ts";
import { standsIn } from "./standing-issue.ts";

/** The ranking as the coordinator sees it now. */
export function rankProject(s: Snapshot): Ranking {
  const issues = s.issues();
  return rankIssues(
    issues.map((issue) => rankable(s, issue)),
    edgesOf(issues),
  );
}

/** The same with the graph behind it, as `adf rank` shows it. */
export function rankingView(s: Snapshot): RankingView {
  const issues = s.issues();
  const named = issues.map((issue) => ({
    ...rankable(s, issue),
    title: issue.title,
    worked_by: workOn(s, issue)?.agent ?? null,
  }));
  return viewRanking(named, edgesOf(issues));
}

const rankable = (s: Snapshot, issue: MirrorIssue): RankIssue => ({
  number: issue.number,
  state: issue.state,
  is_pull: issue.is_pull,
  labels: issue.labels,
  created_at: issue.created_at,
  held_by: issue.state === "open" ? heldBy(s, issue) : null,
});

const edgesOf = (issues: readonly MirrorIssue[]): Dependency[] =>
  issues.flatMap((issue) =>
    [...issue.blockers, ...issue.foreign_blockers].map((blocked_by) => ({ issue: issue.number, blocked_by })),
  );

/** What is under way for an issue, and waits for no person. */
const workOn = (s: Snapshot, issue: MirrorIssue): WorkItem | undefined =>
  s.items.find((i) => i.subject !== "pull" && i.issue === issue.number && i.phase !== "parked");

/** What keeps an issue out for want of trust; null where somebody trusted wrote it or has let it in. */
export function lacksTrust(s: Snapshot, issue: MirrorIssue): string | null {
  // What a compound review filed bears a label that holds it, unless the configuration or a person has let it go.
  const filed = s.meta.compound.filed.some((f) => f.issue === issue.number);
  if (filed || isTrusted(s.trust, issue.author)) return null;
  const said = UNTRUSTED[approvalState(issue)];
  return said === null ? null : said(issue);
}

const UNTRUSTED: Readonly<Record<ApprovalState, ((issue: MirrorIssue) => string) | null>> = {
  none: ({ author }) => `its author ${author.login}, who is not trusted`,
  unread: () => `its label ${APPROVED_LABEL}, until the forge has said when it was set`,
  unshown: () => `its text, of which nothing shows that the label ${APPROVED_LABEL} was set for it`,
  changed: () => `its text, which was changed after the label ${APPROVED_LABEL} let it in`,
  approved: null,
};

/** Why the coordinator may not take an open issue of its own accord; null when it may. */
export function heldBy(s: Snapshot, issue: MirrorIssue): string | null {
  const item = s.items.find((i) => i.subject !== "pull" && i.issue === issue.number);
  if (item?.phase === "parked") return "a question that waits for a person";
  if (item !== undefined) return `${item.agent}, whose work it is`;
  if (s.meta.alert_issues.includes(issue.number)) return "an alert of the factory itself";
  const standing = standsIn(s.meta, issue.number);
  if (standing !== null) return standing;
  const label = holdingLabel(issue.labels);
  if (label !== null) return label;
  const untrusted = lacksTrust(s, issue);
  if (untrusted !== null) return untrusted;
  const answer = answeredBy(issue, s.pulls(), s.context.project.repo);
  if (answer !== undefined) return `pull request #${answer.number}, which says that it closes it`;
  if (issue.blockers_of === null || issue.blockers_of < issue.updated_at - 1)
    return "dependencies not read yet";
  const [last] = s.endedItems(issue.number);
  // The forge may still show it open for a moment after we closed it; only a reopening after that is new work.
  if (last !== undefined && issue.opened_at <= last.updated_at) return "finished work, until it is reopened";
  return null;
}
