/** What a job needs of the runner around it. */
import type { AgentOrder, JobOffer, LogResponse } from "../../contract/runner.ts";
import type { Result } from "../../core/result.ts";
import type { PlanProblem } from "../agents/adapter.ts";
import type { Endpoint } from "../agents/endpoint.ts";
import type { Answer } from "../client/answer.ts";
import type { Client } from "../client/client.ts";
import type { RunnerSettings } from "../config/options.ts";
import type { Guard } from "../guard/guard.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { StopLatch } from "../spawn/stop.ts";
import type { JobTable } from "../state/job-table.ts";
import type { Scopes } from "../state/scope.ts";
import type { Workspace } from "../state/workspace.ts";

export interface RunnerContext {
  /** Where hooks and shims ask, and the files by which they do. */
  readonly guard: Guard;
  readonly settings: RunnerSettings;
  readonly credential: string;
  readonly client: Client;
  readonly table: JobTable;
  readonly sandbox: Sandbox;
  readonly scopes: Scopes;
  /** The markers of the jobs that run now: their folders are nobody else's. */
  readonly live: Set<string>;
  /** Fires when running work must stop. */
  readonly stopWork: AbortSignal;
  /** Fires when even the last reports must be given up. */
  readonly giveUp: AbortSignal;
  /** 401 or 426 on any call: the whole runner ends. */
  readonly fatal: (answer: Answer<never>) => void;
}

/** What an agent needs around it, whether it works on a job or answers a probe. */
export interface AgentContext {
  readonly runner: RunnerContext;
  readonly offer: AgentOrder;
  readonly space: Workspace;
  readonly latch: StopLatch;
  /** Fires when nothing may be said about the job any more: the lease is lost, or the runner gives up. */
  readonly gone: AbortSignal;
  readonly hearing: (quietSecs: () => number) => void;
  /** Sends on what it prints; null where nobody reads it. */
  readonly putLog: PutLog | null;
  /** What was not laid out of the repository; filled when the checkout is made. */
  readonly withheld: string[];
  /** Its prompt needs no tools. */
  readonly toolless?: true;
}

type PutLog = (offset: number, bytes: Uint8Array, signal: AbortSignal) => Promise<Answer<LogResponse>>;

export interface JobContext extends AgentContext {
  readonly offer: JobOffer;
  /** Whom the agent asks and with which credential; null when this runner does not have its CLI. */
  readonly endpoint: Result<Endpoint, PlanProblem> | null;
  /** What must not leave this machine. */
  readonly secrets: readonly string[];
  /** A call said 410. */
  readonly lost: (detail: string) => void;
  readonly renewed: (answer: { lease_secs: number; cancel: string | null }, askedAt: number) => void;
}
