/** Checks the chain: that no record is changed, missing or put in. Fed with records in order, in pieces of any size. */
import type { LogDocument } from "../../contract/log.ts";
import { contentOfDocument, hashOf } from "./document.ts";

export interface Chain {
  readonly source: string;
  /** The first record seen; what came before is trimmed, or is in the log store. */
  readonly first: number | null;
  readonly last: number;
  readonly hash: string;
  readonly checked: number;
}

export interface Break {
  readonly seq: number;
  readonly kind: "changed" | "missing" | "out_of_order" | "unlinked";
  readonly message: string;
}

export const openChain = (source: string): Chain => ({ source, first: null, last: 0, hash: "", checked: 0 });

/** The chain as far as it holds, or the first record at which it does not. */
export function follow(chain: Chain, documents: readonly LogDocument[]): Chain | Break {
  let { first, last, hash, checked } = chain;
  for (const document of documents) {
    const { seq, prev } = document;
    if (first !== null && seq !== last + 1) {
      return seq > last + 1
        ? { seq: last + 1, kind: "missing", message: `record ${last + 1} is missing: ${seq} follows ${last}` }
        : { seq, kind: "out_of_order", message: `record ${seq} follows ${last}` };
    }
    if (hashOf(contentOfDocument(document)) !== document.hash)
      return {
        seq,
        kind: "changed",
        message: `record ${seq} is not what was written: its hash does not fit`,
      };
    if (first !== null && prev !== hash)
      return {
        seq,
        kind: "unlinked",
        message: `record ${seq} does not follow the record ${last} that is there`,
      };
    first ??= seq;
    last = seq;
    hash = document.hash;
    checked += 1;
  }
  return { ...chain, first, last, hash, checked };
}

export const isBreak = (found: Chain | Break): found is Break => "kind" in found;
