/** A complaint as a compiler prints it: the place, the line with a caret, and what would be right. */
import type { Complaint } from "./complaint.ts";

export function formatComplaint(file: string, one: Omit<Complaint, "code">): string {
  const lines = [`${file}:${one.line}:${one.column}: ${one.severity}: ${one.message}`];
  if (one.source !== "") {
    const gutter = `${one.line} | `;
    // A tab stays a tab, so that the caret stands below its unit in any terminal.
    const lead = one.source.slice(0, one.column - 1).replace(/[^\t]/g, " ");
    lines.push(`  ${gutter}${one.source}`, `  ${" ".repeat(gutter.length)}${lead}${"^".repeat(one.length)}`);
  }
  if (one.expected !== "") lines.push(`  expected ${one.expected}`);
  if (one.nearest !== "") lines.push(`  did you mean ${one.nearest}?`);
  if (one.help !== "") lines.push(...one.help.split("\n").map((line) => `  ${line}`));
  return lines.join("\n");
}
