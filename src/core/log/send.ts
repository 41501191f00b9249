/** One step of the shipping as a request to Quickwit, and its answer as the step's outcome. */
import {
  type Answer,
  type Call,
  countCall,
  countListCall,
  deleteCall,
  ingestCall,
  readCounts,
  readDone,
  readIngest,
} from "../quickwit/calls.ts";
import type { Outcome, Step } from "./shipping.ts";

/** Numbers whose documents the step needs. */
export function wantedBy(step: Step): number[] {
  if (step.kind === "send") return Array.from({ length: step.to - step.from + 1 }, (_, n) => step.from + n);
  return step.kind === "resend" ? step.repairs.map((r) => r.seq) : [];
}

/** Null where there is nothing to ask: rest, or numbers of which no record is left. `lines`: the records, as JSON. */
export function callOf(step: Step, index: string, source: string, lines: readonly string[]): Call | null {
  switch (step.kind) {
    case "rest":
      return null;
    case "send":
    case "resend":
      return lines.length === 0 ? null : ingestCall(index, lines);
    case "ask":
      return countCall(index, source, step.from, step.to);
    case "check":
      return countListCall(
        index,
        source,
        step.repairs.map((r) => r.seq),
      );
    case "delete":
      return deleteCall(
        index,
        source,
        step.repairs.map((r) => r.seq),
      );
  }
}

export function outcomeOf(step: Step, answer: Answer, sent: number): Outcome {
  if (step.kind === "send" || step.kind === "resend") {
    const read = readIngest(answer, sent);
    return read.ok ? { kind: "ingested", ...read.value } : { kind: "trouble", trouble: read.error };
  }
  if (step.kind === "delete") {
    const read = readDone(answer);
    return read.ok ? { kind: "deleting" } : { kind: "trouble", trouble: read.error };
  }
  const read = readCounts(answer);
  return read.ok ? { kind: "counted", counts: read.value } : { kind: "trouble", trouble: read.error };
}
