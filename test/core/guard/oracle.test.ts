import { createRequire } from "node:module";
import { parse } from "unbash";
import { describe, expect, it } from "vitest";
import { corpus } from "./corpus.ts";

/** The parts of mvdan-sh that are used; the package brings no types. */
interface Syntax {
  NewParser(...options: unknown[]): { Parse(text: string, name: string): unknown };
  KeepComments(keep: boolean): unknown;
  Walk(node: unknown, visit: (node: unknown) => boolean): void;
  NodeType(node: unknown): string;
}
const { syntax } = createRequire(import.meta.url)("mvdan-sh") as { syntax: Syntax };

/** The words in command position that are plain text, as another parser sees them. */
function byOracle(text: string): string[] | null {
  const names: string[] = [];
  try {
    syntax.Walk(syntax.NewParser().Parse(text, ""), (node) => {
      if (node !== null && syntax.NodeType(node) === "CallExpr") {
        const [word] = (node as { Args: { Lit?(): string; Parts: unknown[] }[] }).Args;
        if (word !== undefined)
          names.push(
            word.Parts.length === 1 && syntax.NodeType(word.Parts[0]) === "Lit"
              ? String((word.Parts[0] as { Value: string }).Value)
              : "?",
          );
      }
      return true;
    });
  } catch {
    return null;
  }
  return names;
}

function ours(text: string): number {
  let commands = 0;
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== "object") return;
    const { type, name, script } = node as { type?: string; name?: unknown; script?: unknown };
    if (type === "Command" && name !== undefined) commands += 1;
    for (const [key, value] of Object.entries(node))
      if (key !== "script" && typeof value === "object")
        for (const one of Array.isArray(value) ? value : [value]) visit(one);
    if (script !== undefined) visit(script);
  };
  visit(JSON.parse(JSON.stringify(parse(text))));
  return commands;
}

describe("the parser, beside mvdan-sh", () => {
  const FULL = process.env.ADF_FULL === "1";
  const lines = corpus().filter((_, i) => FULL || i % 12 === 0);

  it(`finds as many commands in a line (${FULL ? "all" : "every twelfth"} of the labelled ones)`, () => {
    const differs: string[] = [];
    let compared = 0;
    for (const { command } of lines) {
      const names = byOracle(command);
      if (names === null) continue;
      compared += 1;
      const own = ours(command);
      // declare, export and their like are commands here and clauses there; both sides run the same programs.
      if (own < names.length) differs.push(`${own} of ${names.length}: ${command}`);
    }
    console.log(`${compared} of ${lines.length} lines parsed by both`);
    expect(differs).toEqual([]);
    expect(compared).toBeGreaterThan(lines.length * 0.9);
  });
});
