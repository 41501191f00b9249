/** Where the guard's decisions go: each into the job's own log, and a refusal into the runner's log as well. */
import type { GuardDecision } from "../../core/guard/index.ts";
import type { AgentContext } from "../job/context.ts";

/** So many allowed commands are told one by one. Who knows the guard's address can ask without doing anything, without end. */
const TOLD = 5_000;

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
  const allowed = { shim: 0, hook: 0 };
  let write = (line: string): void => void early.push(line);
  return {
    take(command, { decision, rule, reason }, by) {
      // A build runs the same few programs hundreds of times; how often is enough there.
      if (decision === "allow") {
        allowed[by] += 1;
        if (by === "shim" || allowed.hook > TOLD) return;
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
      for (const [by, more] of [
        ["hook", allowed.hook - TOLD],
        ["shim", allowed.shim],
      ] as const)
        if (more > 0) write(`[guard] allow by ${by}: ${more} ${more === 1 ? "command" : "commands"}\n`);
    },
    to(sink) {
      for (const line of early) sink(line);
      early = [];
      write = sink;
    },
  };
}
