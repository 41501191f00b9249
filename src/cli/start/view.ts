/** One readable line per change of state, from the structured records that the Worker and the runner print. */
import * as z from "zod";
import { LogRecord } from "../../contract/log.ts";
import { colors } from "../output.ts";

const Fields = z.looseObject({
  next: z.array(z.number()).optional(),
  rank: z.number().optional(),
  kind: z.string().optional(),
  gate: z.string().optional(),
  cli: z.string().optional(),
  model: z.string().optional(),
  tier: z.string().optional(),
  merged_sha: z.string().optional(),
  seconds: z.number().optional(),
  findings: z.number().optional(),
  delay_secs: z.number().optional(),
  detail: z.string().optional(),
  error: z.string().optional(),
  by: z.string().optional(),
  text: z.string().optional(),
  what: z.string().optional(),
  after_merge: z.boolean().optional(),
  again: z.boolean().optional(),
  outcome: z.string().optional(),
});
type Fields = z.infer<typeof Fields>;
type Say = (r: LogRecord, f: Fields) => string | null;

const WORDS: Readonly<Record<string, string>> = {
  change: "writes a change",
  review: "reviews",
  verify: "verifies",
  plan: "chooses what is next",
  compound: "reads what was merged",
};
const DID: Readonly<Record<string, string>> = {
  change: "change",
  review: "review",
  verify: "verification",
  plan: "plan",
  compound: "compound review",
};
const secs = (n: number | undefined): string => (n === undefined ? "" : ` after ${n.toFixed(1)} s`);
const percent = (n: number | undefined): string => (n === undefined ? "" : `${(n * 100).toFixed(1)} %`);

