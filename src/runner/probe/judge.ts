/**
 * From the facts of a probe's run to its result. Healthy is only who ended with 0 and whose model wrote tokens: an exit status
 * alone is no answer, and an error message in place of one is none either. Pure and total.
 */
import type { TroubleKind } from "../../contract/agent-run.ts";
import type { ProbeReport } from "../../contract/probe.ts";
import type { AgentAnswer } from "../agents/adapter.ts";
import { troubleOf } from "../agents/trouble.ts";
import type { StopCause } from "../spawn/stop.ts";

export interface ProbeFacts {
  readonly stopped: StopCause | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of what it printed, redacted. */
  readonly tail: string;
  readonly answer: AgentAnswer;
  /** It has no adapter, so that what it printed is all it said; the output of the others is read by theirs. */
  readonly plain: boolean;
  /** The word that the prompt asked for. */
  readonly expects: string;
  /** A CLI without a model, which was only asked whether it is there. */
  readonly handshake: boolean;
  /** By this machine's clock, for resets that are told as a time. */
  readonly now: number;
}

export type ProbeJudgement = Pick<ProbeReport, "result" | "trouble" | "detail">;

export function judgeProbe(facts: ProbeFacts): ProbeJudgement {
  const { stopped, answer, exitCode } = facts;
  if (stopped?.kind === "shutdown") return notRun("The runner was told to stop while it was asking.");
  // Of a CLI that retries in silence, what it last said is what it waited for.
  if (answer.trouble !== null) {
    const { kind, retry_after_secs, message } = answer.trouble;
    return failed(kind, message === "" ? `It said ${kind.replace("_", " ")}.` : message, retry_after_secs);
  }
  if (stopped !== null) return judgeStop(stopped);
  if (exitCode !== 0) return said(facts, `It ${endOf(facts)} without an answer`);
  if (facts.handshake) return { result: "handshake", trouble: null, detail: "It is there. It has no model." };
  const written = answer.tokens?.output ?? 0;
  if (written === 0) return said(facts, "It ended with 0, and no model wrote a token");
  if (!answer.text.toLowerCase().includes(facts.expects) && isComplaint(facts))
    return said(facts, "It ended with 0, and its answer is an error message");
  return { result: "answered", trouble: null, detail: `The model wrote ${written} tokens.` };
}

export const notRun = (detail: string): ProbeJudgement => ({ result: "not_run", trouble: null, detail });

export const failed = (
  kind: TroubleKind,
  detail: string,
  retry_after_secs: number | null = null,
): ProbeJudgement => ({ result: "failed", trouble: { kind, retry_after_secs }, detail });

function judgeStop(cause: StopCause): ProbeJudgement {
  switch (cause.kind) {
    case "wall":
    case "stall":
      return failed("no_answer", `It was stopped after ${cause.secs} s without an answer.`);
    case "output":
      return failed("no_answer", `It printed more than ${cause.bytes} bytes and was stopped.`);
    case "memory":
    case "disk":
      return notRun(`It took ${cause.mb} MB of ${cause.kind}, where ${cause.limitMb} MB are allowed.`);
    case "disk_full":
      return notRun(`Only ${cause.freeMb} MB of disk were free.`);
    case "denied":
    case "unguarded":
      return failed("refused", "It reached for tools on a prompt that needs none, and was stopped.");
    case "shutdown":
    case "cancel":
    case "lease_lost":
    case "lease_unsure":
      return notRun("The runner stopped asking.");
  }
}

/** Its words may say why. Those of a machine's stream are no evidence of that: a warning in it is about something else. */
function said({ tail, answer, plain, exitCode, now }: ProbeFacts, what: string): ProbeJudgement {
  const words = (plain ? tail : answer.text).trim();
  const shown = words === "" && exitCode !== 0 ? tail.trim() : words;
  const found = troubleOf({ text: words }, now);
  const detail = shown === "" ? `${what}.` : `${what}: ${shown}`;
  return failed(found?.kind ?? "no_answer", detail, found?.retry_after_secs ?? null);
}

const isComplaint = ({ answer, now }: ProbeFacts): boolean => troubleOf({ text: answer.text }, now) !== null;

const endOf = ({ exitCode, signal }: ProbeFacts): string =>
  exitCode === null ? `was ended by ${signal ?? "a signal"}` : `exited with ${exitCode}`;
