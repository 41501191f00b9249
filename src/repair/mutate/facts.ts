/** What a whole file offers as material: its constants, strings and property names, each once. */
import type { AnyNode } from "acorn";
import { full } from "acorn-walk";

export interface Facts {
  readonly numbers: readonly string[];
  readonly strings: readonly string[];
  /** Properties that are read, and those that are called: a name of one kind is not a candidate for the other. */
  readonly read: readonly string[];
  readonly called: readonly string[];
}

export function factsOf(program: AnyNode): Facts {
  const numbers = new Set<string>();
  const strings = new Set<string>();
  const read = new Set<string>();
  const called = new Set<string>();
  const callees = new Set<AnyNode>();
  full(program, (node) => {
    const any = node as AnyNode;
    if (any.type === "CallExpression") callees.add(any.callee as AnyNode);
  });
  full(program, (node) => {
    const any = node as AnyNode;
    if (any.type === "Literal" && typeof any.value === "number") numbers.add(any.raw ?? String(any.value));
    if (any.type === "Literal" && typeof any.value === "string") strings.add(any.raw ?? "");
    if (any.type === "MemberExpression" && !any.computed && any.property.type === "Identifier")
      (callees.has(any) ? called : read).add(any.property.name);
    if (any.type === "Property" && !any.computed && any.key.type === "Identifier") read.add(any.key.name);
  });
  return { numbers: [...numbers], strings: [...strings], read: [...read], called: [...called] };
}
