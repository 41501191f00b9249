/**
 * A compound review ends: what was found becomes issues, each once, and one summary. Every write is an effect with an id made
 * from the run, so that neither a crash nor a second report can double it.
 */
import type { CompoundAnswer, CompoundGroup } from "../../contract/compound.ts";
import {
  COMPOUND_LABEL,
  filedBody,
  filedTitle,
  labelsFor,
  placeOf,
  reviewedReply,
  SUMMARY_TITLE,
  summaryBody,
} from "../comment/compound.ts";
import { count } from "../comment/count.ts";
import { cutAt } from "../comment/quiet.ts";
import { isSame } from "../compound/fingerprint.ts";
import { issueAbout, type OpenIssue } from "../compound/known.ts";
import { type Found, mergeFindings, severityOf } from "../compound/merge.ts";
import {
  FILED_KEPT,
  type Filed,
  filingEffect,
  isCompoundEffect,
  isTrackEffect,
  type Report,
  type Run,
  summaryEffect,
  TOLD_MOST,
  type Told,
  TRACK,
  trackEffect,
} from "../compound/run.ts";
import type { Draft } from "./draft.ts";
import { standsIn } from "./standing-issue.ts";

/** Characters of evidence in the summary, of a finding that becomes no issue. */
const EVIDENCE_TOLD = 400;

export function finishRun(draft: Draft, run: Run): void {
  const answers = run.groups.flatMap(({ group, item, state }) => {
    const answer = state === "done" && item !== null ? answerOf(draft, item) : null;
    return answer === null ? [] : [{ group, answer }];
  });
  const found = mergeFindings(answers);
  const filed = keptFilings(draft);
  const places = file(draft, run, found, filed);
  const told = found.map(
    (one, at): Told => ({
      title: cutAt(one.title, 150),
      severity: one.severity,
      place: placeOf(one),
      groups: one.groups as readonly CompoundGroup[],
      evidence: (places[at] ?? null) === null ? cutAt(one.evidence, EVIDENCE_TOLD) : "",
      as: places[at] ?? null,
    }),
  );
  const { files, ...rest } = run;
  const report: Report = {
    run: rest,
    ended_at: draft.now,
    files: files.length,
    told: told.slice(0, TOLD_MOST),
    more: Math.max(0, told.length - TOLD_MOST),
    written: false,
  };
  const made = told.filter((t) => t.as !== null && "effect" in t.as).length;
  const skipped = run.groups.filter((g) => g.state === "skipped").length;
  const reviewed = run.groups.length - skipped;
  const sentence = `${count(found.length, "finding")} by ${count(reviewed, "group")}, ${made} filed as issues; ${skipped} skipped.`;
  draft.setMeta({
    compound: {
      ...draft.meta.compound,
      run: null,
      // What nobody could read is read again with the next.
      reviewed: reviewed > 0 ? run.head : draft.meta.compound.reviewed,
      report,
      last: {
        at: draft.now,
        outcome: reviewed > 0 ? "reviewed" : "skipped",
        sentence,
        found: found.length,
        filed: made,
      },
    },
  });
  draft.log("compound.ended", {
    found: found.length,
    filed: made,
    groups: reviewed,
    skipped,
    head: run.head,
  });
  if (run.asked_on !== null) {
    const body = reviewedReply(sentence, draft.meta.compound.issue);
    const on = { issue: run.asked_on, root: `compound:${run.id}`, hop: 0 };
    draft.effect(null, { kind: "comment", account: "coordinator", body, ...on }, `compound:${run.id}:reply`);
  }
  writeSummary(draft);
  draft.setMeta({ coordinate_due: true });
}

/** The item that has ended in this very decision is newer here than in the tables. */
const answerOf = (draft: Draft, item: string): CompoundAnswer | null =>
  (draft.item(item) ?? draft.snapshot.anyItem(item))?.compound?.answer ?? null;

/** Files what is severe and new, the worst first. Says for each finding what became of it. */
function file(
  draft: Draft,
  run: Run,
  found: readonly Found[],
  before: readonly Filed[],
): readonly Told["as"][] {
  const { create_issues, create_prs, max_issues, file_from, min_confidence } =
    draft.context.config.compound_review;
  const open = openIssues(draft);
  const as: Told["as"][] = found.map((one) => {
    const number = issueAbout(one, open);
    if (number !== null) return { issue: number };
    const known = before.find((f) => isSame(f, one));
    return known === undefined
      ? null
      : known.issue === null
        ? { effect: known.effect }
        : { issue: known.issue };
  });
  const wanted = found
    .map((one, at) => ({ one, at }))
    .filter(({ at }) => create_issues && as[at] === null)
    .filter(
      ({ one }) => severityOf(one.severity) >= severityOf(file_from) && one.confidence >= min_confidence,
    )
    .slice(0, max_issues);
  for (const { at } of wanted) as[at] = { effect: filingEffect(run.id, at) };
  const made = wanted.map(({ one, at }): Filed => {
    const effect = filingEffect(run.id, at);
    const held = !create_prs;
    const labels = labelsFor(one, held);
    const body = filedBody(one, run, held);
    draft.effect(
      null,
      { kind: "create_issue", account: "coordinator", title: filedTitle(one), body, labels },
      effect,
    );
    draft.log("compound.filed", { effect, reason: one.title, severity: one.severity, groups: one.groups });
    const after = one.after.flatMap((b): (string | number)[] => {
      const there = as[b] ?? null;
      return there === null ? [] : "effect" in there ? [there.effect] : [there.issue];
    });
    return { effect, title: one.title, file: one.file, line: one.line, issue: null, after };
  });
  const filed = [...before, ...made].slice(-FILED_KEPT);
  draft.setMeta({ compound: { ...draft.meta.compound, filed } });
  return as;
}

