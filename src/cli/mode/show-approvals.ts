/** What waits for a person, as a person reads it: where, as whom, and every word that would stand there. */
import type { ApprovalView } from "../../contract/approval.ts";
import { colors } from "../output.ts";
import type { Judged } from "./ask-approvals.ts";

/** Control characters of a text by an agent must not reach the terminal as commands. */
const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

export function* describeApprovals(waiting: readonly ApprovalView[]): Generator<string> {
  if (waiting.length === 0) {
    yield "Nothing waits for a person.";
    return;
  }
  const many = new Set(waiting.map((w) => w.project)).size > 1;
  for (const w of waiting) {
    const of = [many ? w.project : "", w.issue === null ? "" : `#${w.issue}`].filter((part) => part !== "");
    yield `${colors.bold(w.id)}  ${of.join(" ")}  ${colors.cyan(w.kind.replaceAll("_", " "))} as ${w.account}${w.behind === null ? "" : colors.dim(`, after ${w.behind}`)}`;
    yield `    ${visible(w.what)}`;
    if (w.text !== "") for (const line of visible(w.text).split("\n")) yield `    ${colors.dim("│")} ${line}`;
    yield "";
  }
  yield `${waiting.length} wait${waiting.length === 1 ? "s" : ""} for a person. Say yes or no with --approve ID, --deny ID or --all.`;
}

export function* describeAnswers(judged: readonly Judged[]): Generator<string> {
  for (const j of judged) {
    if (j.approved.length > 0) yield `${colors.green("approved")} in ${j.project}: ${j.approved.join(", ")}`;
    if (j.denied.length > 0) yield `${colors.yellow("denied")} in ${j.project}: ${j.denied.join(", ")}`;
    for (const r of j.refused) yield `${colors.red("not done")} ${r.id}: ${r.reason}`;
  }
}
