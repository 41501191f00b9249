declare module "ahocorasick" {
  export default class AhoCorasick {
    /** Throws on an empty keyword and reports a repeated one twice: the matcher gives it neither. */
    constructor(keywords: readonly string[]);
    /** All hits, overlapping ones included: the index of the last unit, and what ends there. Not to be changed. */
    search(text: string): ReadonlyArray<readonly [number, readonly string[]]>;
  }
}
