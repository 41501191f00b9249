/** What every JavaScript file has without declaring it: standard objects where a name stands, and plain values. */
import { USUAL } from "./constants.ts";
import { type Mutator, type Proposal, replace } from "./site.ts";
import { isRead } from "./values.ts";

const OBJECTS: Readonly<Record<string, object>> = {
  Math,
  Number,
  String,
  Object,
  Array,
  JSON,
  Date,
  Promise,
  Symbol,
  Buffer,
  Reflect,
  BigInt,
};

const ERRORS = ["Error", "TypeError", "RangeError", "SyntaxError"];
const COLLECTIONS = ["Map", "Set", "Date", "Array", "Promise", "RegExp", "WeakMap"];
const CALLED = ["String", "Number", "Boolean", "parseInt", "parseFloat", "BigInt", "Array"];
/** Every function has these: they say nothing about which object is meant. */
const COMMON = new Set(["name", "length", "prototype"]);

/** `list.abs(x)` wants `Math`: the object that has such a property, the class that is made with `new`. */
export const standardObjects: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type !== "Identifier" || parent === null || !isRead(site)) return [];
  const offer = (names: readonly string[], weight: number): Proposal[] =>
    names
      .filter((name) => name !== node.name)
      .map((name) => replace(node, name, weight, `${node.name} becomes ${name}`));
  if (parent.type === "MemberExpression" && parent.object === node && !parent.computed) {
    const wanted = parent.property.type === "Identifier" ? parent.property.name : "";
    const owners = Object.keys(OBJECTS).filter((name) => Object.hasOwn(OBJECTS[name] as object, wanted));
    return COMMON.has(wanted) ? [] : offer(owners, 0.6);
  }
  if (parent.type === "NewExpression" && parent.callee === node) {
    const thrown = site.ancestors.at(-2)?.type === "ThrowStatement";
    return thrown ? offer(ERRORS, 0.45) : [...offer(COLLECTIONS, 0.4), ...offer(ERRORS, 0.2)];
  }
  if (parent.type === "CallExpression" && parent.callee === node) return offer(CALLED, 0.35);
  return [];
};

const PLAIN = ["undefined", "null", "0", "1", '""', "true", "false"];

/** Where a name stands for a value: nothing, the usual small values, and the constants of the file. */
export const standardValues: Mutator = (site) => {
  const { node, parent } = site;
  if (node.type !== "Identifier" || parent === null || !isRead(site)) return [];
  if (parent.type === "MemberExpression" || parent.type === "SpreadElement") return [];
  if ("callee" in parent && parent.callee === node) return [];
  const { numbers, strings } = site.facts;
  const constants = [...numbers.slice(0, 10), ...strings.slice(0, 10)];
  const key = parent.type === "Property" && parent.shorthand ? `${node.name}: ` : "";
  const offer = (value: string, weight: number): Proposal =>
    replace(node, key + value, weight, `${node.name} becomes ${value}`);
  return [
    ...PLAIN.filter((value) => value !== node.name).map((value) => offer(value, 0.2)),
    ...constants.map((value) => offer(value, 0.25)),
    ...(site.parent?.type === "ReturnStatement" ? [] : USUAL.map((value) => offer(value, 0.1))),
  ];
};
