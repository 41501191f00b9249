/** Runs an agent CLI with everything it prints recorded, redacted and, for a job, streamed to the log store. */
import type { AgentOrder } from "../../contract/runner.ts";
import type { AgentAnswer, PlanProblem } from "../agents/adapter.ts";
import type { AgentCommand } from "../agents/command.ts";
import { isHealthy, putAway, takeUp } from "../agents/conversation.ts";
import { apiHosts, type Endpoint } from "../agents/endpoint.ts";
import type { Loan } from "../agents/login.ts";
import type { PreparedAgent } from "../agents/prepare.ts";
import { adapterOf } from "../agents/registry.ts";
import { allowanceOf } from "../config/allowance.ts";
import type { GuardedJob } from "../guard/guard.ts";
import { createGuardLog, type GuardLog } from "../guard/log.ts";
import { type JobNetwork, openNetwork } from "../network/network.ts";
import { createLogStream, type LogStream } from "../report/log-stream.ts";
import { createRecorder } from "../report/recorder.ts";
import type { Redactor } from "../report/redact.ts";
import { environmentFor } from "../spawn/command.ts";
import { runAgent } from "../spawn/run-agent.ts";
import type { StopCause } from "../spawn/stop.ts";
import { identify } from "../state/process.ts";
import type { AgentContext } from "./context.ts";
import { fence } from "./fence.ts";

export type CommandEnd =
  | { readonly kind: "spawn_failed"; readonly message: string }
  | { readonly kind: "not_started"; readonly problem: PlanProblem }
  | {
      readonly kind: "exited";
      readonly code: number | null;
      readonly signal: string | null;
      readonly seconds: number;
      /** The cause that ended it; null when it ended by itself, whatever happened later. */
      readonly stopped: StopCause | null;
      readonly tail: string;
      readonly answer: AgentAnswer;
      readonly diskFull: number | null;
      /** Resolves when the log is acknowledged or its budget is over. */
      readonly logsSent: Promise<void>;
    };

const LOG_BUDGET_MS = 10_000;

export async function runCommand(
  job: AgentContext,
  command: AgentCommand,
  endpoint: Endpoint,
  redactor: Redactor,
  beforeKill: () => Promise<void>,
): Promise<CommandEnd> {
  const { offer, space } = job;
  const { stateDir } = job.runner.settings;
  const resume = takeUp(stateDir, command, offer, space);
  const decisions = createGuardLog(job);
  const task = { command, offer, space, endpoint, resume, toolless: job.toolless === true };
  const fenced = fence(job.runner.guard, task, {
    latch: job.latch,
    boxed: job.runner.sandbox.missing === null,
    decided: decisions.take,
  });
  if (!fenced.ok) return { kind: "not_started", problem: fenced.error };
  const { guarded, prepared } = fenced.value;
  const { loan } = prepared;
  let end: CommandEnd;
  let network: JobNetwork | null = null;
  if (job.withheld.length > 0)
    decisions.note(
      `[repository] not laid out, because ${offer.cli} would obey it: ${job.withheld.join(", ")}. Commits keep it as it is.\n`,
    );
  try {
    const unreachable = withoutModel(offer, endpoint, command);
    if (unreachable !== null) return { kind: "spawn_failed", message: unreachable };
    network = await networkFor(job, endpoint, command, decisions.note);
    end = await runPrepared(job, prepared, { guarded, decisions, network }, redactor, beforeKill);
  } finally {
    await network?.close();
    guarded.close();
    if (loan !== null) endLoan(job, loan);
  }
  if (end.kind === "exited" && isHealthy(end.stopped, end.answer.trouble))
    putAway(stateDir, command, offer, space, end.answer.session);
  return end;
}

const modelHosts = (offer: AgentOrder, endpoint: Endpoint, command: AgentCommand): string[] =>
  apiHosts(adapterOf(command), offer.provider, endpoint);

/** Why a CLI could not do anything in a job without any network; null where it could. */
function withoutModel(offer: AgentOrder, endpoint: Endpoint, command: AgentCommand): string | null {
  const asks = modelHosts(offer, endpoint, command);
  if (offer.network?.mode !== "none" || asks.length === 0) return null;
  return `it asks its model at ${asks.join(", ")}, and with network = "none" its jobs have no network. network = "allow-list" without "hosts" lets it reach its model and nothing else`;
}

