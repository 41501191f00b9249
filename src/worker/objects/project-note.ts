/** What happened in a project since a moment, for its daily note: read off the tables when a note is due, or asked for. */
import type { NoteView } from "../../contract/note.ts";
import { noteText } from "../../core/comment/note.ts";
import { today } from "../../core/decide/on-note.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import { sampleOf } from "../../core/nightwatch/sample.ts";
import { type Happened, isNews } from "../../core/note/day.ts";
import { itemKey, type Tally } from "../../core/spend/tally.ts";
import type { WorkItem } from "../../core/work/work-item.ts";
import { get, select } from "../store/records.ts";
import { lastEnded } from "../store/work.ts";

/** As many as nightwatch looks at. */
const JOBS = 400;
const CLOSED = 200;

export function happenedSince(sql: SqlStorage, since: number): Happened {
  const done = select<WorkItem>(
    sql,
    "items",
    "phase = 'done' AND json_extract(data, '$.subject') = 'issue' AND json_extract(data, '$.updated_at') > ? ORDER BY created_at LIMIT ?",
    since,
    CLOSED,
  );
  const told = (event: string) =>
    sql
      .exec<{ n: number }>("SELECT count(*) AS n FROM journal WHERE at > ? AND event = ?", since, event)
      .one().n;
  const { usd } = sql
    .exec<{ usd: number | null }>(
      "SELECT sum(json_extract(data, '$.spent.usd')) AS usd FROM jobs WHERE json_extract(data, '$.ended_at') > ?",
      since,
    )
    .one();
  return {
    closed: done.map(({ id, issue, title, pull_request, attempts }) => ({
      issue,
      title,
      pull_request,
      attempts,
      usd: get<Tally>(sql, "tallies", itemKey(id))?.usd ?? 0,
    })),
    usd: usd ?? 0,
    questions: told("item.parked"),
    approvals: told("effect.proposed"),
    alerts: told("alert.raised"),
    samples: lastEnded(sql, JOBS).flatMap((job) => sampleOf(job) ?? []),
  };
}

/** The note as it would be written now. */
export function noteView(sql: SqlStorage, s: Snapshot): NoteView {
  const day = today(s, (since) => happenedSince(sql, since));
  const { since, until, closed, usd, minutes, waiting, falls } = day;
  return {
    project: s.context.project.name,
    since_ms: since,
    until_ms: until,
    news: isNews(day),
    closed: closed.map((c) => ({ ...c })),
    usd,
    minutes,
    waiting: waiting.questions.length + waiting.approvals + waiting.alerts.length + waiting.held.length,
    falling: falls.map((f) => f.agent),
    issue: s.meta.notes.issue,
    text: noteText(day),
  };
}