/** Open issues that a finding may be known by: neither ours that tell of the factory, nor pull requests. */
function openIssues(draft: Draft): readonly OpenIssue[] {
  const { alert_issues } = draft.meta;
  return draft.snapshot
    .issues()
    .filter(
      (i) =>
        i.state === "open" &&
        !i.is_pull &&
        standsIn(draft.meta, i.number) === null &&
        !alert_issues.includes(i.number),
    );
}

/**
 * What still counts as filed: what is on its way, what is open, and what a person has closed or refused without work on it,
 * which says that it is wrong. Work that was done and found again is new.
 */
function keptFilings(draft: Draft): readonly Filed[] {
  return draft.meta.compound.filed.filter(({ effect, issue }) => {
    if (issue === null) {
      const told = draft.effectNow(effect);
      return told !== undefined && (told.state !== "dead" || (told.error ?? "").startsWith("denied"));
    }
    const there = draft.issue(issue);
    if (there === undefined) return draft.effectNow(effect) !== undefined && !wasSeen(draft, issue);
    return there.state === "open" || !draft.snapshot.endedItems(issue).some((i) => i.phase === "done");
  });
}

/** An issue with a higher number has been seen: one that is missing was deleted and is not merely late. */
const wasSeen = (draft: Draft, number: number): boolean =>
  draft.snapshot.issues().some((other) => other.number > number);

/** The forge has confirmed a write of ours, or refused it for good. */
export function onCompoundTold(draft: Draft, effect: string, issue: number | undefined): void {
  if (!isCompoundEffect(effect)) return;
  const { compound } = draft.meta;
  if (issue !== undefined && !isTrackEffect(effect)) {
    const filed = compound.filed.map((f) => (f.effect === effect ? { ...f, issue } : f));
    draft.setMeta({ compound: { ...compound, filed }, coordinate_due: true });
    order(draft, filed);
  }
  writeSummary(draft);
}

/** Dependencies between filed issues, each as soon as both of its ends have a number. */
function order(draft: Draft, filed: readonly Filed[]): void {
  const numbers = new Map(filed.map((f) => [f.effect, f.issue]));
  for (const { effect, issue, after } of filed)
    for (const before of after) {
      const on = typeof before === "number" ? before : (numbers.get(before) ?? null);
      if (issue === null || on === null || issue === on) continue;
      const action = { kind: "add_dependency", account: "coordinator", issue, on } as const;
      draft.effect(null, action, `${effect}:after:${before}`);
    }
}

/** Writes what is to be told of the last run once it is known whole: each filing has a number, or never will. */
export function writeSummary(draft: Draft): void {
  const { report, issue, filed } = draft.meta.compound;
  if (report === null || report.written) return;
  const own = report.told.flatMap((t) => (t.as !== null && "effect" in t.as ? [t.as.effect] : []));
  if (own.some((effect) => isOpen(draft, effect))) return;
  const numbers = new Map(filed.flatMap((f) => (f.issue === null ? [] : [[f.effect, f.issue] as const])));
  const body = summaryBody(report, numbers);
  const done = () =>
    draft.setMeta({ compound: { ...draft.meta.compound, report: { ...report, written: true } } });
  if (issue !== null) {
    const state = needsPerson(draft, report, numbers) ? "open" : "closed";
    const action = { kind: "edit_issue", account: "coordinator", issue, body, state } as const;
    draft.effect(TRACK, action, summaryEffect(report.run.id));
    return done();
  }
  const create = trackEffect(report.run.id);
  const there = draft.effectNow(create);
  if (there !== undefined) {
    // On its way; when it stands it is written once more, with its state. Refused: the next review tries anew.
    if (there.state === "dead") done();
    return;
  }
  const labels = [COMPOUND_LABEL];
  draft.effect(
    TRACK,
    { kind: "create_issue", account: "coordinator", title: SUMMARY_TITLE, body, labels },
    create,
  );
}

function isOpen(draft: Draft, effect: string): boolean {
  const state = draft.effectNow(effect)?.state;
  return state !== undefined && state !== "done" && state !== "dead";
}

/** Something severe is open, or somebody has to find out why a group could not review. */
function needsPerson(draft: Draft, report: Report, numbers: ReadonlyMap<string, number>): boolean {
  const issues = report.told.flatMap(({ as }) =>
    as === null ? [] : "issue" in as ? [as.issue] : [numbers.get(as.effect) ?? 0],
  );
  const failed = report.run.groups.some((g) => g.state === "skipped" && g.item !== null);
  return failed || issues.some((number) => number > 0 && draft.issue(number)?.state !== "closed");
}
