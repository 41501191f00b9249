/** What a record says, as a sentence for people: in the log store, in `adf logs`, in the story of an issue. */
import * as z from "zod";
import type { LogRecord } from "../../contract/log.ts";
import { count } from "../comment/count.ts";
import { GUESSED } from "../spend/price.ts";
import { ENDING, HEARD, KIND, WRITE } from "./words.ts";

const More = z
  .looseObject({
    kind: z.string(),
    by: z.string(),
    verb: z.string(),
    scope: z.string(),
    name: z.string(),
    what: z.string(),
    cli: z.string(),
    model: z.string(),
    tier: z.string(),
    error: z.string(),
    notifier: z.string(),
    detail: z.string(),
    next: z.array(z.number()),
    why: z.string(),
    rank: z.number(),
    seconds: z.number(),
    delay_secs: z.number(),
    waited_ms: z.number(),
    busy_with: z.array(z.number()),
    goes_on_from: z.string(),
    fresh: z.boolean(),
    after_merge: z.boolean(),
    again: z.boolean(),
    answered: z.string(),
    state: z.string(),
    head_sha: z.string(),
    drift: z.number(),
    drift_level: z.string(),
    pause_secs: z.number(),
    closed: z.number(),
    minutes: z.number(),
    merged_sha: z.string(),
    attempts: z.number(),
    usd: z.number(),
    priced_by: z.string(),
    group: z.string(),
    severity: z.string(),
    findings: z.number(),
    found: z.number(),
    filed: z.number(),
  })
  .partial();
type More = z.infer<typeof More>;
type Say = (r: LogRecord, m: More) => string;

const job = (r: LogRecord, m: More) =>
  `${r.agent ?? "the agent"}'s ${KIND[m.kind ?? ""] ?? m.kind ?? "job"}${(r.attempt ?? 1) > 1 ? ` (attempt ${r.attempt})` : ""}`;
const write = (r: LogRecord, m: More) =>
  `${WRITE[m.kind ?? ""] ?? (m.kind ?? "a write").replaceAll("_", " ")}${r.effect === undefined ? "" : ` (${r.effect})`}`;
const because = (text: string | undefined) => (text === undefined || text === "" ? "" : `: ${text}`);
const took = (m: More) => (m.seconds === undefined ? "" : ` after ${m.seconds.toFixed(1)} s`);
const spent = (m: More) => {
  if (m.usd === undefined || m.priced_by === "free") return "";
  const guessed = GUESSED[m.priced_by as keyof typeof GUESSED] ?? "";
  return `, ${m.usd.toFixed(4)} USD${guessed === "" ? "" : ` ${guessed}`}`;
};
const by = (m: More) => (m.by === undefined ? "" : ` by ${m.by}`);
const next = ({ next: list = [] }: More) =>
  list.length === 0 ? "" : `; behind it ${list.map((n) => `#${n}`).join(" and ")}`;
const words = (text: string | undefined) => (text ?? "").replaceAll("_", " ");
const outcome = (r: LogRecord) => ENDING[r.outcome ?? ""] ?? words(r.outcome);
const numbers = (list: readonly number[]) => list.map((n) => `#${n}`).join(" and ");
/** From this long on a wait is a part of the story. */
const LONG_MS = 3_000;
const waited = ({ waited_ms: ms = 0 }: More) =>
  ms < LONG_MS
    ? ""
    : ms < 600_000
      ? `, after ${Math.round(ms / 1000)} s`
      : `, after ${Math.round(ms / 60_000)} min`;
const beginning = (m: More) =>
  `${m.goes_on_from === "base" ? "; it begins anew, on the target branch as it is now" : ""}${m.goes_on_from === "branch" ? "; it goes on from the branch of the last attempt" : ""}${m.fresh === true ? "; nightwatch has it begin without its earlier conversation" : ""}`;
const answered = (m: More) => (m.answered === undefined ? "" : `, answered by ${m.answered}`);
const passed = (r: LogRecord, m: More) =>
  m.after_merge === true ? `the target branch as merged` : `pull request #${r.pull_request}`;
