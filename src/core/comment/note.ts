/** The daily note, for an issue, a notifier or a terminal. */
import type { Closed, Day, Fall, Waiting } from "../note/day.ts";
import { adf } from "./command.ts";
import { count } from "./count.ts";
import { cutAt, quiet } from "./quiet.ts";

export const NOTE_TITLE = "The factory's daily note";

/** The issue that holds the notes begins with the first of them. */
export const noteIssue = (day: Day): string =>
  `${noteText(day)}\n\n---\nEach further note is a comment here, on days on which something happened. I do not work on this issue; closing it ends the notes in it, and \`[daily_note]\` says when they are written.`;

export function noteText(day: Day): string {
  return [
    `**${time(day.since)} to ${time(day.until)} UTC**`,
    `${head(day)} ${asked(day)}`,
    ...section("", day.closed.map(closedLine)),
    ...section("Waits for you:", waitingLines(day.waiting)),
    ...section("Less well than before:", day.falls.map(fallLine)),
  ].join("\n\n");
}

const time = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace("T", " ");
const usd = (amount: number): string => `$${amount.toFixed(2)}`;
const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title === "" ? "" : `${title}\n\n`}${lines.join("\n")}`];

function head({ closed, usd: spent }: Day): string {
  if (closed.length === 0) return `No issue was closed, and ${usd(spent)} were spent.`;
  return `${count(closed.length, "issue")} closed, ${usd(spent)} spent: ${usd(spent / closed.length)} for each closed issue.`;
}

function asked({ minutes, questions, approvals, alerts }: Day): string {
  if (minutes === 0) return "Nobody was asked for anything.";
  const of = [
    questions > 0 ? count(questions, "question") : "",
    approvals > 0 ? count(approvals, "approval") : "",
    alerts > 0 ? count(alerts, "alert") : "",
  ].filter((part) => part !== "");
  return `About ${count(minutes, "minute")} of yours were asked for (${of.join(", ")}).`;
}

const closedLine = (c: Closed): string =>
  `- #${c.issue} ${quiet(c.title, 120)}: ${c.pull_request === null ? "verified without a change" : `pull request #${c.pull_request}`}, ${count(c.attempts, "attempt")}, ${usd(c.usd)}`;

/** So many are named: people may keep a hundred issues from the factory. */
const HELD_NAMED = 10;

const waitingLines = ({ questions, approvals, alerts, held }: Waiting): string[] => [
  ...questions.map(
    (q) => `- #${q.issue} ${quiet(q.title, 120)}: ${quiet(cutAt(q.why.replace(/\s+/g, " "), 200))}`,
  ),
  ...(approvals === 0 ? [] : [`- ${count(approvals, "write")} for your yes: ${adf("approvals")}`]),
  ...alerts.map((a) => `- ${a.issue === null ? "" : `#${a.issue} `}${quiet(a.title, 200)}`),
  ...held.slice(0, HELD_NAMED).map((h) => `- #${h.issue} ${quiet(h.title, 120)}: ${quiet(h.why, 200)}`),
  ...(held.length <= HELD_NAMED
    ? []
    : [`- ${held.length - HELD_NAMED} more that nobody may take up: ${adf("rank")}`]),
];

const fallLine = ({ agent, now, before, jobs }: Fall): string =>
  `- ${agent}: ${Math.round(now * 100)} % of its ${jobs} jobs ended well, ${Math.round(before * 100)} % before. ${adf(`logs --agent ${agent} --since 1d`)}`;
