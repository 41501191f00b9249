/**
 * Proves that a CLI asks the guard: the real CLI is run as for a job, with a model that asks for one harmless command which the
 * guard refuses. Without the shims on its PATH, so that only its own hook can have stopped it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JobOffer } from "../../contract/runner.ts";
import type { GuardDecision } from "../../core/guard/index.ts";
import type { AgentCommand } from "../agents/command.ts";
import { allowanceOf } from "../config/allowance.ts";
import type { RunnerSettings } from "../config/options.ts";
import type { Guard } from "../guard/guard.ts";
import { fence } from "../job/fence.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { environmentFor } from "../spawn/command.ts";
import { runAgent } from "../spawn/run-agent.ts";
import { createStopLatch } from "../spawn/stop.ts";
import { discard } from "../state/discard.ts";
import { createWorkspace, type Workspace } from "../state/workspace.ts";
import { type CannedModel, startCannedModel } from "./model/server.ts";

export interface CanaryParts {
  readonly settings: RunnerSettings;
  readonly guard: Guard;
  readonly sandbox: Sandbox;
  /** Markers of what runs now, whose folders nobody may tidy away. */
  readonly live: Set<string>;
}

/** opencode on a busy machine takes twenty seconds. */
const PATIENCE_SECS = 120;
/**
 * A file that configures agent CLIs, which none may write, in a checkout that is empty and goes away: refused wherever the state
 * is, written where no guard stands before it, and of no consequence then.
 */
const PROOF = ".mcp.json";
/** Of what it printed, the end says why it did not get so far. */
const TAIL = 300;

/** Null when the guard was asked and obeyed; otherwise what happened instead, as the rest of a sentence about the CLI. */
export async function tryCanary(
  id: string,
  command: AgentCommand,
  parts: CanaryParts,
  signal: AbortSignal,
): Promise<string | null> {
  const { live, settings } = parts;
  const { stateDir, log } = settings;
  const offer = offerOf(id);
  try {
    const space = await createWorkspace(stateDir, offer);
    const { marker, dir } = space;
    live.add(marker);
    try {
      return await withModel((model) => follow(offer, space, model, command, parts, signal));
    } finally {
      await discard(stateDir, { marker, dir, group: null }, log);
      live.delete(marker);
    }
  } catch (cause) {
    return `it could not be tried: ${(cause as Error).message}`;
  }
}

async function withModel<T>(work: (model: CannedModel) => Promise<T>): Promise<T> {
  const model = await startCannedModel(`printf canary > ${PROOF}`);
  try {
    return await work(model);
  } finally {
    await model.close();
  }
}

async function follow(
  offer: JobOffer,
  space: Workspace,
  model: CannedModel,
  command: AgentCommand,
  { settings, guard, sandbox }: CanaryParts,
  signal: AbortSignal,
): Promise<string | null> {
  const latch = createStopLatch();
  let refused = false;
  const decided = (_line: string, { decision }: GuardDecision, by: "hook" | "shim") => {
    refused ||= by === "hook" && decision !== "allow";
  };
  const endpoint = { model: "canary-1", baseUrl: model.url, credential: { kind: "none" } } as const;
  const task = { command, offer, space, endpoint, resume: null, toolless: false };
  const fenced = fence(guard, task, { latch, boxed: sandbox.missing === null, decided });
  if (!fenced.ok) return `it could not be tried: ${fenced.error.message}`;
  const { guarded, prepared } = fenced.value;
  const stop = () => latch.stop({ kind: "shutdown" });
  signal.addEventListener("abort", stop, { once: true });
  let printed = "";
  try {
    const { plan } = prepared;
    const { PATH, LANG } = process.env;
    const network = { HTTPS_PROXY: model.url, NO_PROXY: "127.0.0.1,localhost" };
    const env = environmentFor(offer, space, { PATH, LANG, ...network }, plan.env);
    const boxed = sandbox.missing === null ? sandbox.around(offer, space, plan.argv, env, null) : null;
    if (boxed?.ok === false) return `it could not be started: ${boxed.error}`;
    const exit = await runAgent({
      ...(boxed?.value ?? { argv: plan.argv }),
      cwd: space.checkout,
      env,
      stdin: plan.promptOnStdin ? space.promptFile : null,
      marker: space.marker,
      dir: space.dir,
      limits: offer.limits,
      latch,
      allowance: allowanceOf(settings),
      beforeKill: () => Promise.resolve(),
      scope: null,
      onSpawn: () => {},
      onOutput: (_stream, chunk) => {
        printed = (printed + chunk.toString("utf8")).slice(-TAIL);
      },
      onQuiet: () => {},
    });
    if (existsSync(join(space.checkout, PROOF))) return "it ran a command that the guard refuses";
    if (refused) return null;
    if (exit.kind === "spawn_failed") return `it could not be started: ${exit.message}`;
    const end = `exit status ${exit.code ?? exit.signal}; its last words: ${printed.trim() || "none"}`;
    return model.asked()
      ? `it did not ask the guard before it used a tool (${end})`
      : `it did not get so far as to use a tool (${end})`;
  } finally {
    signal.removeEventListener("abort", stop);
    guarded.close();
  }
}

const offerOf = (id: string): JobOffer => ({
  job: `canary-${id}`,
  epoch: 1,
  project: "canary",
  agent: "canary",
  role: "developer",
  kind: "change",
  issue: 0,
  pull_request: null,
  attempt: 1,
  cli: id,
  provider: "canary",
  model: "canary",
  prompt: "This run proves that the guard is asked. Use the tool once, then stop.",
  checkout: {
    git_path: "",
    base: "main",
    branch: "canary",
    from: "base",
    head_sha: null,
    checkpoint_ref: "",
    checkpoint_sha: null,
  },
  limits: {
    lease_secs: PATIENCE_SECS,
    wall_secs: PATIENCE_SECS,
    stall_secs: PATIENCE_SECS,
    grace_secs: 1,
    output_bytes: 10_000_000,
  },
  guard: { deny: [], allow: [] },
});
