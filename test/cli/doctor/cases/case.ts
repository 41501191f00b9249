/** One fault, or one thing in order: what is changed in the facts, and what doctor's line must say of it. */
import type { Change } from "../facts.ts";

/** Its name, the line's id, what is changed, the line's status, what its fact says, and what its fix says if it has one. */
export type Case = readonly [string, string, Change, "ok" | "fix" | "unknown", RegExp, RegExp | null];
