/** Conditions: negated, always, never; branches exchanged; break and continue. */
import { bracketed, type Mutator, replace, textOf } from "./site.ts";

export const conditions: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type === "ConditionalExpression") {
    const [test, then, otherwise] = [node.test, node.consequent, node.alternate].map((part) =>
      textOf(site, part),
    );
    return [
      replace(node, `${test} ? ${otherwise} : ${then}`, 0.6, "the two branches exchanged"),
      replace(node, bracketed(site, node.consequent), 0.3, "only the first branch kept"),
      replace(node, bracketed(site, node.alternate), 0.3, "only the second branch kept"),
    ];
  }
  if (node.type === "BreakStatement" && node.label === null)
    return [replace(node, "continue;", 0.5, "break becomes continue")];
  if (node.type === "ContinueStatement" && node.label === null)
    return [replace(node, "break;", 0.5, "continue becomes break")];
  if (parent?.type === "LogicalExpression" && parent.operator !== "??" && node.type !== "LogicalExpression")
    return [replace(node, `!(${textOf(site, node)})`, 0.45, "one side of the condition negated")];
  const isTest = parent !== null && "test" in parent && (parent.test as unknown) === node;
  if (!isTest || node.type === "Literal") return [];
  const loop = parent.type !== "IfStatement" && parent.type !== "ConditionalExpression";
  if (loop) return [];
  return [
    replace(node, `!(${textOf(site, node)})`, 0.6, "the condition negated"),
    replace(node, "true", 0.25, "the condition always true"),
    replace(node, "false", 0.3, "the condition never true"),
  ];
};
