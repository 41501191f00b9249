/** Each change of a translation as a note, or as a warning where something is lost. */
import type { Finding } from "../complaint.ts";
import { quote } from "../tree.ts";
import { reasonFor } from "./reasons.ts";
import type { Change } from "./translate.ts";

export const changeFindings = (changes: readonly Change[]): Finding[] =>
  changes.map((change) => ({
    code: "predecessor",
    severity: change.kind === "renamed" || change.kind === "moved" ? "note" : "warning",
    path: change.path,
    aim: "key",
    message: sentence(change),
  }));

function sentence(change: Change): string {
  const key = `"${change.path.at(-1)}"`;
  const inSection = change.path.length > 1 ? String(change.path[0]) : "";
  switch (change.kind) {
    case "renamed": {
      const value = change.became === undefined ? "" : `, with the value ${quote(change.became)}`;
      return `${key} is the predecessor's word; it is read as "${change.to}"${value}`;
    }
    case "both":
      return `${key} is the predecessor's word for "${change.to}", which stands here too; ${key} is left out`;
    case "dropped":
      return `${key} of the predecessor is left out: ${reasonFor(inSection, String(change.path.at(-1)))}`;
    case "moved":
      return `${key} stands here as the predecessor had it; it is read as ${change.to}, ${quote(change.became)}`;
    case "lost":
      return `${key} stands here as the predecessor had it, and is left out: ${change.to}`;
  }
}
