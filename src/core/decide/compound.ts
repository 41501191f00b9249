/**
 * The compound review begins: by its schedule, or because somebody asks. What was merged is read from the forge in between, so
 * there are two decisions, and the cursor is stored with the first. One at a time in a project.
 */
import type { CompoundGroup } from "../../contract/compound.ts";
import type { AgentConfig } from "../../contract/config.ts";
import { count } from "../comment/count.ts";
import { type DayChange, readingOf } from "../compound/day.ts";
import { groupsFor, reviewersOf } from "../compound/group.ts";
import type { Compound, GroupRun, LastRun, Run } from "../compound/run.ts";
import { explainStop, stopOf } from "../control/stop.ts";
import { gatesOf } from "../review/gate.ts";
import { firingsBetween } from "../scheduling/firing.ts";
import { freshItem, NO_ISSUE, type WorkItem } from "../work/work-item.ts";
import { writeSummary } from "./compound-filing.ts";
import { type Changes, Draft } from "./draft.ts";
import { queueJob } from "./phases.ts";
import type { Snapshot } from "./snapshot.ts";

export const putCompound = (draft: Draft, change: Partial<Compound>): void =>
  draft.setMeta({ compound: { ...draft.meta.compound, ...change } });

/** With each tick: claims a due firing, once; however many were missed, one review reads what all of them would have. */
export function compoundTick(draft: Draft): void {
  const { config, project } = draft.context;
  const { cursor, wanted } = draft.meta.compound;
  writeSummary(draft);
  if (cursor === 0) return putCompound(draft, { cursor: draft.now });
  const { enabled, schedule, max_secs } = config.compound_review;
  if (wanted !== null && draft.now - wanted.since > max_secs * 1000)
    endUnread(draft, "skipped", `what was merged could not be read from the forge within ${max_secs} s`);
  const firing = firingsBetween(schedule, project.timezone, cursor, draft.now);
  if (!firing.due) return;
  putCompound(draft, { cursor: firing.scheduled_ms });
  if (!enabled || !config.factory.enabled || !project.enabled) return;
  draft.log("compound.fired", { scheduled_ms: firing.scheduled_ms, missed: firing.missed });
  want(draft, "schedule", null);
}

/** Somebody asks for one now. The sentence says what becomes of that. */
export function askCompound(
  draft: Draft,
  by: string,
  asked_on: number | null,
): { readonly asked: boolean; readonly sentence: string } {
  const { compound_review, factory } = draft.context.config;
  const no = (sentence: string) => ({ asked: false, sentence });
  if (!compound_review.enabled) return no("The compound review is switched off in the configuration.");
  if (!factory.enabled) return no("The factory is switched off in the configuration.");
  const { run, wanted } = draft.meta.compound;
  if (run !== null || wanted !== null) return no("A compound review is under way; one is enough.");
  const stop = stopOf(draft.meta.stops, { agent: "", runner: null, begun: false });
  if (stop !== null) return no(`No review is begun: ${explainStop(stop)}.`);
  want(draft, by, asked_on);
  return { asked: true, sentence: "I look at what has been merged since the last compound review." };
}

export function onReviewAsked(snapshot: Snapshot, by: string) {
  const draft = new Draft(snapshot);
  const answer = askCompound(draft, by, null);
  return { answer, changes: draft.changes() };
}

function want(draft: Draft, by: string, asked_on: number | null): void {
  const { run, wanted } = draft.meta.compound;
  if (run !== null || wanted !== null) {
    draft.log("compound.skipped", { by, reason: "one is under way" });
    return;
  }
  putCompound(draft, { wanted: { since: draft.now, by, asked_on } });
}

