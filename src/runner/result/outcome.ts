/** From the facts of a run to its outcome and one sentence of evidence. Pure and total. */
import type { Trouble, TroubleKind } from "../../contract/agent-run.ts";
import type { JobKind, ReportedOutcome } from "../../contract/job.ts";
import type { StopCause } from "../spawn/stop.ts";
import type { OutputsFile } from "./outputs-file.ts";

export interface Facts {
  readonly kind: JobKind;
  /** The first reason to stop, when it was stopped. */
  readonly stopped: StopCause | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** End of what it printed to stderr. */
  readonly errorTail: string;
  readonly outputs: OutputsFile;
  /** There are commits beyond where the job began. */
  readonly committed: boolean;
  /** Why the work could not be taken over or pushed; null when all went well. */
  readonly lostWork: string | null;
  /** Why the work was kept back: it holds a secret. */
  readonly leak: string | null;
  /** What the CLI said was wrong with its model. */
  readonly trouble: (Trouble & { readonly message: string }) | null;
  /** How many tool calls were refused. */
  readonly denials: number;
  /** Megabytes that were free when it ended, where that is as good as none. */
  readonly diskFull: number | null;
}

export interface Judgement {
  readonly outcome: ReportedOutcome;
  readonly detail: string;
}

/** What a kind of trouble makes of a job. Those that say nothing of the agent's work are never a lack of progress. */
const TROUBLED: Readonly<Record<TroubleKind, ReportedOutcome>> = {
  throttled: "rate_limited",
  quota: "rate_limited",
  overloaded: "rate_limited",
  // Only a person can mend these, and the work was never begun.
  auth: "spawn_failed",
  unknown_model: "spawn_failed",
  server: "infra",
  network: "infra",
  too_long: "exit_code",
  turn_limit: "exit_code",
  cost_limit: "exit_code",
  refused: "guard_denied",
  no_answer: "infra",
};

export const outcomeOf = (kind: TroubleKind): ReportedOutcome => TROUBLED[kind];

export function judge(facts: Facts): Judgement & { readonly trouble: Trouble | null } {
  const plain = onFullDisk(facts, judgePlainly(facts));
  const refused = facts.denials > 0 && NOTHING.has(plain.outcome) && facts.stopped === null;
  if (facts.trouble === null && refused) {
    const detail = `${plain.detail} ${facts.denials} of its tool calls were refused.`;
    return { outcome: outcomeOf("refused"), detail, trouble: { kind: "refused", retry_after_secs: null } };
  }
  if (facts.trouble === null) return { ...plain, trouble: null };
  const { kind, retry_after_secs, message } = facts.trouble;
  const trouble = { kind, retry_after_secs };
  // Waiting for a model that does not answer is what it was doing when it was stopped.
  if (!OVERRULED.has(plain.outcome)) return { ...plain, trouble };
  const stopped = facts.stopped === null ? "" : ` ${plain.detail}`;
  return { outcome: outcomeOf(kind), detail: `${SENTENCE[kind]}: ${message}${stopped}`, trouble };
}

const NOTHING: ReadonlySet<ReportedOutcome> = new Set(["no_change", "malformed_outputs"]);
const EMPTY_HANDED: ReadonlySet<ReportedOutcome> = new Set([...NOTHING, "exit_code"]);
/** Endings that the trouble explains better. */
const OVERRULED: ReadonlySet<ReportedOutcome> = new Set([...NOTHING, "exit_code", "timed_out", "stalled"]);

const SENTENCE: Readonly<Record<TroubleKind, string>> = {
  throttled: "The model's provider wants fewer requests",
  quota: "The plan or the credit of the model's provider is used up",
  auth: "The model's provider does not accept the login",
  overloaded: "The model's provider is overloaded",
  server: "The model's provider failed",
  network: "The model's provider could not be reached",
  unknown_model: "The model's provider does not have this model",
  too_long: "The conversation is too long for the model",
  turn_limit: "The agent used up its turns",
  cost_limit: "The agent used up its money",
  refused: "The agent was refused its tools",
  no_answer: "The model did not answer",
};

/** Where nothing can be written, a failure and an empty result say nothing of the agent. */
function onFullDisk({ diskFull, stopped }: Facts, plain: Judgement): Judgement {
  if (diskFull === null || stopped !== null || !EMPTY_HANDED.has(plain.outcome)) return plain;
  return { outcome: "infra", detail: `${fullDisk(diskFull)} ${plain.detail}` };
}

const fullDisk = (freeMb: number): string =>
  `The disk of this runner is full (${freeMb} MB free), so the agent's failure says nothing of its work.`;

