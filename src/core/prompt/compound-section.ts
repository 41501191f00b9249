/** What a prompt of a compound review shows of the day: the range, the files that are read, and what is left out. */
import { fenced } from "../comment/quiet.ts";
import type { Run } from "../compound/run.ts";

/** Of all file names together. */
const FILES_MAX = 20_000;

export type Day = Pick<Run, "base" | "head" | "files" | "left_out" | "commits">;

/** Names of files are what people wrote: they stand in a fence. */
export function daySection({ base, head, files, left_out, commits }: Day): string {
  const shown: string[] = [];
  let size = 0;
  for (const file of files) {
    size += file.length + 1;
    if (size > FILES_MAX) break;
    shown.push(file.replaceAll("\n", "?"));
  }
  const more = files.length - shown.length;
  return [
    "## The change",
    `${commits} ${commits === 1 ? "commit" : "commits"} in ${base}..${head}. All of it: \`git diff ${base} ${head}\`; one file: the same with \`-- <file>\`; who and why: \`git log ${base}..${head}\`. These files count:`,
    fenced(shown.join("\n")),
    ...(more > 0 ? [`${more} more files belong to it: \`git diff --name-only ${base} ${head}\`.`] : []),
    ...(left_out.length === 0 ? [] : [`Not part of your task:\n\n${fenced(left_out.join("\n"))}`]),
  ].join("\n\n");
}

/** The same for every group, so that findings of several can be weighed against each other. */
export const COUNTS_SECTION: string = [
  "## What counts\n\nReport what is wrong in what was merged, or through it; not what was so before, and not what is a matter of taste.",
  "Show each finding: run it, or name the line and the case that fails, under `evidence`.",
  "One finding for one cause.",
  "Nothing is a good answer.",
  "`critical`: it harms people, data or the service now.",
  "`major`: it will, in ordinary use.",
  "`minor`: worth mending.",
  "`info`: worth knowing.",
  "`confidence` is how sure you are that it is real.",
  "Where one finding must be mended before another, give it an `id` and name that under `after` of the other.",
  "If you cannot judge this at all, say why under `skipped`; what you did not get to stands under `left_out`.",
].join(" ");
