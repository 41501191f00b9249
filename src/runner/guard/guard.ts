/** The guard as a job meets it: its address and files before the agent starts, its decisions while it runs. */
import { delimiter } from "node:path";
import type { GuardDecision, GuardPolicy } from "../../core/guard/index.ts";
import type { GuardForwarder } from "../agents/adapter.ts";
import type { RunnerSettings } from "../config/options.ts";
import type { StopLatch } from "../spawn/stop.ts";
import type { Workspace } from "../state/workspace.ts";
import { type GuardGate, startGuardGate } from "./gate.ts";
import { type GuardFiles, layOutGuard } from "./layers.ts";
import { type JobWatch, watchJob } from "./watch.ts";
import { contextFor, outsideOf } from "./world.ts";

export interface Guard {
  readonly files: GuardFiles;
  /** Where it is asked, also by those who come through a job's own way. */
  readonly gate: Pick<GuardGate, "port" | "handle">;
  /** Begins to watch one job. `env` is what its agent will start with. */
  watch(order: WatchOrder): GuardedJob;
  end(): Promise<void>;
}

export interface WatchOrder {
  readonly space: Workspace;
  readonly latch: StopLatch;
  readonly hooked: boolean;
  /** Whether a sandbox is around its agent. */
  readonly boxed: boolean;
  readonly policy: GuardPolicy | undefined;
  readonly decided: (command: string, decision: GuardDecision, by: "hook" | "shim") => void;
}

export interface GuardedJob {
  readonly forwarder: GuardForwarder;
  readonly watch: JobWatch;
  /** What has to be added to the agent's environment; `path` is the PATH it would have had. */
  env(path: string): Record<string, string>;
  close(): void;
}

export async function startGuard(settings: RunnerSettings): Promise<Guard> {
  const gate = await startGuardGate();
  const files = layOutGuard(settings.stateDir, process.env.PATH);
  return {
    files,
    gate,
    watch: (order) => guarded(gate, files, settings, order),
    end: () => gate.end(),
  };
}

function guarded(
  gate: GuardGate,
  files: GuardFiles,
  settings: RunnerSettings,
  order: WatchOrder,
): GuardedJob {
  const { space, latch, hooked, boxed, policy, decided } = order;
  const { stateDir } = settings;
  const home = { HOME: space.home, TMPDIR: space.tmp, ADF_OUTPUTS: space.outputsFile };
  const outside = outsideOf(space, boxed);
  const context = contextFor(space, stateDir, settings.identityDir ?? stateDir, home, policy, outside);
  const watch = watchJob({ context, outside, checkout: space.checkout, latch, hooked, decided });
  const { token, close } = gate.open(watch);
  const address = `${gate.port}/${token}`;
  // Without bash nobody can forward, and a CLI whose hook cannot be started must refuse: `false` always does.
  const command = files.forwarder === null ? ["false"] : [files.forwarder, address];
  return {
    forwarder: { command, url: `http://127.0.0.1:${gate.port}/hook/${token}` },
    watch,
    env: (path) =>
      files.shims === null
        ? {}
        : { ADF_GUARD: address, PATH: `${files.shims[hooked ? "hooked" : "bare"]}${delimiter}${path}` },
    close,
  };
}