/** Null for the machine's own. */
function networkFor(
  { offer, space, runner }: AgentContext,
  endpoint: Endpoint,
  command: AgentCommand,
  note: (line: string) => void,
): Promise<JobNetwork> | null {
  if (offer.network === undefined) return null;
  const { job, epoch, agent, network } = offer;
  const api = modelHosts(offer, endpoint, command);
  const { log } = runner.settings;
  return openNetwork({ network, space, api, guard: runner.guard, ids: { job, epoch, agent }, log, note });
}

/** What is missing in the log store is said here: the file goes with the job. */
async function endLog({ offer, runner }: AgentContext, stream: LogStream | null): Promise<void> {
  const missing = (await stream?.end(LOG_BUDGET_MS)) ?? 0;
  if (missing === 0) return;
  const ids = { job: offer.job, epoch: offer.epoch };
  const reason = `the log store did not acknowledge the last ${missing} bytes of the agent's output`;
  runner.settings.log({ event: "job.log_cut", level: "warn", ...ids, reason });
}

function endLoan({ offer, runner }: AgentContext, loan: Loan): void {
  const end = loan.end();
  const ids = { job: offer.job, epoch: offer.epoch };
  const { log } = runner.settings;
  if (end.kind === "renewed") log({ event: "login.renewed", level: "info", ...ids, reason: offer.cli });
  if (end.kind !== "unsaved") return;
  const reason = `${offer.cli} renewed its login, and it could not be saved: ${end.why}. Log in again, or give the runner a key.`;
  log({ event: "login.unsaved", level: "error", ...ids, reason });
}

/** What stands between the agent and the machine while it runs, besides the sandbox. */
interface Fences {
  readonly guarded: GuardedJob;
  readonly decisions: GuardLog;
  readonly network: JobNetwork | null;
}

async function runPrepared(
  job: AgentContext,
  { plan, reader }: PreparedAgent,
  { guarded, decisions, network }: Fences,
  redactor: Redactor,
  beforeKill: () => Promise<void>,
): Promise<CommandEnd> {
  const { runner, offer, space, latch } = job;
  const { log } = runner.settings;
  const env = {
    ...environmentFor(offer, space, process.env, plan.env),
    ...network?.env,
  };
  const command = runner.sandbox.around(offer, space, plan.argv, env, network);
  if (!command.ok) return { kind: "spawn_failed", message: command.error };
  const recorder = createRecorder(space.recordFile, offer.limits.output_bytes, redactor, () =>
    stream?.grown(),
  );
  const stream =
    job.putLog === null
      ? null
      : createLogStream({ file: space.recordFile, size: recorder.size, send: job.putLog });
  if (stream !== null) job.gone.addEventListener("abort", stream.drop, { once: true });
  decisions.to(recorder.note);

  const allowance = allowanceOf(runner.settings);
  const scope = runner.scopes.open(space.marker, allowance.memoryMb);
  if (scope === null && runner.scopes.missing === null)
    log({
      event: "job.unscoped",
      level: "warn",
      job: offer.job,
      epoch: offer.epoch,
      reason: runner.scopes.unlimited() ?? "",
    });
  const exit = await runAgent({
    ...command.value,
    cwd: space.checkout,
    env: { ...env, ...guarded.env(env.PATH ?? "") },
    stdin: plan.promptOnStdin ? space.promptFile : null,
    marker: space.marker,
    dir: space.dir,
    limits: offer.limits,
    latch,
    allowance,
    scope,
    beforeKill,
    onSpawn: (pid) => {
      const start = identify(pid)?.start ?? null;
      runner.table.put({
        job: offer.job,
        epoch: offer.epoch,
        marker: space.marker,
        dir: space.dir,
        pid,
        start,
      });
    },
    onOutput: (name, chunk) => {
      recorder.write(name, chunk);
      reader.write(name, chunk);
      if ((reader.tools?.() ?? 0) > 0) guarded.watch.toolUsed();
    },
    onQuiet: job.hearing,
  });
  await scope?.remove();
  decisions.end();
  recorder.end();
  if (exit.kind === "spawn_failed") {
    stream?.drop();
    return exit;
  }
  if (exit.survivors.length > 0) {
    const pids = exit.survivors.map(({ pid }) => pid).join(", ");
    log({
      event: "job.survivors",
      level: "error",
      job: offer.job,
      epoch: offer.epoch,
      reason: `would not die: ${pids}`,
    });
  }
  const { code, signal, seconds, stopped, diskFull } = exit;
  const told = reader.end(code);
  return {
    kind: "exited",
    code,
    signal,
    seconds,
    stopped,
    diskFull,
    tail: recorder.tail(),
    answer: { ...told, denials: Math.max(told.denials, guarded.watch.denials()) },
    logsSent: endLog(job, stream),
  };
}
