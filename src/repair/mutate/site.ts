/** One node of a syntax tree with all a mutator may look at, and what a mutator answers. */
import type { AnyNode } from "acorn";
import type { Facts } from "./facts.ts";

export interface Site {
  readonly node: AnyNode;
  readonly parent: AnyNode | null;
  /** From the root down to the parent. */
  readonly ancestors: readonly AnyNode[];
  readonly source: string;
  readonly facts: Facts;
  /** Names that may be read here, nearest scope first. */
  readonly names: readonly string[];
}

/** A replacement of [start, end), and how likely such a change is the right one: 0 to 1. */
export interface Proposal {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly weight: number;
  readonly what: string;
}

export type Mutator = (site: Site) => Proposal[];

export const textOf = (site: Site, node: { start: number; end: number }): string =>
  site.source.slice(node.start, node.end);

export const replace = (
  node: { start: number; end: number },
  text: string,
  weight: number,
  what: string,
): Proposal => ({ start: node.start, end: node.end, text, weight, what });

/** The nearest function around a site, or null at module level. */
export function enclosingFunction(site: Site): AnyNode | null {
  return site.ancestors.findLast((node) => isFunction(node)) ?? null;
}

export const isFunction = (node: AnyNode): boolean =>
  node.type === "FunctionDeclaration" ||
  node.type === "FunctionExpression" ||
  node.type === "ArrowFunctionExpression";

/** Needs no brackets when something is put around it. */
export const isTight = (node: AnyNode): boolean =>
  ["Identifier", "Literal", "MemberExpression", "CallExpression", "ThisExpression"].includes(node.type);

export const bracketed = (site: Site, node: AnyNode): string =>
  isTight(node) ? textOf(site, node) : `(${textOf(site, node)})`;