/** Events that a person follows. Every other record is kept in the log file and not shown. */
const SAY: Readonly<Record<string, Say>> = {
  "coordinator.picked": (r, f) =>
    `${colors.cyan("picked")}     for ${r.agent}, rank ${percent(f.rank)}${next(f.next)}`,
  "coordinator.refused": (r) =>
    `${colors.yellow("by rank")}    ${r.agent} is not followed: ${short(r.reason)}`,
  "coordinator.would_pick": (r, f) =>
    `${colors.cyan("would pick")} for ${r.agent}, rank ${percent(f.rank)}${next(f.next)}`,
  "mention.would_queue": (r) => `${colors.cyan("would ask")}  ${r.agent}, as a mention wants it`,
  "item.would_resume": (r) => `${colors.cyan("would go on")} with ${r.agent}, after an answer`,
  "reply.would_write": (_r, f) => `${colors.cyan("would write")} ${short(f.text ?? f.what)}`,
  "effect.proposed": (r, f) =>
    `${colors.magenta("asks")}       may I ${f.kind?.replaceAll("_", " ")}? ${colors.dim(`approvals --approve ${r.effect}`)}`,
  "effect.approved": (_r, f) => `${colors.green("allowed")}    ${f.kind?.replaceAll("_", " ")}, by ${f.by}`,
  "effect.denied": (_r, f) => `${colors.yellow("denied")}     ${f.kind?.replaceAll("_", " ")}, by ${f.by}`,
  "compound.began": (_r, f) =>
    `${colors.cyan("reviewing")}  what was merged: ${f.commits} commits, ${f.files} files`,
  "compound.group_skipped": (r, f) => `${colors.yellow("skipped")}    ${f.group}: ${short(r.reason)}`,
  "compound.group_done": (r, f) =>
    `${colors.green("reviewed")}   ${f.group} by ${r.agent}: ${f.findings} findings`,
  "compound.ended": (_r, f) =>
    `${colors.cyan("reviewed")}   compound review: ${f.found} findings, ${f.filed} filed, ${f.groups} groups`,
  "ranking.cycle": (r) => `${colors.yellow("cycle")}      ${r.reason}`,
  "approval.unproven": (r) => `${colors.yellow("asked")}      to set the label anew: ${short(r.reason)}`,
  "job.running": (r, f) =>
    `${colors.blue("running")}    ${r.agent} ${WORDS[f.kind ?? ""] ?? f.kind}${(r.attempt ?? 1) > 1 ? `, attempt ${r.attempt}` : ""}`,
  "change.pushed": (r) => `${colors.blue("pushed")}     ${r.agent} pushed the change`,
  "pull.opened": (r, f) =>
    f.again === true
      ? `${colors.cyan("updated")}    pull request #${r.pull_request}`
      : `${colors.cyan("opened")}     pull request #${r.pull_request}`,
  "review.passed": (r, f) =>
    f.after_merge === true
      ? `${colors.green("proved")}     ${r.agent ?? f.gate} passed the target branch with it`
      : `${colors.green("approved")}   ${r.agent ?? f.gate} passed pull request #${r.pull_request}`,
  "review.failed": (r, f) =>
    f.after_merge === true
      ? `${colors.red("red")}        ${r.agent ?? f.gate} on the target branch with it: ${short(r.reason)}`
      : `${colors.yellow("sent back")}  ${r.agent ?? f.gate}: ${short(r.reason)}`,
  "merge.held": (r) =>
    `${colors.magenta("held")}       pull request #${r.pull_request} is a person's to merge: ${short(r.reason)}`,
  "merge.by_hand": (r) => `${colors.green("merged")}     pull request #${r.pull_request}, by a person`,
  "merge.broken": () =>
    `${colors.red("undone")}     by a pull request of its own: the target branch is red with it`,
  "verify.passed": (r) =>
    `${colors.green("verified")}   ${r.agent} ran the commands again with the same result`,
  "verify.failed": (r) => `${colors.yellow("sent back")}  ${r.agent}: ${short(r.reason)}`,
  "pull.merged": (r, f) =>
    `${colors.green("merged")}     pull request #${r.pull_request} as ${(f.merged_sha ?? "").slice(0, 12)}`,
  "item.done": (_r, f) =>
    `${colors.green("closed")}     ${f.seconds === undefined ? "" : `${f.seconds.toFixed(1)} s of agent time`}`,
  "item.parked": (r) => `${colors.magenta("question")}   ${short(r.reason)}`,
  "item.resumed": (r) => `${colors.cyan("resumed")}    a person answered; ${r.agent} goes on`,
  "item.cancelled": (r) => `${colors.yellow("cancelled")}  ${short(r.reason)}`,
  "job.failed": (r, f) =>
    // A conflict is told in the next line, by whoever sends the change back.
    f.outcome === "merge_conflict"
      ? null
      : `${colors.red("failed")}     ${r.agent}'s ${DID[f.kind ?? ""] ?? "job"}: ${r.outcome?.replaceAll("_", " ")}${secs(f.seconds)}. ${short(r.reason)}`,
  "mention.accepted": (r) =>
    r.outcome === "refused"
      ? `${colors.yellow("mention")}    of ${r.agent} began nothing: ${short(r.reason)}`
      : `${colors.cyan("mention")}    ${r.agent}: ${r.outcome?.replaceAll("_", " ")}`,
  "mention.refused": (r, f) =>
    `${colors.yellow("mention")}    by ${f.by ?? "somebody"} refused: ${r.reason?.replaceAll("_", " ")}`,
  "effect.retry": (r) => `${colors.yellow("waiting")}    the forge did not take it: ${short(r.reason)}`,
  "effect.dead": (_r, f) => `${colors.red("refused")}    by the forge: ${short(f.error)}`,
  "breaker.opened": (r) => `${colors.red("breaker")}    ${short(r.reason)}`,
  "alert.raised": (r) => `${colors.magenta("told")}       people: ${short(r.reason)}`,
  "alert.grew": (r) => `${colors.red("worse")}      people are told: ${short(r.reason)}`,
  "alert.cleared": (r) => `${colors.green("over")}       what people were told of: ${short(r.reason)}`,
  "nightwatch.noted": (r) => `${colors.dim("nightwatch")} notes of ${r.agent}: ${short(r.reason)}`,
  "nightwatch.fresh_start": (r) =>
    `${colors.yellow("nightwatch")} lets ${r.agent} begin its jobs anew: ${short(r.reason)}`,
  "nightwatch.paused": (r) => `${colors.yellow("nightwatch")} pauses ${r.agent}: ${short(r.reason)}`,
  "nightwatch.escalated": (r) =>
    `${colors.red("nightwatch")} pauses ${r.agent} and asks a person: ${short(r.reason)}`,
  "nightwatch.tried_again": (r) => `${colors.cyan("nightwatch")} gives ${r.agent} work again`,
  "nightwatch.recovered": (r) => `${colors.green("nightwatch")} finds ${r.agent} well again`,
  "forge.unread": (r, f) => `${colors.yellow("forge")}      cannot be read: ${r.reason} ${short(f.detail)}`,
  "push.refused": (r) => `${colors.red("push")}       refused at the git gate: ${short(r.reason)}`,
  // After each cancel the runner says once that the job has ended for it too: that is how it should be.
  "report.refused": (r) =>
    r.reason === TAKEN_AWAY
      ? `${colors.dim("stopped")}    the runner has ended ${r.job}, which was taken from it`
      : `${colors.yellow("late")}       a report was refused: ${short(r.reason)}`,
  "marker.forged": (_r, f) => `${colors.red("forged")}     marker in a comment by ${f.by ?? "somebody"}`,
  "queue.dead": (r) => `${colors.red("queue")}      a message died ${short(r.reason)}; its row is safe`,
  "request.crashed": (r) => `${colors.red("defect")}     ${short(r.reason)}`,
  "tick.failed": (r) => `${colors.red("defect")}     the tick failed: ${short(r.reason)}`,
  "worker.restarted": (r) => `${colors.red("Worker")}     ${short(r.reason)}`,
  "clock.failed": (r) => `${colors.red("clock")}      ${short(r.reason)}`,
  "factory.unconfigured": (r) => `${colors.red("missing")}    ${short(r.reason)}`,
};

/** What the brain answers to the report of a job that was cancelled. */
export const TAKEN_AWAY = "The job had already ended: cancelled.";

/** As wide as the longest name of the samples. */
const PROJECT_WIDTH = 11;

/** The line for one record, or null when it is not for people. `several`: the project is said too. */
export function lineFor(text: string, clock: string, several = false): string | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const record = LogRecord.safeParse(json);
  if (!record.success) return null;
  const said = SAY[record.data.event]?.(record.data, Fields.parse(record.data)) ?? null;
  if (said === null) return null;
  const issue = record.data.issue === undefined ? "" : `#${record.data.issue}`;
  const project = several ? `${(record.data.project ?? "").padEnd(PROJECT_WIDTH)} ` : "";
  return `${colors.dim(clock)}  ${project}${colors.bold(issue.padEnd(4))} ${said}`;
}

const next = (numbers: readonly number[] | undefined): string =>
  numbers === undefined || numbers.length === 0
    ? ""
    : `; next would be ${numbers.map((n) => `#${n}`).join(", ")}`;

/** The first sentence or so: a line stays a line. */
function short(text: string | undefined): string {
  const line = (text ?? "").replaceAll(/\s+/g, " ").trim();
  return line.length <= 110 ? line : `${line.slice(0, 109)}…`;
}