const drifts = (r: LogRecord, m: More) =>
  `${r.agent ?? "an agent"} drifts ${(m.drift ?? 0).toFixed(2)} (${m.drift_level ?? "?"})`;
const hours = (secs: number | undefined) =>
  (secs ?? 0) === 3_600 ? "an hour" : `${(secs ?? 0) / 3_600} hours`;

function heard(r: LogRecord, m: More): string {
  if (m.kind === "push") return "the forge told of a push";
  const what =
    m.kind === "comment" ? `a comment${by(m)}` : m.kind === "pull" ? "the pull request" : "the issue";
  return `${what} ${HEARD[r.outcome ?? ""] ?? `was read${m.state === undefined ? "" : `, it is ${m.state}`}`}`;
}

const SAY: Readonly<Record<string, Say>> = {
  "event.received": heard,
  "marker.forged": (_r, m) => `a comment${by(m)} carries a marker that is not ours; it counts as anybody's`,
  "mention.accepted": (r, m) =>
    r.outcome === "refused"
      ? `a mention of ${r.agent ?? "an agent"}${by(m)} began nothing${because(r.reason)}`
      : `a mention of ${r.agent ?? "an agent"}${by(m)} was accepted: ${words(r.outcome)}`,
  "mention.refused": (r, m) => `a mention${by(m)} was refused${because(words(r.reason))}`,
  "dispatch.asked": (r) => `an agent asked for ${r.agent ?? "another"}${because(r.reason)}`,
  "schedule.fired": () => "the coordinator's schedule was due",
  "ranking.cycle": (r) => `issues wait for one another${because(r.reason)}`,
  "approval.unproven": (r) => `it was not let in by its label${because(r.reason)}`,
  "coordinator.picked": (r, m) =>
    `the coordinator gave it to ${r.agent ?? "an agent"}${m.rank === undefined ? "" : `, rank ${(m.rank * 100).toFixed(1)} %`}${next(m)}${m.why === undefined ? "" : `; it ${m.why}`}`,
  "coordinator.would_pick": (r, m) => `the coordinator would give it to ${r.agent ?? "an agent"}${next(m)}`,
  "coordinator.asked": (r) => `${r.agent ?? "the coordinator's model"} is asked what is worked on next`,
  "coordinator.refused": (r) =>
    `the answer of ${r.agent ?? "the coordinator's model"} is not followed, ${words(r.outcome)}${because(r.reason)}`,
  "coordinator.unclear": (_r, m) => `it is not clear enough to begin${by(m)}, and a person is asked`,
  "coordinator.question_withheld": (r) => `a question was not asked again within a day${because(r.reason)}`,
  "mention.would_queue": (r, m) => `a mention of ${r.agent ?? "an agent"}${by(m)} would be followed`,
  "chain.stopped": (r) => `agents that asked one another are stopped${because(r.reason)}`,
  "agent.quarantined": (r) => `${r.agent ?? "an agent"} gets no work, it cannot begin${because(r.reason)}`,
  "agent.released": (r) => `${r.agent ?? "an agent"} gets work again${because(r.reason)}`,
  "runner.outdated": (r) =>
    `runner ${r.runner ?? "?"} runs another build than the Worker${because(r.reason)}`,
  "runner.upgraded": (r) => `runner ${r.runner ?? "?"} runs the build that the Worker does`,
  "item.would_resume": () => "a person's answer would take it up again",
  "reply.would_write": (_r, m) => `the factory would ${m.what ?? "write"}`,
  "compound.fired": () => "the compound review's schedule was due",
  "compound.began": (_r, m) => `a compound review of what was merged began${by(m)}`,
  "compound.would_review": () => "a compound review would have begun",
  "compound.skipped": (r) => `no compound review${because(r.reason)}`,
  "compound.group_done": (r, m) =>
    `${r.agent ?? "an agent"} reviewed ${m.group ?? "what was merged"}: ${count(m.findings ?? 0, "finding")}`,
  "compound.group_skipped": (r, m) =>
    `the compound review goes without ${m.group ?? "a group"}${because(r.reason)}`,
  "compound.group_unneeded": (r, m) =>
    `the compound review needs no ${m.group ?? "such group"}${because(r.reason)}`,
  "compound.filed": (r, m) =>
    `a finding of the compound review becomes an issue, ${m.severity ?? ""}${because(r.reason)}`,
  "compound.ended": (_r, m) =>
    `the compound review ended: ${count(m.found ?? 0, "finding")}, ${m.filed ?? 0} filed as issues`,
  "item.created": () => "the work began",
  "job.queued": (r, m) =>
    `${job(r, m)} waits for ${m.busy_with === undefined ? "a runner" : `${r.agent ?? "its agent"}, who is at work on ${numbers(m.busy_with) || "something else"}`}${(m.delay_secs ?? 0) > 0 ? `, for ${m.delay_secs} s at least` : ""}`,
  "job.leased": (r, m) =>
    `runner ${r.runner ?? "?"} took ${job(r, m)}: ${[m.tier, m.cli, m.model].filter(Boolean).join(", ")} (epoch ${r.epoch ?? "?"})${waited(m)}${beginning(m)}${because(r.reason)}`,
  "override.lost": (r, m) =>
    `${r.agent ?? "the agent"} works not all as a person asked (${m.wanted ?? "?"})${because(r.reason)}`,
  "job.waits": (r, m) => `${job(r, m)} goes to no runner that asked${because(r.reason)}`,
  "job.running": (r, m) => `${job(r, m)} began`,
  "job.succeeded": (r, m) => `${job(r, m)} ended well, ${outcome(r)}${took(m)}${spent(m)}${answered(m)}`,
  "job.failed": (r, m) =>
    `${job(r, m)} failed, ${outcome(r)}${took(m)}${spent(m)}${answered(m)}${because(r.reason)}`,
  "job.cancelled": (r, m) => `${job(r, m)} was cancelled${because(r.reason)}`,
  "breaker.opened": (r) => `too many jobs failed, nothing is dispatched${because(r.reason)}`,
  "breaker.closed": () => "the trial job succeeded, dispatches go on",
  "report.refused": (r) => `a report was refused${because(r.reason)}`,
  "change.pushed": (r) => `${r.agent ?? "the agent"} pushed the change`,
  "pull.opened": (r, m) =>
    `pull request #${r.pull_request} ${m.again === true ? "has the new commits" : "is open"}`,
  "review.passed": (r, m) => `${r.agent ?? r.gate ?? "the reviewer"} passed ${passed(r, m)}`,
  "review.failed": (r, m) =>
    `${r.agent ?? r.gate ?? "the reviewer"} did not pass ${m.after_merge === true ? "the target branch as merged" : "it"}${because(r.reason)}`,
  "review.voided": (r) =>
    `somebody pushed to pull request #${r.pull_request}; what was judged before is void`,
  "merge.held": (r) => `pull request #${r.pull_request} is a person's to merge${because(r.reason)}`,
  "merge.by_hand": (r) => `a person merged pull request #${r.pull_request}`,
  "merge.proved": () => "the target branch is green with it",
  "merge.broken": (r) => `the target branch is red with it and it is undone${because(r.reason)}`,
  "merge.reverted": () => "the merge is undone, and the issue is open work again",
  "review.late": (r) => `the forge's checks did not end in time${because(r.reason)}`,
  "verify.passed": () => "the commands gave the same result again",
  "verify.failed": (r) => `the commands gave another result${because(r.reason)}`,
  "pull.merged": (r, m) =>
    `pull request #${r.pull_request} was merged as ${(m.merged_sha ?? "").slice(0, 12)}`,
  "item.done": (_r, m) =>
    `done${m.attempts === undefined ? "" : `, ${count(m.attempts, "attempt")}`}${m.seconds === undefined ? "" : `, ${m.seconds.toFixed(1)} s of agents' time`}`,
  "item.parked": (r) => `set aside with a question${because(r.reason)}`,
  "item.resumed": (r) => `a person answered; ${r.agent ?? "the agent"} goes on`,
  "item.handed_over": (r) => `${r.agent ?? "another agent"} takes it over${because(r.reason)}`,
  "item.cancelled": (r) => `the work was cancelled${because(r.reason)}`,
  "effect.proposed": (r, m) => `${write(r, m)} waits for a person's yes`,
  "effect.approved": (r, m) => `${write(r, m)} was allowed${by(m)}`,
  "effect.denied": (r, m) => `${write(r, m)} was denied${by(m)}`,
  "effect.withdrawn": (r, m) => `${write(r, m)} was taken back${because(r.reason)}`,
  "effect.done": (r, m) => `the forge confirmed ${write(r, m)}`,
  "effect.retry": (r, m) => `the forge did not take ${write(r, m)}${because(r.reason)}`,
  "effect.dead": (r, m) => `the forge refused ${write(r, m)} for good${because(m.error ?? r.reason)}`,
  "note.written": (_r, m) =>
    `the daily note was written: ${m.closed ?? 0} closed, ${(m.usd ?? 0).toFixed(2)} USD, ${count(m.minutes ?? 0, "minute")} of people`,
  "nightwatch.noted": (r, m) => `nightwatch notes that ${drifts(r, m)}${because(r.reason)}`,
  "nightwatch.fresh_start": (r, m) =>
    `nightwatch lets ${r.agent ?? "an agent"} begin its jobs anew, because ${drifts(r, m)}${because(r.reason)}`,
  "nightwatch.paused": (r, m) =>
    `nightwatch keeps ${r.agent ?? "an agent"} from work for ${hours(m.pause_secs)}, because ${drifts(r, m)}${because(r.reason)}`,
  "nightwatch.escalated": (r, m) =>
    `nightwatch tells a person and keeps ${r.agent ?? "an agent"} from work for ${hours(m.pause_secs)}, because ${drifts(r, m)}${because(r.reason)}`,
  "nightwatch.tried_again": (r) => `${r.agent ?? "an agent"} gets work again${because(r.reason)}`,
  "nightwatch.recovered": (r) => `${r.agent ?? "an agent"} is well again${because(r.reason)}`,
  "alert.raised": (r) => `people are told${because(r.reason)}`,
  "alert.grew": (r) => `people are told that it is worse${because(r.reason)}`,
  "alert.cleared": (r) => `what people were told of is over${because(r.reason)}`,
  "notice.sent": (_r, m) => `${m.notifier ?? "a notifier"} took a notice`,
  "notice.retry": (r, m) =>
    `${m.notifier ?? "a notifier"} did not take a notice, it is tried again${because(r.reason)}`,
  "notice.again": (_r, m) => `${m.notifier ?? "every notifier"} is told again what it was not told`,
  "notice.dead": (r, m) => `${m.notifier ?? "a notifier"} was not told${because(r.reason)}`,
  "stop.set": (r, m) =>
    `${m.verb ?? "a stop"} of ${m.scope ?? "the factory"} ${m.name ?? ""}${by(m)}${because(r.reason)}`,
  "stop.lifted": (_r, m) =>
    `${m.verb ?? "the stop"} of ${m.scope ?? "the factory"} ${m.name ?? ""} was lifted${by(m)}`,
};

export function sentence(record: LogRecord): string {
  const more = More.safeParse(record);
  const say = SAY[record.event];
  if (say !== undefined)
    return say(record, more.success ? more.data : {})
      .replaceAll(/\s+/g, " ")
      .trim();
  const plain = record.event.replaceAll(/[._]/g, " ");
  return `${plain}${record.outcome === undefined ? "" : `, ${words(record.outcome)}`}${because(record.reason)}`;
}
