/** What is wrong in a scenario file, and where: file, line, column, and the line itself with a caret below it. */

export interface Complaint {
  readonly severity: "error" | "warning";
  readonly file: string;
  /** Both count from 1; the column counts UTF-16 units. */
  readonly line: number;
  readonly column: number;
  /** What is wrong and what to write instead. */
  readonly message: string;
  readonly source: string;
}

export function formatComplaint(complaint: Complaint): string {
  const gutter = `${complaint.line} | `;
  // A tab stays a tab, so that the caret stands below its unit in any terminal.
  const lead = complaint.source.slice(0, complaint.column - 1).replace(/[^\t]/g, " ");
  return [
    `${complaint.file}:${complaint.line}:${complaint.column}: ${complaint.severity}: ${complaint.message}`,
    `  ${gutter}${complaint.source}`,
    `  ${" ".repeat(gutter.length)}${lead}^`,
  ].join("\n");
}
