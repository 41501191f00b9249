/** What setup and teardown print: each file's change, each line of the forge, and the command that comes next. */
import { colors, print } from "../output.ts";
import { diffText, paint } from "./diff.ts";
import type { Line, State } from "./forge/site.ts";

export interface FileReport {
  readonly path: string;
  readonly action: "write" | "change" | "same" | "remove" | "keep";
  /** Empty where nothing changes, and for what nobody may see. */
  readonly diff: string;
  readonly note: string;
}

export const fileReport = (path: string, before: string | null, after: string, note = ""): FileReport => ({
  path,
  action: before === after ? "same" : before === null ? "write" : "change",
  diff: before === after ? "" : diffText(path, before, after),
  note,
});

export interface SetupReport {
  readonly project: string;
  readonly applied: boolean;
  readonly files: readonly FileReport[];
  readonly forge: readonly Line[];
  readonly notes: readonly string[];
  readonly next: string;
}

/** The files before anything else is known, for the eyes of somebody who is then refused. */
export const shown = (flags: { readonly project?: string }, files: readonly FileReport[]): SetupReport => ({
  project: flags.project ?? "",
  applied: false,
  files,
  forge: [],
  notes: [],
  next: "see below",
});

/** `plan`: a person is going to be asked about it. `done`: they saw every change in that plan. */
export function printReport(report: SetupReport, as: "whole" | "plan" | "done" = "whole"): void {
  for (const file of report.files) {
    if (file.action === "same") print(`${colors.dim("unchanged")}  ${file.path}`);
    else if (file.diff === "" || as === "done")
      print(`${past(file.action, report.applied)}  ${file.path}${file.note && `: ${file.note}`}`);
    else print(`${paint(file.diff)}\n`);
  }
  if (report.forge.length > 0) print("");
  for (const one of report.forge) print(formatLine(one));
  for (const text of report.notes) print(text);
  print("");
  if (as === "plan") return;
  if (!report.applied) print("Nothing was written. This is what --apply would do.");
  print(`next: ${report.next}`);
}

const PAST: Readonly<Record<FileReport["action"], readonly [string, string]>> = {
  write: ["would write", "written"],
  change: ["would change", "changed"],
  same: ["unchanged", "unchanged"],
  remove: ["would remove", "removed"],
  keep: ["kept", "kept"],
};
const past = (action: FileReport["action"], applied: boolean): string => PAST[action][applied ? 1 : 0];

export function formatLine({ state, thing, detail }: Line): string {
  const word = `${state}${" ".repeat(Math.max(0, 12 - state.length))}`;
  return `${COLOR[state](word)} ${thing}${detail === "" ? "" : ` (${detail})`}`;
}

const COLOR: Readonly<Record<State, (text: string) => string>> = {
  made: colors.green,
  removed: colors.green,
  "was there": colors.dim,
  gone: colors.dim,
  kept: colors.yellow,
  later: colors.yellow,
  differs: colors.red,
  failed: colors.red,
  "would make": colors.cyan,
  "would remove": colors.cyan,
};
