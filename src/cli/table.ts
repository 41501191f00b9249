/** Rows in aligned columns: ruled on a terminal, bare and tab-free in a pipe so that `awk` and `grep` can read it. */
import Table from "cli-table3";
import { colors } from "./output.ts";

const BARE = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

export function table(head: readonly string[], rows: ReadonlyArray<readonly (string | number)[]>): string {
  const made = new Table({
    head: head.map((cell) => colors.bold(cell)),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    chars: BARE,
  });
  for (const row of rows) made.push(row.map(String));
  return made.toString().replace(/[ \t]+$/gm, "");
}
