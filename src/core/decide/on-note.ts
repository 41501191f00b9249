/** The daily note: once for each firing of its schedule, where there is something to say. A firing that was missed is not made up twice. */
import { NOTE_TITLE, noteIssue, noteText } from "../comment/note.ts";
import { type Day, dayOf, type Happened, isNews, noteEffect } from "../note/day.ts";
import { APPROVED_LABEL, type ApprovalState, approvalState } from "../policy/approved.ts";
import { firingsBetween } from "../scheduling/firing.ts";
import { type Changes, Draft } from "./draft.ts";
import { linkTo, notify } from "./notify.ts";
import { idleByChoice } from "./off-duty.ts";
import { lacksTrust, rankProject } from "./rank-project.ts";
import type { Snapshot } from "./snapshot.ts";

export interface Notes {
  /** Until when was told; 0 before the first tick of all. */
  readonly told_until: number;
  /** The firing that was last claimed. */
  readonly cursor: number;
  /** The issue that holds the notes; null while there is none. */
  readonly issue: number | null;
}
export const NO_NOTES: Notes = { told_until: 0, cursor: 0, issue: null };

/** Notes follow one another, as the writes of a work item do. */
const TRACK = "note:daily";
/** Older than this is no news, however long nothing ran. */
const LONGEST_MS = 7 * 86_400_000;

/** What a note of now would say. `happened`: since a moment, by the project's tables. */
export function today(s: Snapshot, happened: (since: number) => Happened): Day {
  const since = Math.max(s.meta.notes.told_until, s.now - LONGEST_MS);
  const open = s.openEffects();
  return dayOf(since, s.now, happened(since), {
    questions: s.items
      .filter((i) => i.phase === "parked")
      .map(({ issue, title, park_reason }) => ({ issue, title, why: park_reason ?? "" })),
    approvals: open.filter((e) => e.state === "proposed").length,
    alerts: Object.values(s.meta.alerts).map(({ title, effect }) => ({
      title,
      issue: s.effect(effect)?.result?.issue ?? null,
    })),
    held: [...idleByChoice(s), ...heldIssues(s)],
  });
}

const AGAIN = `the label ${APPROVED_LABEL} does not let in the text as it stands; take it off and set it again`;
const LETS_IN: Readonly<Record<ApprovalState, string>> = {
  none: `nobody who is trusted has let it in; the label ${APPROVED_LABEL} does`,
  unread: `the forge has yet to say when the label ${APPROVED_LABEL} was set`,
  unshown: AGAIN,
  changed: AGAIN,
  approved: "",
};

/** What only a person can let go: issues that wait for one another, and those that nobody who is trusted has let in. */
function heldIssues(s: Snapshot): Day["waiting"]["held"] {
  const cyclic = new Set(rankProject(s).findings.flatMap((f) => (f.kind === "cycle" ? f.issues : [])));
  return s.issues().flatMap((issue) => {
    if (issue.state !== "open" || issue.is_pull) return [];
    const { number, title } = issue;
    if (cyclic.has(number))
      return [{ issue: number, title, why: "waits in a circle; remove one of the dependencies" }];
    if (lacksTrust(s, issue) === null) return [];
    const why = LETS_IN[approvalState(issue)];
    return [{ issue: number, title, why }];
  });
}

/** Null where no note is due. */
export function onNote(s: Snapshot, happened: (since: number) => Happened): Changes | null {
  const { config, project } = s.context;
  const { daily_note } = config;
  const { notes } = s.meta;
  if (!daily_note.enabled || !project.enabled || project.mode === "observe") return null;
  const draft = new Draft(s, "under_way");
  if (notes.cursor === 0) {
    // The first tick of all: what was before is nobody's news.
    draft.setMeta({ notes: { ...notes, cursor: s.now, told_until: s.now } });
    return draft.changes();
  }
  const firing = firingsBetween(daily_note.schedule, project.timezone, notes.cursor, s.now);
  if (!firing.due) return null;
  const day = today(s, happened);
  // While the last note is still on its way to the forge, what happened is kept for the next.
  const news = isNews(day) && s.openEffects(TRACK).length === 0;
  draft.setMeta({
    notes: { ...notes, cursor: firing.scheduled_ms, told_until: news ? s.now : notes.told_until },
  });
  if (news) write(draft, day, firing.scheduled_ms);
  return draft.changes();
}

function write(draft: Draft, day: Day, firing: number): void {
  const { config } = draft.context;
  const { issue } = draft.meta.notes;
  const id = noteEffect(firing);
  draft.log("note.written", { closed: day.closed.length, usd: day.usd, minutes: day.minutes });
  if (config.daily_note.issue && issue === null)
    draft.effect(
      TRACK,
      { kind: "create_issue", account: "coordinator", title: NOTE_TITLE, body: noteIssue(day) },
      id,
    );
  // Whoever closes the issue has read enough.
  else if (config.daily_note.issue && issue !== null && draft.issue(issue)?.state !== "closed")
    draft.effect(
      TRACK,
      { kind: "comment", account: "coordinator", issue, body: noteText(day), root: id, hop: 0 },
      id,
    );
  notify(draft, {
    cause: id,
    kind: "note.daily",
    level: "info",
    about: "note",
    title: `${day.closed.length} closed, ${day.waiting.questions.length + day.waiting.approvals} wait for you`,
    body: noteText(day),
    link: linkTo(draft.context, issue),
  });
}
