/** `synonyms:: a, b c`: the words of one line with their places. Words that could never be a good match are refused. */
import type { Complaint } from "./complaint.ts";
import type { Directive } from "./directive.ts";
import { MAX_KEYWORD } from "./matcher.ts";
import type { Placed } from "./scenario.ts";

type Say = (
  severity: Complaint["severity"],
  at: { line: number; column: number; source: string },
  message: string,
) => void;

export function readSynonyms(directive: Directive, say: Say): Placed[] {
  const { line, source } = directive;
  const kept: Placed[] = [];
  let column = directive.column;
  for (const part of directive.value.split(",")) {
    const text = part.trim().replace(/\s+/g, " ").toLowerCase();
    const at = { line, column: column + (part.length - part.trimStart().length), source };
    column += part.length + 1;
    if (text === "") say("error", at, "an empty synonym; remove the comma or write the word");
    else if ([...text].length < 2 && !/\p{Script=Han}/u.test(text)) {
      say("error", at, `"${text}" is a single letter and would match by accident; use a whole word`);
    } else if (text.length > MAX_KEYWORD) {
      say("error", at, `a synonym of ${text.length} characters; at most ${MAX_KEYWORD} are allowed`);
    } else kept.push({ text, line: at.line, column: at.column });
  }
  return kept;
}
