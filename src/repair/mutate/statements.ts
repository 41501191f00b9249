/** Statements: removed, exchanged with the next, returned, and run also when the one before it throws. */
import type { AnyNode } from "acorn";
import { enclosingFunction, type Mutator, type Proposal, replace, type Site, textOf } from "./site.ts";

export const statements: Mutator = (site) => {
  const { node, parent } = site;
  const list = statementsOf(parent);
  const index = list.indexOf(node);
  if (index < 0 || enclosingFunction(site) === null) return [];
  const found: Proposal[] = [];
  const next = list[index + 1];
  if (node.type === "ExpressionStatement" || node.type === "IfStatement" || node.type === "ThrowStatement")
    found.push(replace(node, "", node.type === "IfStatement" ? 0.25 : 0.3, "a statement removed"));
  if (node.type === "ExpressionStatement" && next === undefined)
    found.push(replace(node.expression, `return ${textOf(site, node.expression)}`, 0.5, "return added"));
  if (next !== undefined && exchangeable(node) && exchangeable(next)) found.push(exchanged(site, node, next));
  found.push(...alwaysRun(site, list, index));
  return found;
};

function statementsOf(parent: AnyNode | null): readonly AnyNode[] {
  if (parent?.type === "BlockStatement" || parent?.type === "SwitchCase")
    return (parent.type === "SwitchCase" ? parent.consequent : parent.body) as AnyNode[];
  return [];
}

const exchangeable = (node: AnyNode): boolean =>
  node.type === "ExpressionStatement" || node.type === "IfStatement" || node.type === "VariableDeclaration";

function exchanged(site: Site, node: AnyNode, next: AnyNode): Proposal {
  const between = site.source.slice(node.end, next.start);
  const text = textOf(site, next) + between + textOf(site, node);
  return replace({ start: node.start, end: next.end }, text, 0.4, "two statements exchanged");
}

/**
 * `const x = await work(); release(); return x;` → the call behind goes into a `finally`, so that it also runs
 * when the work throws. Offered at the work: the call itself is what the failing test never reached.
 */
function alwaysRun(site: Site, list: readonly AnyNode[], index: number): Proposal[] {
  const first = list[index] as AnyNode;
  const found: Proposal[] = [];
  for (const at of [index + 1, index + 2]) {
    const call = list[at];
    if (call?.type !== "ExpressionStatement" || call.expression.type !== "CallExpression") continue;
    const work = site.source.slice(first.start, (list[at - 1] as AnyNode).end);
    const tail = list.slice(at + 1);
    const pad = /[ \t]*$/.exec(site.source.slice(0, first.start))?.[0] ?? "";
    const inner = [work, ...tail.map((statement) => textOf(site, statement))].join(`\n${pad}`);
    const text = `try {\n${pad}  ${inner.replaceAll(/\n(?=[^\n])/g, "\n  ")}\n${pad}} finally {\n${pad}  ${textOf(site, call)}\n${pad}}`;
    const what = "a call behind runs also when the work before it throws";
    found.push(
      replace(
        { start: first.start, end: tail.at(-1)?.end ?? call.end },
        text,
        at === index + 1 ? 0.45 : 0.4,
        what,
      ),
    );
  }
  return found;
}

/** The other way round: a `return` that ends a function too early, a `finally` that runs too often. */
export const undone: Mutator = (site) => {
  const { node } = site;
  if (node.type === "ReturnStatement" && node.argument && hasEffect(node.argument as AnyNode))
    return [replace(node, `${textOf(site, node.argument)};`, 0.4, "return removed")];
  if (node.type !== "TryStatement" || !node.finalizer || node.handler) return [];
  const last = node.finalizer.body.map((statement) => textOf(site, statement)).join(" ");
  const work = node.block.body.map((statement) => textOf(site, statement));
  return work.map((_, index) => {
    const text = [...work.slice(0, index + 1), last, ...work.slice(index + 1)].join(" ");
    return replace(node, text, 0.35, "what always ran runs only when nothing is thrown");
  });
};

const hasEffect = (node: AnyNode): boolean =>
  ["CallExpression", "AssignmentExpression", "UpdateExpression", "AwaitExpression"].includes(node.type);
