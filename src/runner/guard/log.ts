/** Where the guard's decisions go: each into the job's own log, and a refusal into the runner's log as well. */
import type { GuardDecision } from "../../core/guard/index.ts";
import type { AgentContext } from "../job/context.ts";

/** Of a command that is long, its beginning says what it is. */
const SHOWN = 300;

export interface GuardLog {
  take(command: string, decision: GuardDecision, by: "hook" | "shim"): void;
  /** A line of somebody else who watches over the job. */
  note(line: string): void;
  /** Where lines of the job's log go; what was decided before is kept for it. */
  to(write: (line: string) => void): void;
  /** Before the job's log is closed. */
  end(): void;
}

export function createGuardLog({ offer, runner }: Pick<AgentContext, "offer" | "runner">): GuardLog {
  let early: string[] = [];
  let allowed = 0;
  let write = (line: string): void => void early.push(line);
  return {
    take(command, { decision, rule, reason }, by) {
      // A build runs the same few programs hundreds of times; how often is enough there.
      if (by === "shim" && decision === "allow") {
        allowed += 1;
        return;
      }
      const shown = command.length > SHOWN ? `${command.slice(0, SHOWN)}…` : command;
      write(`[guard] ${decision} by ${by}${rule === "none" ? "" : ` (${rule})`}: ${JSON.stringify(shown)}\n`);
      if (decision === "allow") return;
      runner.settings.log({
        event: "guard.denied",
        level: "warn",
        job: offer.job,
        epoch: offer.epoch,
        agent: offer.agent,
        rule,
        by,
        reason,
      });
    },
    note: (line) => write(line),
    end() {
      if (allowed > 0) write(`[guard] allow by shim: ${allowed} ${allowed === 1 ? "command" : "commands"}\n`);
    },
    to(sink) {
      for (const line of early) sink(line);
      early = [];
      write = sink;
    },
  };
}
