/** A probe in the terms of a run: what a job would be without code, with as little as an agent CLI can be given. Pure. */
import type { ProbeOffer } from "../../contract/probe.ts";
import type { AgentOrder } from "../../contract/runner.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { AgentCommand } from "../agents/command.ts";
import { adapterOf } from "../agents/registry.ts";

export function orderOf(offer: ProbeOffer): AgentOrder {
  const { probe, cli, provider, model, prompt, limits, sandbox, network } = offer;
  return {
    job: probe,
    epoch: 1,
    project: "probe",
    agent: "probe",
    // The kind of work that only reads and answers.
    role: "coordinator",
    kind: "plan",
    issue: 0,
    attempt: 1,
    cli,
    provider,
    model,
    prompt,
    // Nobody holds a lease on a probe: the Worker waits as long as its limits say.
    limits: { ...limits, lease_secs: limits.wall_secs },
    guard: { deny: [], allow: [] },
    ...(sandbox === undefined ? {} : { sandbox }),
    ...(network === undefined ? {} : { network }),
  };
}

export interface Asked {
  readonly command: AgentCommand;
  readonly handshake: boolean;
}

/** How this CLI is asked, or why it cannot be: one that tells nothing of tokens could answer anything. */
export function askOf(command: AgentCommand, cli: string): Result<Asked, string> {
  if (!adapterOf(command).plain) return ok({ command, handshake: false });
  if (command.handshake.length > 0)
    return ok({ command: { ...command, argv: command.handshake }, handshake: true });
  if (command.output.tokens !== undefined) return ok({ command, handshake: false });
  return err(
    `Nothing would show that a model has answered ${cli}. Give its entry in agents.json "output": {"tokens": "…"}, or a "handshake" if it has no model.`,
  );
}
