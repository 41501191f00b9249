/** What a person reads about a repair: commit, pull request, or the question when it failed. Pure text. */
import { failingFiles, type OracleRun } from "../oracle/run.ts";
import { clip, SIGNATURE } from "../outputs.ts";
import type { Applied, SearchResult } from "../search/search.ts";
import type { Task } from "../task/prompt.ts";

export interface RepairReport {
  readonly title: string;
  readonly commit: string;
  readonly summary: string;
  readonly body: string;
}

export function repairReport(
  task: Task,
  target: readonly string[],
  oracle: readonly string[],
  before: OracleRun,
  result: SearchResult,
): RepairReport {
  const files = [...new Set(result.edits.map((edit) => edit.file))];
  const title = clip(task.title === "" ? `Make ${target[0]} pass` : task.title, 180);
  const reference = task.issue === null ? "" : `For #${task.issue}. `;
  const effort = `Tried ${result.tried} of ${result.candidates} candidate edits at ${result.places} places`;
  const refused = result.refused === 0 ? "" : `; ${result.refused} passed the failing tests and broke others`;
  const summary = `Changed ${files.join(", ")} so that ${target.join(", ")} passes. ${effort}${refused}.`;
  const body = [
    `${reference}${summary}`,
    ...result.edits.map(describe),
    failuresBefore(target, before),
    `Checked with \`node --test\` on ${oracle.length} test files: what failed here passes, and nothing that passed fails.`,
    `${SIGNATURE} It knows only what these tests say; a test it did not see may still disagree.`,
  ];
  const commit = `${title}\n\n${reference}${summary}\n\n${result.edits.map((edit) => `${edit.file}: ${edit.what}`).join("\n")}\n\nFound by adf-repair, a search over small edits judged by the tests.\n`;
  return { title, commit, summary: clip(summary, 8_000), body: clip(body.join("\n\n"), 30_000) };
}

function describe(edit: Applied): string {
  const lines = (sign: string, text: string) =>
    text
      .split("\n")
      .map((line) => `${sign} ${line}`)
      .join("\n");
  const diff = `${lines("-", edit.before)}\n${lines("+", edit.text)}`;
  return `**${edit.file}**: ${edit.what}\n\n\`\`\`diff\n${clip(diff, 3_000)}\n\`\`\``;
}

function failuresBefore(target: readonly string[], before: OracleRun): string {
  const lines = target.flatMap((file) =>
    (before.failures.get(file) ?? []).map(
      (one) => `- ${file}: ${one.test}: ${clip(oneLine(one.message), 200)}`,
    ),
  );
  return `Failing before:\n${lines.slice(0, 20).join("\n")}`;
}

export function unsolvedReport(before: OracleRun, target: readonly string[], result: SearchResult): string {
  const why = result.outOfTime ? "The time for one attempt ran out." : "None of them makes these tests pass.";
  return clip(
    [
      `I could not repair this. ${failuresBefore(target, before)}`,
      `I tried ${result.tried} of ${result.candidates} candidate edits at ${result.places} places; ${result.refused} passed the failing tests and broke others. ${why}`,
      `Failing test files in all: ${failingFiles(before).join(", ")}. What is missing may be new code and not a small change to what is there. How should this behave, and where should it be written?`,
      SIGNATURE,
    ].join("\n\n"),
    8_000,
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
