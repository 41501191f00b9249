/** What a whole file offers as material: its constants, strings and property names, each once. */
import type { AnyNode } from "acorn";
import { full } from "acorn-walk";

export interface Facts {
  readonly numbers: readonly string[];
  readonly strings: readonly string[];
  /** Properties that are read, and those that are called: a name of one kind is not a candidate for the other. */
  readonly read: readonly string[];
  readonly called: readonly string[];
  /** What is asked somewhere in the file: tests of branches and loops, and the sides of && and ||. */
  readonly conditions: readonly string[];
  readonly operators: ReadonlySet<string>;
  /** Names that stand in the file once, where they are declared: something may have been meant to use them. */
  readonly unread: readonly string[];
}

/** Longer ones are about their own place and fit nowhere else. */
const MAX_CONDITION = 60;

export function factsOf(program: AnyNode, source: string): Facts {
  const numbers = new Set<string>();
  const strings = new Set<string>();
  const read = new Set<string>();
  const called = new Set<string>();
  const callees = new Set<AnyNode>();
  const conditions = new Set<string>();
  const operators = new Set<string>();
  const written = new Map<string, number>();
  const write = (name: string) => void written.set(name, (written.get(name) ?? 0) + 1);
  const ask = (node: AnyNode) => {
    if (node.type === "LogicalExpression") return;
    if (node.end - node.start <= MAX_CONDITION) conditions.add(source.slice(node.start, node.end));
  };
  full(program, (node) => {
    const any = node as AnyNode;
    if (any.type === "CallExpression") callees.add(any.callee as AnyNode);
  });
  full(program, (node) => {
    const any = node as AnyNode;
    if (any.type === "Identifier") write(any.name);
    // A function that only other files call is not forgotten.
    if (any.type === "FunctionDeclaration" || any.type === "ClassDeclaration") write(any.id?.name ?? "");
    if ("test" in any && any.test) ask(any.test as AnyNode);
    if (any.type === "BinaryExpression") operators.add(any.operator);
    if (any.type === "LogicalExpression" && any.operator !== "??")
      for (const side of [any.left, any.right]) ask(side as AnyNode);
    if (any.type === "Literal" && typeof any.value === "number") numbers.add(any.raw ?? String(any.value));
    if (any.type === "Literal" && typeof any.value === "string") strings.add(any.raw ?? "");
    if (any.type === "MemberExpression" && !any.computed && any.property.type === "Identifier")
      (callees.has(any) ? called : read).add(any.property.name);
    if (any.type === "Property" && !any.computed && any.key.type === "Identifier") read.add(any.key.name);
  });
  return {
    numbers: [...numbers],
    strings: [...strings],
    read: [...read],
    called: [...called],
    conditions: [...conditions],
    operators,
    unread: [...written].filter(([, times]) => times === 1).map(([name]) => name),
  };
}
