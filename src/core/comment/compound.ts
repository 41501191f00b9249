/** What a compound review writes on the forge: an issue for each severe finding, and one issue that holds the summary. */
import type { Found } from "../compound/merge.ts";
import type { GroupRun, Report, Told } from "../compound/run.ts";
import { COMMENT_MAX } from "./comment.ts";
import { count } from "./count.ts";
import { cutAt, quiet } from "./quiet.ts";

export const SUMMARY_TITLE = "Compound review: what the last one found";
export const COMPOUND_LABEL = "compound-review";
/** Known to the ranking as a label that holds an issue. */
export const HOLD_LABEL = "needs-human";

const PRIORITY = { critical: "critical", major: "high", minor: "medium", info: "low" } as const;

export const labelsFor = ({ severity }: Pick<Found, "severity">, held: boolean): readonly string[] => [
  COMPOUND_LABEL,
  `priority/${PRIORITY[severity]}`,
  ...(held ? [HOLD_LABEL] : []),
];

/** One line that stays one. */
export const line = (text: string, max = 200): string =>
  quiet(text.replace(/\s+/g, " ").trim(), max).replace(/[\r\n]+/g, " ");
const code = (text: string): string => `\`${quiet(text, 500).replace(/[`\r\n]/g, "'")}\``;

export const placeOf = ({ file, line: at }: Pick<Found, "file" | "line">): string =>
  file === undefined ? "" : `${file}${at === undefined ? "" : `:${at}`}`;

export function filedTitle({ title }: Pick<Found, "title">): string {
  return line(title, 200);
}

export function filedBody(
  found: Found,
  { base, head }: { base: string; head: string },
  held: boolean,
): string {
  const where = placeOf(found);
  const parts = [
    `**${found.severity}**, found by the compound review for ${found.groups.join(" and ")} (confidence ${Math.round(found.confidence * 100)} %) in what was merged from ${base.slice(0, 12)} to ${head.slice(0, 12)}.`,
    ...(where === "" ? [] : [`Where: ${code(where)}`]),
    `### Evidence\n\n${quiet(found.evidence, 3_000)}`,
    ...(found.suggestion === undefined ? [] : [`### Suggestion\n\n${quiet(found.suggestion, 3_000)}`]),
    held
      ? `An agent found this and nobody has judged it. I leave it alone while it bears the label \`${HOLD_LABEL}\`: take that off, or mention a developer here, and it is worked on. Close it if it is wrong: then I do not file it again.`
      : "An agent found this and nobody has judged it. It is ranked and worked on like any other issue. Close it if it is wrong: then I do not file it again.",
  ];
  return parts.join("\n\n");
}

/** `numbers`: the issue of each effect that is confirmed. */
export function summaryBody(report: Report, numbers: ReadonlyMap<string, number>): string {
  const { run } = report;
  const minutes = Math.max(1, Math.round((report.ended_at - run.started_at) / 60_000));
  const range = `${run.base.slice(0, 12)}..${run.head.slice(0, 12)}`;
  const filed = report.told.filter((t) => t.as !== null);
  const rest = report.told.filter((t) => t.as === null);
  return cutAt(
    [
      "I write the summary of each compound review into this issue, in the place of the one before. It is open while something severe of the last review is open, or a group could not review.",
      `## ${new Date(report.ended_at).toISOString().slice(0, 10)}: ${range}`,
      `${count(run.commits, "commit")}, ${count(report.files, "file")}, ${count(minutes, "minute")}; asked for by ${code(run.by)}.`,
      table(run.groups),
      ...(run.left_out.length === 0 ? [] : [`Not read:\n\n${list(run.left_out.map((l) => line(l, 600)))}`]),
      ...(filed.length === 0 ? [] : [`### Issues\n\n${list(filed.map((t) => toldLine(t, numbers)))}`]),
      ...(rest.length === 0 ? [] : [`### Also found\n\n${list(rest.map((t) => toldLine(t, numbers)))}`]),
      ...(report.more === 0 ? [] : [`${report.more} more findings are not told here.`]),
      ...(report.told.length === 0 ? ["Nothing was found."] : []),
    ].join("\n\n"),
    COMMENT_MAX,
  );
}

function toldLine(
  { title, severity, place, groups, evidence, as }: Told,
  numbers: ReadonlyMap<string, number>,
): string {
  const number = as === null ? undefined : "issue" in as ? as.issue : numbers.get(as.effect);
  const ref = number === undefined ? (as === null ? "" : "(not filed) ") : `#${number} `;
  const shown = evidence === "" ? "" : `\n  ${line(evidence.replace(/`{3,}\w*/g, " "), 500)}`;
  const known = as !== null && "issue" in as ? ", known already" : "";
  return `${ref}**${severity}** ${line(title, 150)}${place === "" ? "" : ` ${code(place)}`} (${groups.join(", ")}${known})${shown}`;
}

function table(groups: readonly GroupRun[]): string {
  const rows = groups.map(
    ({ group, agent, state, findings, why }) =>
      `| ${group} | ${agent === null ? "" : code(agent)} | ${state === "done" ? count(findings, "finding") : `skipped: ${line(why, 300).replaceAll("|", "\\|")}`} |`,
  );
  return ["| group | agent | result |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The answer where somebody asked for a review. */
export function reviewedReply(sentence: string, issue: number | null): string {
  return `The compound review that was asked for here is done: ${sentence}${issue === null ? "" : ` The whole is in #${issue}.`}`;
}

const list = (lines: readonly string[]): string => lines.map((one) => `- ${one}`).join("\n");