/** The forge has said what was merged. A second reader of the same wish finds that it is answered, and changes nothing. */
export function onDay(snapshot: Snapshot, day: DayChange): Changes | null {
  const { wanted, run } = snapshot.meta.compound;
  if (wanted === null || run !== null) return null;
  const draft = new Draft(snapshot);
  const { config, project, agents } = draft.context;
  const range = `${day.base.slice(0, 12)}..${day.head.slice(0, 12)}`;
  const { files, left_out } = readingOf(day, config.compound_review);
  const gates = gatesOf(draft.context);
  const reviewers = reviewersOf(agents, gates);
  const stop = stopOf(draft.meta.stops, { agent: "", runner: null, begun: false });
  if (files.length === 0) {
    putCompound(draft, { reviewed: day.head });
    const why =
      left_out.length === 0 ? "nothing was merged" : `nothing is left to read (${left_out.join("; ")})`;
    endUnread(draft, "nothing", `${why} in ${range}`);
  } else if (stop !== null) endUnread(draft, "skipped", explainStop(stop));
  else if (reviewers.length === 0)
    endUnread(
      draft,
      "skipped",
      `no agent of the role reviewer is enabled, nor one that is a gate (${gates.join(", ")})`,
    );
  else if (project.mode === "observe") {
    const looked = groupsFor(files)
      .filter((g) => g.skipped === null)
      .map((g) => g.group);
    draft.log("compound.would_review", {
      base: day.base,
      head: day.head,
      files: files.length,
      groups: looked,
    });
    endUnread(
      draft,
      "skipped",
      `the project is in the mode observe: ${looked.join(", ")} would have read ${range}`,
    );
  } else begin(draft, day, files, left_out, reviewers);
  return draft.changes();
}

/** Ends a wish for a review that does not become one. What it would have read is read by the next. */
function endUnread(draft: Draft, outcome: LastRun["outcome"], sentence: string): void {
  const by = draft.meta.compound.wanted?.by ?? "schedule";
  putCompound(draft, { wanted: null, last: { at: draft.now, outcome, sentence, found: 0, filed: 0 } });
  draft.log("compound.skipped", { by, outcome, reason: sentence });
}

function begin(
  draft: Draft,
  day: DayChange,
  files: readonly string[],
  left_out: readonly string[],
  reviewers: readonly AgentConfig[],
): void {
  const { wanted } = draft.meta.compound;
  if (wanted === null) throw new Error("nobody wants a review");
  const { max_secs } = draft.context.config.compound_review;
  const id = `c${draft.nextId()}`;
  const run: Run = {
    id,
    by: wanted.by,
    asked_on: wanted.asked_on,
    base: day.base,
    head: day.head,
    commits: day.commits,
    files,
    left_out,
    started_at: draft.now,
    ends_at: draft.now + max_secs * 1000,
    groups: [],
  };
  putCompound(draft, { wanted: null, run });
  draft.log("compound.began", {
    by: wanted.by,
    base: day.base,
    head: day.head,
    commits: day.commits,
    files: files.length,
    ...(left_out.length === 0 ? {} : { left_out: left_out.join("; ") }),
  });
  const groups = groupsFor(files).map(({ group, skipped }, i): GroupRun => {
    const agent = reviewers[i % reviewers.length];
    if (skipped !== null || agent === undefined) {
      draft.log("compound.group_unneeded", { group, reason: skipped ?? "no reviewer" });
      return { group, item: null, agent: null, state: "skipped", why: skipped ?? "", findings: 0 };
    }
    const item = newItem(draft, run, group, agent);
    return { group, item: item.id, agent: agent.name, state: "waiting", why: "", findings: 0 };
  });
  putCompound(draft, { run: { ...run, groups } });
}

function newItem(draft: Draft, run: Run, group: CompoundGroup, agent: AgentConfig): WorkItem {
  const item = freshItem(`w${draft.nextId()}`, draft.now, {
    subject: "compound",
    issue: NO_ISSUE,
    title: `Compound review of ${count(run.commits, "commit")}: ${group}`,
    phase: "compound",
    agent: agent.name,
    root: `compound:${run.id}`,
    head_sha: run.head,
    compound: { group, answer: null },
  });
  return queueJob(draft, item, "compound", agent.name);
}
