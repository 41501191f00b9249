/**
 * The coordinator: ranks the mirror and gives the best ready issue to an idle developer. The work item, its job and
 * the mention that tells people why are one decision. Deterministic; it runs only where `mayCoordinate` says so.
 */
import type { AgentConfig } from "../../contract/config.ts";
import { pickedUp } from "../comment/comment.ts";
import { isTrusted } from "../policy/trust.ts";
import type { Dependency } from "../ranking/graph.ts";
import { holdingLabel } from "../ranking/hold.ts";
import { type RankIssue, type Ranking, type ReadyIssue, rankIssues } from "../ranking/rank.ts";
import { isWithinActiveHours } from "../scheduling/active-hours.ts";
import { type Changes, Draft } from "./draft.ts";
import { queueJob } from "./phases.ts";
import { newItem } from "./request-work.ts";
import type { MirrorIssue, Snapshot } from "./snapshot.ts";

export function mayCoordinate(s: Snapshot): boolean {
  const { config, project } = s.context;
  if (!s.meta.coordinate_due || !s.meta.synced || s.meta.paused) return false;
  if (!config.factory.enabled || !project.enabled) return false;
  return (
    s.meta.asked ||
    project.active === "always" ||
    isWithinActiveHours(project.schedule, project.timezone, s.now)
  );
}

export function coordinate(snapshot: Snapshot): Changes {
  const draft = new Draft(snapshot);
  draft.setMeta({ coordinate_due: false, asked: false });
  const ranking = rankProject(snapshot);
  reportCycles(draft, ranking);
  const waiting = [...ranking.ready];
  const picks: string[] = [];
  for (let agent = idleDeveloper(draft); agent !== undefined; agent = idleDeveloper(draft)) {
    if (draft.items().filter((i) => i.phase !== "parked").length >= draft.context.config.limits.open_items)
      break;
    const best = waiting.shift();
    if (best === undefined) break;
    const next = waiting.slice(0, 2);
    pick(draft, agent, best, next);
    picks.push(`${agent.name} #${best.number} before ${next.map((n) => `#${n.number}`).join(" ")}`);
  }
  // Kept while there is nothing to pick: each comment makes an issue's dependencies stale for a moment.
  if (draft.context.project.mode !== "observe") draft.setMeta({ observed_picks: "" });
  else if (picks.length > 0) draft.setMeta({ observed_picks: picks.join("; ") });
  return draft.changes();
}

/** The ranking as the coordinator sees it now; also what `adf rank` and the state page show. */
export function rankProject(s: Snapshot): Ranking {
  const issues = s.issues();
  const nodes: RankIssue[] = issues.map((issue) => ({
    number: issue.number,
    state: issue.state,
    is_pull: issue.is_pull,
    labels: issue.labels,
    created_at: issue.created_at,
    held_by: issue.state === "open" ? heldBy(s, issue) : null,
  }));
  const dependencies: Dependency[] = issues.flatMap((issue) => [
    ...issue.blockers.map((blocker) => ({ issue: issue.number, blocked_by: blocker })),
    ...issue.foreign_blockers.map((blocker) => ({ issue: issue.number, blocked_by: blocker })),
  ]);
  return rankIssues(nodes, dependencies);
}

/** Why the coordinator may not take an open issue of its own accord; null when it may. */
export function heldBy(s: Snapshot, issue: MirrorIssue): string | null {
  const item = s.items.find((i) => i.subject === "issue" && i.issue === issue.number);
  if (item?.phase === "parked") return "a question that waits for a person";
  if (item !== undefined) return `${item.agent}, who is at work on it`;
  if (s.meta.alert_issues.includes(issue.number)) return "an alert of the factory itself";
  const label = holdingLabel(issue.labels);
  if (label !== null) return label;
  if (!isTrusted(s.trust, issue.author)) return `its author ${issue.author.login}, who is not trusted`;
  if (issue.blockers_of === null || issue.blockers_of < issue.updated_at - 1)
    return "dependencies not read yet";
  const [last] = s.endedItems(issue.number);
  // The forge may still show it open for a moment after we closed it; only a reopening after that is new work.
  if (last !== undefined && issue.opened_at <= last.updated_at) return "finished work, until it is reopened";
  return null;
}

function idleDeveloper(draft: Draft): AgentConfig | undefined {
  return draft.context.agents.find((agent) => {
    if (agent.role !== "developer" || !agent.enabled) return false;
    const busy = draft.items().filter((i) => i.phase === "change" && i.agent === agent.name).length;
    return busy < agent.slots;
  });
}

function pick(draft: Draft, agent: AgentConfig, best: ReadyIssue, next: readonly ReadyIssue[]): void {
  const issue = draft.issue(best.number);
  if (issue === undefined) throw new Error(`#${best.number} was ranked and is not in the mirror`);
  const root = `coordinator:${issue.number}:${draft.meta.next_id}`;
  const made = newItem(
    draft,
    {
      agent,
      number: issue.number,
      title: issue.title,
      is_pull: false,
      context: "",
      root,
      head_sha: null,
    },
    0,
    best.rank,
  );
  const item = queueJob(draft, made, "change", agent.name);
  draft.effect(item.id, {
    kind: "comment",
    account: "coordinator",
    issue: issue.number,
    body: pickedUp(agent.name, issue.number, best.rank, termsText(best), next),
    root,
    hop: 0,
  });
  draft.log("coordinator.picked", {
    issue: issue.number,
    agent: agent.name,
    rank: best.rank,
    next: next.map((n) => n.number),
  });
}

function termsText({ terms }: ReadyIssue): string {
  const parts: string[] = [];
  if (terms.pin === 1) parts.push("pinned");
  if (terms.priority > 0) parts.push("with a priority label");
  if (terms.priority < 0) parts.push("though its priority is low");
  return parts.join(", ");
}

function reportCycles(draft: Draft, ranking: Ranking): void {
  for (const finding of ranking.findings) {
    if (finding.kind !== "cycle") continue;
    const numbers = finding.issues.filter((i): i is number => typeof i === "number").sort((a, b) => a - b);
    const first = numbers[0];
    const id = `cycle:${numbers.join("-")}`;
    if (first === undefined || draft.snapshot.effect(id) !== undefined) continue;
    draft.log("ranking.cycle", { issue: first, reason: finding.message });
    const body = `${finding.message}.\n\nI leave these issues alone until then.`;
    draft.effect(null, { kind: "comment", account: "coordinator", issue: first, body, root: id, hop: 0 }, id);
  }
}
