/** Property names: the sibling of a well-known method, or another name that the same file uses. */
import { type Mutator, type Proposal, replace } from "./site.ts";

/** Methods that take the place of one another when a person picks the wrong one. */
const FAMILIES: readonly (readonly string[])[] = [
  ["startsWith", "endsWith", "includes"],
  ["indexOf", "lastIndexOf"],
  ["find", "findLast"],
  ["findIndex", "findLastIndex"],
  ["floor", "ceil", "round", "trunc"],
  ["min", "max"],
  ["push", "unshift"],
  ["pop", "shift"],
  ["some", "every"],
  ["map", "flatMap", "filter"],
  ["slice", "substring", "splice"],
  ["reduce", "reduceRight"],
  ["replace", "replaceAll"],
  ["toLowerCase", "toUpperCase"],
  ["padStart", "padEnd"],
  ["trim", "trimStart", "trimEnd"],
  ["keys", "values", "entries"],
  ["then", "catch", "finally"],
  ["resolve", "reject"],
  ["all", "race", "allSettled", "any"],
  ["sort", "toSorted"],
  ["reverse", "toReversed"],
  ["getDate", "getUTCDate", "getDay", "getUTCDay"],
  ["getDay", "getUTCDay"],
  ["getMonth", "getUTCMonth"],
  ["getFullYear", "getUTCFullYear"],
  ["getHours", "getUTCHours"],
  ["getMinutes", "getUTCMinutes"],
  ["setDate", "setUTCDate"],
  ["setMonth", "setUTCMonth"],
  ["setHours", "setUTCHours"],
  ["charCodeAt", "codePointAt"],
  ["length", "size"],
  ["add", "delete"],
  ["get", "has"],
];

export const properties: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return [];
  const name = node.property.name;
  const called = parent?.type === "CallExpression" && parent.callee === node;
  const found: Proposal[] = [];
  const seen = new Set([name]);
  const offer = (other: string, weight: number) => {
    if (seen.has(other)) return;
    seen.add(other);
    found.push(replace(node.property, other, weight, `.${name} becomes .${other}`));
  };
  for (const family of FAMILIES) if (family.includes(name)) for (const other of family) offer(other, 0.65);
  for (const other of (called ? site.facts.called : site.facts.read).slice(0, 14))
    offer(other, called ? 0.25 : 0.35);
  return found;
};
