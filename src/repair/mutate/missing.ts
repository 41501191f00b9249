/**
 * What may be missing: the other side of a sum or product, the other half of a condition. There are many ways
 * to write either, so these come late in the search and are built from what the function has at hand.
 */
import type { AnyNode } from "acorn";
import {
  bracketed,
  enclosingFunction,
  type Mutator,
  type Proposal,
  replace,
  type Site,
  textOf,
} from "./site.ts";
import { short, standsForNumber } from "./values.ts";

const ARITHMETIC = ["+", "-", "*", "/", "%", "&", "|", "<<", ">>"];
const NEAR_NAMES = 6;

export const missingSide: Mutator = (site) => {
  const { node, parent } = site;
  const value =
    node.type === "Identifier" ||
    node.type === "MemberExpression" ||
    node.type === "CallExpression" ||
    node.type === "BinaryExpression" ||
    (node.type === "Literal" && typeof node.value === "number");
  if (!value || parent === null || enclosingFunction(site) === null || !mayBeNumber(site)) return [];
  if (node.type === "BinaryExpression" && !ARITHMETIC.includes(node.operator)) return [];
  const text = bracketed(site, node);
  const inside = parent.type === "BinaryExpression" || parent.type === "UnaryExpression";
  const found: Proposal[] = [];
  for (const operator of ARITHMETIC) {
    const known = site.facts.operators.has(operator) ? 1 : "+-*/".includes(operator) ? 0.7 : 0;
    if (known === 0) continue;
    for (const [index, other] of operandsAt(site).entries()) {
      if (other === text) continue;
      const sum = `${text} ${operator} ${other}`;
      const what = `${operator} ${short(other)} added to ${short(text)}`;
      const weight = (usesUnread(site, other) ? 0.38 : 0.22) * known * 0.97 ** index;
      found.push(replace(node, inside ? `(${sum})` : sum, weight, what));
    }
  }
  return found;
};

/** Also inside other arithmetic, and where a list, an object, a text or a choice takes a value. */
function mayBeNumber(site: Site): boolean {
  const { node, parent } = site;
  if (standsForNumber(site)) return true;
  switch (parent?.type) {
    case "BinaryExpression":
      return ARITHMETIC.includes(parent.operator);
    case "ConditionalExpression":
      return parent.test !== node;
    case "Property":
      return parent.value === node && !parent.shorthand;
    case "ArrayExpression":
    case "TemplateLiteral":
      return true;
    default:
      return false;
  }
}

const usesUnread = (site: Site, text: string): boolean =>
  site.facts.unread.some((name) => text === name || text.startsWith(`(${name} `));

/** Names that nothing reads first, then numbers of the file, names in scope, and what the function reads elsewhere. */
function operandsAt(site: Site): string[] {
  const numbers = site.facts.numbers.filter((number) => Number(number) !== 0).slice(0, 6);
  const unread = site.names.filter((name) => site.facts.unread.includes(name)).slice(0, 3);
  const [left, right] = unread;
  const pairs =
    left === undefined || right === undefined ? [] : ["*", "+"].map((op) => `${left} ${op} ${right}`);
  const names = site.names.slice(0, NEAR_NAMES);
  return [
    ...new Set([
      ...pairs.map((pair) => `(${pair})`),
      ...unread,
      ...numbers,
      ...names,
      ...lengthsAround(site),
      "1",
      "2",
    ]),
  ];
}

/** `list.length`, `entry.at`: members that are read in the same function. */
function lengthsAround(site: Site): string[] {
  const fn = enclosingFunction(site) as AnyNode;
  const body = site.source.slice(fn.start, fn.end);
  const members = body.match(/\b[a-z]\w*\.[a-z]\w*\b(?!\s*\()/g) ?? [];
  const lengths = site.names
    .slice(0, NEAR_NAMES)
    .filter((name) =>
      new RegExp(`\\b${name.replaceAll("$", "\\$")}(?:\\[|\\.[a-z]+\\(|\\.length)`).test(body),
    )
    .map((name) => `${name}.length`);
  return [...new Set([...members, ...lengths])].slice(0, 6);
}

export const missingCondition: Mutator = (site) => {
  const { node, parent } = site;
  const isTest = parent !== null && "test" in parent && (parent.test as unknown) === node;
  if (!isTest || enclosingFunction(site) === null) return [];
  const text = textOf(site, node);
  const own = node.type === "LogicalExpression" || node.type === "ConditionalExpression" ? `(${text})` : text;
  const found: Proposal[] = [];
  for (const [other, weight] of conditionsAt(site)) {
    if (text.includes(other)) continue;
    found.push(
      replace(node, `${other} || ${own}`, weight, `or ${short(other)}`),
      replace(node, `${own} && ${other}`, weight, `and only if ${short(other)}`),
    );
  }
  return found;
};

/** Conditions of the file first, then what is usually asked of a name: is it there, is it empty, is it less? */
function conditionsAt(site: Site): Map<string, number> {
  const found = new Map<string, number>();
  const offer = (condition: string, weight: number) => {
    if (!found.has(condition)) found.set(condition, weight);
  };
  for (const condition of site.facts.conditions.slice(0, 16)) offer(condition, 0.3);
  const names = site.names.slice(0, NEAR_NAMES);
  for (const [index, name] of names.entries()) {
    const weight = 0.18 * 0.97 ** index;
    for (const asked of ASKED) offer(asked.replaceAll("_", name), weight);
    for (const other of names.slice(0, 5)) {
      if (other === name) continue;
      offer(`${name} < ${other}`, weight * 0.8);
      offer(`${name} > ${other}`, weight * 0.8);
    }
  }
  return found;
}

const ASKED = [
  "_ === null",
  "_ === undefined",
  "_ !== undefined",
  "_ < 0",
  "_ < 1",
  "_ > 0",
  "!Number.isInteger(_)",
  '_ === ""',
  '_ !== ""',
  "_.length === 0",
  "_.length > 0",
  "!_",
];
