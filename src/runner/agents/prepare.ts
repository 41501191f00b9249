/** Everything of one run that depends on the CLI: what to start, with which files in place, and what its output means. */
import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname } from "node:path";
import type { AgentOrder } from "../../contract/runner.ts";
import { ok, type Result } from "../../core/result.ts";
import type { Workspace } from "../state/workspace.ts";
import type { AgentReader, GuardForwarder, PlanProblem, RunPlan } from "./adapter.ts";
import type { AgentCommand } from "./command.ts";
import { type Endpoint, endpointFor, type Keyring } from "./endpoint.ts";
import { type Loan, lend } from "./login.ts";
import { adapterOf, programOf } from "./registry.ts";

export interface PreparedAgent {
  readonly plan: RunPlan;
  readonly reader: AgentReader;
  /** The person's login, while the job has a copy of it. */
  readonly loan: Loan | null;
}

export interface AgentTask {
  readonly command: AgentCommand;
  readonly offer: AgentOrder;
  readonly space: Workspace;
  readonly endpoint: Endpoint;
  readonly guard: GuardForwarder | null;
  readonly resume: string | null;
  readonly toolless: boolean;
}

/** The logins of whoever runs the runner. */
export const ownKeyring = (): Keyring => ({ env: process.env, home: homedir() });

export const endpointOf = (command: AgentCommand, offer: AgentOrder): Result<Endpoint, PlanProblem> =>
  endpointFor(command, adapterOf(command), offer, ownKeyring());

export function prepareAgent(task: AgentTask): Result<PreparedAgent, PlanProblem> {
  const { command, offer, space, endpoint, guard, resume, toolless } = task;
  const adapter = adapterOf(command);
  const plan = adapter.plan({
    offer,
    space,
    command,
    ...endpoint,
    program: programOf(command),
    guard,
    resume,
    toolless,
    nonce: randomUUID(),
    root: process.getuid?.() === 0,
  });
  if (!plan.ok) return plan;
  for (const { path, text } of plan.value.files) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
    chmodSync(path, 0o600);
  }
  if (adapter.literal !== null)
    writeFileSync(space.promptFile, adapter.literal(readFileSync(space.promptFile, "utf8")));
  const { credential } = endpoint;
  return ok({
    plan: plan.value,
    reader: adapter.read(() => Date.now(), command),
    loan: credential.kind === "file" ? lend(credential, space.home) : null,
  });
}
