/**
 * Whether a coordinator's answer may be acted on. The list it was shown is closed, and the answer counts for that list only: it
 * is held against how things stand now. Half an answer is no plan, so the first thing wrong refuses all of it.
 */
import type { PlanAnswer } from "../../contract/outputs.ts";
import { err, ok, type Result } from "../result.ts";

export type PlanRefusal =
  /** No answer that could be read: the job failed, was late, or left none. */
  | "failed"
  | "late"
  | "missing"
  | "malformed"
  /** An answer that may not be followed. */
  | "empty"
  | "unknown_issue"
  | "named_twice"
  | "unknown_agent"
  | "unfit_agent"
  | "busy_agent"
  /** Right when it was asked, and not any more. */
  | "not_ready";

export interface Refused {
  readonly reason: PlanRefusal;
  /** For people: what was wrong, with the evidence. */
  readonly sentence: string;
}

export interface Facts {
  /** Issues of the list that it was given. */
  readonly shown: readonly number[];
  /** Issues that may be begun now. */
  readonly ready: ReadonlySet<number>;
  readonly agents: readonly {
    readonly name: string;
    /** Whether it may work on an issue at all. */
    readonly fits: boolean;
    /** Slots that are free now. */
    readonly free: number;
  }[];
}

export function judgePlan(answer: PlanAnswer, facts: Facts): Result<PlanAnswer, Refused> {
  const refuse = (reason: PlanRefusal, sentence: string) => err({ reason, sentence });
  if (answer.picks.length + answer.unclear.length === 0)
    return refuse("empty", "it names no issue, neither to begin nor to ask about");
  const named = new Set<number>();
  for (const { issue } of [...answer.picks, ...answer.unclear]) {
    if (!facts.shown.includes(issue))
      return refuse("unknown_issue", `#${issue} is not in the list that it was given`);
    if (named.has(issue)) return refuse("named_twice", `#${issue} is named twice`);
    named.add(issue);
    if (!facts.ready.has(issue)) return refuse("not_ready", `#${issue} is not ready any more`);
  }
  const given = new Map<string, number>();
  for (const { issue, agent } of answer.picks) {
    const known = facts.agents.find((one) => one.name === agent);
    if (known === undefined) return refuse("unknown_agent", `#${issue} for ${agent}: there is no such agent`);
    if (!known.fits) return refuse("unfit_agent", `#${issue} for ${agent}, who does not work on issues`);
    const count = (given.get(agent) ?? 0) + 1;
    given.set(agent, count);
    if (count > known.free) return refuse("busy_agent", `#${issue} for ${agent}, who has no free slot`);
  }
  return ok(answer);
}
