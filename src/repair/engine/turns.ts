/**
 * A counter in every loop body, so that a candidate that never ends is stopped by its count and not by a
 * clock: exact, and as quick on a busy machine. Only the copies that are judged carry it.
 */
import type { AnyNode } from "acorn";
import { full } from "acorn-walk";
import { parseSource } from "../mutate/proposals.ts";
import { TURN } from "./version.mjs";
import type { Edit } from "./wire.ts";

export function turnCounters(file: string, source: string, commonJs: boolean): Edit[] {
  const program = parseSource(source, commonJs);
  if (program === null) return [];
  const edits: Edit[] = [];
  const insert = (at: number, text: string) => void edits.push({ file, start: at, end: at, text });
  full(program, (raw) => {
    const node = raw as AnyNode;
    if (!/^(For|ForOf|ForIn|While|DoWhile)Statement$/.test(node.type)) return;
    const { body } = node as AnyNode & { body: AnyNode };
    // A body without braces is a comma away from a wrong edit; the clock watches over those.
    if (body.type === "BlockStatement") insert(body.start + 1, `${TURN}();`);
  });
  return edits;
}

export { withCounters } from "./version.mjs";
