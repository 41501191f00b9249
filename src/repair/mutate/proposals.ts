/** All the changes that the mutators offer for one file, with the names and constants it has to offer. */
import { type AnyNode, type Options, parse } from "acorn";
import { fullAncestor } from "acorn-walk";
import { conditions } from "./conditions.ts";
import { constants } from "./constants.ts";
import { factsOf } from "./facts.ts";
import { missingCondition, missingSide } from "./missing.ts";
import { namesAt } from "./names.ts";
import { operators } from "./operators.ts";
import { properties } from "./properties.ts";
import type { Mutator, Proposal } from "./site.ts";

export type { Proposal } from "./site.ts";

import { standardObjects, standardValues } from "./standard.ts";
import { statements, undone } from "./statements.ts";
import { awaits, copies, guards, masks, offByOne, otherNames, swappedNeighbours } from "./values.ts";

export const MUTATORS: readonly Mutator[] = [
  operators,
  constants,
  conditions,
  offByOne,
  masks,
  awaits,
  copies,
  swappedNeighbours,
  otherNames,
  properties,
  guards,
  statements,
  undone,
  standardObjects,
  standardValues,
  missingSide,
  missingCondition,
];

/** null when the file is not JavaScript that this parser reads. */
export function parseSource(source: string, commonJs: boolean): AnyNode | null {
  const options: Options = {
    ecmaVersion: "latest",
    sourceType: commonJs ? "script" : "module",
    allowHashBang: true,
    allowReturnOutsideFunction: commonJs,
  };
  try {
    return parse(source, options) as AnyNode;
  } catch {
    return null;
  }
}

/**
 * `wanted` says which positions are worth a change: 0 skips a node, and the children are asked by themselves.
 * The answer is ordered best first; of equal texts only the likeliest stays.
 */
export function proposalsFor(
  source: string,
  commonJs: boolean,
  wanted: (position: number) => number,
): (Proposal & { score: number })[] {
  const program = parseSource(source, commonJs);
  if (program === null) return [];
  const facts = factsOf(program, source);
  const best = new Map<string, Proposal & { score: number }>();
  fullAncestor(program, (raw, _state, path) => {
    const node = raw as AnyNode;
    const worth = wanted(node.start);
    if (worth === 0) return;
    const ancestors = (path as AnyNode[]).slice(0, -1);
    const site = {
      node,
      parent: ancestors.at(-1) ?? null,
      ancestors,
      source,
      facts,
      names: namesAt(ancestors),
    };
    for (const mutate of MUTATORS) {
      for (const proposal of mutate(site)) {
        if (source.slice(proposal.start, proposal.end) === proposal.text) continue;
        const key = `${proposal.start}:${proposal.end}:${proposal.text}`;
        const score = worth * proposal.weight;
        if ((best.get(key)?.score ?? 0) < score) best.set(key, { ...proposal, score });
      }
    }
  });
  return [...best.values()].sort((a, b) => b.score - a.score || a.start - b.start);
}
