/**
 * One of the ten faults, as data for a person and as something that can be made again. A step is a mistake made for real, with
 * what came back and what had to: nothing that is printed as an answer was written beforehand.
 */
import type { Stage } from "./stage.ts";

export interface Incident {
  readonly number: number;
  /** What people saw then. */
  readonly symptom: string;
  readonly cause: string;
  /** Why it cannot happen any more without being told. */
  readonly why: string;
  /** Whether it needs a factory that runs, which takes some seconds to start. */
  readonly boots: boolean;
  readonly run: (stage: Stage) => Promise<readonly Step[]>;
}

export interface Step {
  /** What was typed or done, as a person would. */
  readonly did: string;
  /** The part of the answer that a person reads first. */
  readonly saw: string;
  readonly caught: boolean;
  /** What had to be there, in words: shown when it was not. */
  readonly wanted: string;
}

/** Lines of an answer from the first that has this, and so many after it; the whole answer where it is not there. */
export function excerpt(text: string, from: string, after = 0): string {
  const lines = text.trimEnd().split("\n");
  const at = lines.findIndex((line) => line.includes(from));
  return (at < 0 ? lines : lines.slice(at, at + after + 1)).join("\n");
}

/** The step of a command: it had to end with this status and to say each of these. */
export function saidBy(
  did: string,
  { code, text }: { readonly code: number | null; readonly text: string },
  wanted: { readonly code: number; readonly says: readonly string[]; readonly lines?: number },
): Step {
  const [first = ""] = wanted.says;
  return {
    did,
    saw: excerpt(text, first, wanted.lines ?? 0),
    caught: code === wanted.code && wanted.says.every((part) => text.includes(part)),
    wanted: `exit status ${wanted.code} (it was ${code}), and: ${wanted.says.join(" … ")}`,
  };
}
