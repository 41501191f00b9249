/** What a rule file is made of. */
import type { RuleClass, Verdict } from "../decision.ts";
import type { Call, Machine } from "../run/machine.ts";

export interface RuleText {
  readonly reason: string;
  /** What to do instead, as a sentence to the agent. */
  readonly alternative: string;
  /**
   * `deny` when left out. `ask` where it reaches no further than the checkout or the tools of this machine, and a person who is
   * there can see at a glance what would be lost; without a person it is a deny.
   */
  readonly decision?: Exclude<Verdict, "allow">;
}

/** Looks at the calls of some programs. Names are separated by blanks; `*` is every program. */
export interface Check {
  readonly programs: string;
  /** The rule that objects. */
  find(call: Call, m: Machine): string | null | undefined | false;
}

export interface RuleFile {
  readonly class: RuleClass;
  /** By id, as in `git.reset-hard`. */
  readonly rules: Readonly<Record<string, RuleText>>;
  readonly checks: readonly Check[];
}

/** For each rule the lines it must refuse, and lines like them that no rule may refuse. Tests, not product. */
export type Examples = Readonly<
  Record<string, { readonly deny: readonly string[]; readonly allow: readonly string[] }>
>;
