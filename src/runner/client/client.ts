/**
 * The Worker as seen by the runner: one function per endpoint of the protocol. Calls are repeated with the same
 * body (and so the same request key) until they are answered; only `extend` tries once, because its caller has a
 * deadline of its own. An answer that does not match the contract counts as no answer.
 */
import type * as z from "zod";
import { type ProbeFinish, ProbeOffer, type ProbeRequest } from "../../contract/probe.ts";
import {
  BUILD_HEADER,
  type ClaimRequest,
  ClaimResponse,
  CONFIG_HEADER,
  ExtendResponse,
  type FinishRequest,
  FinishResponse,
  type JobOffer,
  LogResponse,
  PROBE_HEADER,
} from "../../contract/runner.ts";
import type { Answer } from "./answer.ts";
import type { Gate, Haste } from "./gate.ts";
import { callOnce } from "./http.ts";

export interface Client {
  claim(request: ClaimRequest, signal: AbortSignal): Promise<Answer<ClaimResponse>>;
  start(offer: JobOffer, baseSha: string | null, signal: AbortSignal): Promise<Answer<ExtendResponse>>;
  extend(
    offer: JobOffer,
    quietSecs: number,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<Answer<ExtendResponse>>;
  putLog(
    offer: JobOffer,
    offset: number,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<Answer<LogResponse>>;
  finish(job: string, request: FinishRequest, signal: AbortSignal): Promise<Answer<FinishResponse>>;
  probe(request: ProbeRequest, signal: AbortSignal): Promise<Answer<ProbeOffer>>;
  finishProbe(probe: string, request: ProbeFinish, signal: AbortSignal): Promise<Answer<FinishResponse>>;
}

export interface ClientOptions {
  readonly url: string;
  readonly credential: string;
  readonly gate: Gate;
  readonly callMs: number;
  /** The Worker's build or configuration is known, or another than before. */
  readonly onWorker?: (worker: WorkerBuild) => void;
  /** The Worker has a probe for this runner. */
  readonly onProbe?: () => void;
  /** What each answer says of the time, as HTTP writes it. */
  readonly onDate?: (date: string) => void;
}

export interface WorkerBuild {
  readonly build: string;
  readonly config: string;
}

export function createClient({
  url,
  credential,
  gate,
  callMs,
  onWorker,
  onProbe,
  onDate,
}: ClientOptions): Client {
  let known = "";
  const onHeaders = (headers: Headers) => {
    onDate?.(headers.get("date") ?? "");
    if (headers.has(PROBE_HEADER)) onProbe?.();
    const [build, config] = [headers.get(BUILD_HEADER), headers.get(CONFIG_HEADER)];
    if (build === null || config === null || known === `${build} ${config}`) return;
    known = `${build} ${config}`;
    onWorker?.({ build, config });
  };
  interface Ask<T> {
    /** The endpoint, by a word. */
    readonly what: string;
    readonly haste?: Haste;
    readonly method?: "PUT";
    readonly path: string;
    readonly body: object | Uint8Array;
    readonly schema: z.ZodType<T>;
    readonly signal: AbortSignal;
    readonly timeoutMs?: number;
    /** After the signal, how long a call under way may still be answered. */
    readonly lingerMs?: number;
  }

  async function once<T>(ask: Ask<T>): Promise<Answer<T>> {
    const turn = await gate.enter(ask.what, ask.signal, ask.haste);
    if (turn === null) return { kind: "aborted" };
    // What opened the gate may have been the very answer that ends the runner.
    if (ask.signal.aborted) {
      turn.release();
      return { kind: "aborted" };
    }
    const late = linger(ask.signal, ask.lingerMs ?? 0);
    const answer = await callOnce(url, credential, {
      method: ask.method ?? "POST",
      path: ask.path,
      body: ask.body instanceof Uint8Array ? ask.body : JSON.stringify(ask.body),
      timeoutMs: ask.timeoutMs ?? callMs,
      signal: late.signal,
      onHeaders,
    });
    late.forget();
    const checked = check(answer, ask.schema);
    if (checked.kind === "unreachable") turn.settle(false, checked.message, checked.retryAfterMs);
    else if (checked.kind === "aborted") turn.release();
    else turn.settle(true);
    return checked;
  }

  async function untilAnswered<T>(ask: Ask<T>): Promise<Answer<T>> {
    for (;;) {
      const answer = await once(ask);
      if (answer.kind !== "unreachable") return answer;
    }
  }

  const jobPath = (job: string, verb: string) => `jobs/${encodeURIComponent(job)}/${verb}`;
  // Broken off, a claim could leave a job leased to a runner that never heard of it.
  const lingerMs = 2_000;

  return {
    claim: (body, signal) =>
      untilAnswered({ what: "claim", path: "runner/claim", body, schema: ClaimResponse, signal, lingerMs }),
    start: ({ job, epoch }, base_sha, signal) =>
      untilAnswered({
        what: "start",
        path: jobPath(job, "start"),
        body: { epoch, base_sha },
        schema: ExtendResponse,
        signal,
      }),
    extend: ({ job, epoch }, quiet_secs, timeoutMs, signal) =>
      once({
        what: "extend",
        haste: "urgent",
        path: jobPath(job, "extend"),
        body: { epoch, quiet_secs },
        schema: ExtendResponse,
        signal,
        timeoutMs,
      }),
    putLog: ({ job, epoch }, offset, bytes, signal) =>
      untilAnswered({
        what: "log",
        method: "PUT",
        path: `${jobPath(job, "log")}?epoch=${epoch}&offset=${offset}`,
        body: bytes,
        schema: LogResponse,
        signal,
      }),
    finish: (job, body, signal) =>
      untilAnswered({ what: "finish", path: jobPath(job, "finish"), body, schema: FinishResponse, signal }),
    probe: (body, signal) =>
      untilAnswered({ what: "probe", path: "runner/probe", body, schema: ProbeOffer, signal, lingerMs }),
    finishProbe: (probe, body, signal) =>
      untilAnswered({
        what: "probed",
        path: `runner/probe/${encodeURIComponent(probe)}/finish`,
        body,
        schema: FinishResponse,
        signal,
      }),
  };
}

function check<T>(answer: Answer<unknown>, schema: z.ZodType<T>): Answer<T> {
  if (answer.kind !== "ok") return answer;
  const parsed = schema.safeParse(answer.value);
  if (parsed.success) return { kind: "ok", value: parsed.data };
  const first = parsed.error.issues[0];
  const where = first === undefined ? "" : ` (${first.path.join(".")}: ${first.message})`;
  return { kind: "unreachable", message: `the answer does not match the contract${where}`, retryAfterMs: 0 };
}

/** A signal that fires `ms` after the given one. */
function linger(signal: AbortSignal, ms: number): { signal: AbortSignal; forget: () => void } {
  if (ms === 0) return { signal, forget: () => {} };
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => controller.abort(), ms);
  };
  signal.addEventListener("abort", begin, { once: true });
  return {
    signal: controller.signal,
    forget: () => {
      signal.removeEventListener("abort", begin);
      clearTimeout(timer);
    },
  };
}
