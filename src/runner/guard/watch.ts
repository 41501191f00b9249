/**
 * The guard of one job: judges what its agent wants to do, keeps count, and says when the job must be stopped. A tool that
 * was used before the guard was ever asked means that the hook is dead, and nothing protects the machine.
 */
import { type GuardDecision, judge } from "../../core/guard/index.ts";
import type { StopLatch } from "../spawn/stop.ts";
import { realPaths } from "./real-path.ts";
import { quoted, type ToolCall } from "./tool-call.ts";
import type { Known, Outside } from "./world.ts";

/** So many refusals are not a mistake any more. */
export const MAX_DENIALS = 15;

export interface JobWatch {
  readonly denials: () => number;
  /** The agent CLI says that a tool was used. */
  readonly toolUsed: () => void;
  /** Null allows it; words refuse it. */
  call(call: ToolCall): string | null;
  /** A program of the shim, asked for by whatever runs in the job. */
  argv(cwd: string, command: string): string | null;
}

export interface WatchParts {
  readonly context: Known;
  readonly outside: Outside;
  readonly checkout: string;
  readonly latch: StopLatch;
  /** False for a CLI without a hook: then the shim and the sandbox are all there is, and silence says nothing. */
  readonly hooked: boolean;
  /** Each decision, allows too. */
  readonly decided: (command: string, decision: GuardDecision, by: "hook" | "shim") => void;
}

export function watchJob({ context, outside, checkout, latch, hooked, decided }: WatchParts): JobWatch {
  let heard = false;
  let denials = 0;
  const ask = (command: string, cwd: string, by: "hook" | "shim"): string | null =>
    tell(command, judge(command, { ...context, realpath: realPaths(outside), cwd }), by);
  const tell = (command: string, decision: GuardDecision, by: "hook" | "shim"): string | null => {
    // The job is being stopped: nothing more is told of it, however much it still asks.
    if (denials < MAX_DENIALS) decided(command, decision, by);
    if (decision.decision === "allow") return null;
    denials += 1;
    if (denials >= MAX_DENIALS) latch.stop({ kind: "denied", count: denials, rule: decision.rule });
    return refusal(decision);
  };
  return {
    denials: () => denials,
    toolUsed() {
      if (hooked && !heard) latch.stop({ kind: "unguarded" });
    },
    call(call) {
      heard = true;
      if (call.kind === "alive") return null;
      if (call.kind === "malformed") {
        const reason = `the guard could not read what this tool is asked for (${call.problem})`;
        return tell("a tool call", { ...ALLOWED, decision: "deny", rule: "hook.unreadable", reason }, "hook");
      }
      for (const command of call.commands) {
        const refused = ask(command, call.cwd ?? checkout, "hook");
        if (refused !== null) return refused;
      }
      // What touches nothing known is recorded all the same.
      if (call.commands.length === 0) decided(`tool ${quoted(call.tool)}`, ALLOWED, "hook");
      return null;
    },
    argv: (cwd, command) => ask(command, cwd, "shim"),
  };
}

const ALLOWED: GuardDecision = {
  decision: "allow",
  rule: "none",
  reason: "no command",
  alternative: "",
  evidence: "",
};

function refusal({ rule, reason, alternative }: GuardDecision): string {
  const instead = alternative === "" ? "" : ` Instead: ${alternative}`;
  const end = reason.endsWith(".") ? "" : ".";
  return `Refused by the guard (${rule}): ${reason}${end}${instead}`;
}