function judgePlainly(facts: Facts): Judgement {
  if (facts.stopped !== null) return judgeStop(facts.stopped);
  if (facts.leak !== null) return { outcome: "guard_denied", detail: facts.leak };
  if (facts.kind === "check") return judgeCheck(facts);
  if (facts.exitCode !== 0) {
    const how =
      facts.exitCode === null
        ? `was ended by ${facts.signal ?? "a signal"}`
        : `exited with ${facts.exitCode}`;
    const tail = facts.errorTail.trim();
    return { outcome: "exit_code", detail: tail === "" ? `The agent ${how}.` : `The agent ${how}: ${tail}` };
  }
  if (facts.lostWork !== null) return { outcome: "infra", detail: facts.lostWork };
  return facts.kind === "change" || facts.kind === "revert" ? judgeChange(facts) : judgeOpinion(facts);
}

/** What the commands printed at the end is the evidence, and nothing else of it. */
function judgeCheck({ exitCode, signal, errorTail }: Facts): Judgement {
  if (exitCode === 0) return { outcome: "success", detail: "Every command succeeded." };
  const said = errorTail.trim();
  if (said !== "") return { outcome: "exit_code", detail: said };
  return {
    outcome: "exit_code",
    detail: `They ended with ${exitCode ?? signal ?? "a signal"}, and printed nothing.`,
  };
}

function judgeStop(cause: StopCause): Judgement {
  switch (cause.kind) {
    case "wall":
      return {
        outcome: "timed_out",
        detail: `The agent was stopped after ${cause.secs} s, the limit for this job.`,
      };
    case "stall":
      return { outcome: "stalled", detail: `The agent printed nothing for ${cause.secs} s and was stopped.` };
    case "output":
      return {
        outcome: "output_limit",
        detail: `The agent printed more than ${cause.bytes} bytes and was stopped.`,
      };
    case "memory":
      return {
        outcome: "memory_limit",
        detail: `The agent and what it started held ${cause.mb} MB of memory, more than the ${cause.limitMb} MB of this runner's limits, and were stopped.`,
      };
    case "disk":
      return {
        outcome: "disk_limit",
        detail: `The agent filled its folder with ${cause.mb} MB, more than the ${cause.limitMb} MB of this runner's limits, and was stopped.`,
      };
    case "disk_full":
      return {
        outcome: "infra",
        detail: `The disk of this runner ran full (${cause.freeMb} MB free), and the job was stopped: free some space there.`,
      };
    case "denied":
      return {
        outcome: "guard_denied",
        detail: `The guard refused ${cause.count} of its commands, the last by ${cause.rule}, and the agent was stopped.`,
      };
    case "unguarded":
      return {
        outcome: "guard_denied",
        detail: "The agent used a tool, and its CLI had not asked the guard. It was stopped at once.",
      };
    case "cancel":
      return { outcome: "cancelled", detail: `Cancelled: ${cause.detail}` };
    case "shutdown":
      // Nobody failed: the brain gives the job out again without counting an attempt.
      return { outcome: "cancelled", detail: "The runner was told to stop its work." };
    case "lease_lost":
    case "lease_unsure":
      return { outcome: "infra", detail: `The job was stopped: ${cause.detail}` };
  }
}

function judgeChange({ outputs, committed }: Facts): Judgement {
  if (outputs.kind === "malformed") {
    return committed
      ? { outcome: "success", detail: "The commits were kept; the outputs file was refused." }
      : { outcome: "malformed_outputs", detail: outputs.problem };
  }
  const asked = outputs.kind === "valid" ? outputs.outputs : null;
  if (asked?.question !== undefined) return { outcome: "question", detail: "The agent asks a question." };
  if (committed) return { outcome: "success", detail: "The agent left commits." };
  if (asked?.verified !== undefined)
    return { outcome: "verified", detail: "Nothing needs to change, and commands show it." };
  return { outcome: "no_change", detail: "The agent ended without a change and without a claim." };
}

function judgeOpinion({ kind, outputs }: Facts): Judgement {
  if (outputs.kind === "malformed") return { outcome: "malformed_outputs", detail: outputs.problem };
  const asked = outputs.kind === "valid" ? outputs.outputs : null;
  if (kind === "plan") {
    return asked?.plan === undefined
      ? { outcome: "malformed_outputs", detail: "A coordinator must leave a plan, and there is none." }
      : { outcome: "success", detail: "The coordinator left a plan." };
  }
  if (kind === "compound") {
    if (asked?.compound === undefined)
      return {
        outcome: "malformed_outputs",
        detail: "A compound review must leave its findings, and there are none.",
      };
    const { findings, skipped } = asked.compound;
    const said =
      skipped !== undefined && findings.length === 0 ? `skipped: ${skipped}` : `${findings.length} findings`;
    return { outcome: "success", detail: `Compound review: ${said}.` };
  }
  if (asked?.verdict !== undefined)
    return { outcome: "success", detail: `Verdict: ${asked.verdict.result}.` };
  if (asked?.question !== undefined) return { outcome: "question", detail: "The agent asks a question." };
  return { outcome: "malformed_outputs", detail: `A ${kind} job must leave a verdict, and there is none.` };
}
