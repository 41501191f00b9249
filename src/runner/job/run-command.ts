/** Runs a job's agent CLI with everything it prints recorded, redacted and streamed to the log store. */
import { createLogStream } from "../report/log-stream.ts";
import { createRecorder } from "../report/recorder.ts";
import type { Redactor } from "../report/redact.ts";
import { argvFor, environmentFor } from "../spawn/command.ts";
import { runAgent } from "../spawn/run-agent.ts";
import type { StopCause } from "../spawn/stop.ts";
import { identify } from "../state/process.ts";
import type { JobContext } from "./context.ts";

export type CommandEnd =
  | { readonly kind: "spawn_failed"; readonly message: string }
  | {
      readonly kind: "exited";
      readonly code: number | null;
      readonly signal: string | null;
      readonly seconds: number;
      /** The cause that ended it; null when it ended by itself, whatever happened later. */
      readonly stopped: StopCause | null;
      readonly tail: string;
      /** Resolves when the log is acknowledged or its budget is over. */
      readonly logsSent: Promise<void>;
    };

const LOG_BUDGET_MS = 10_000;

export async function runCommand(job: JobContext, redactor: Redactor): Promise<CommandEnd> {
  const { runner, offer, space, latch } = job;
  const { log, agents } = runner.settings;
  const command = agents[offer.cli];
  if (command === undefined) return { kind: "spawn_failed", message: "it is not configured" };
  const recorder = createRecorder(space.recordFile, offer.limits.output_bytes, redactor, () =>
    stream.grown(),
  );
  const stream = createLogStream({
    file: space.recordFile,
    size: recorder.size,
    send: async (offset, bytes, signal) => {
      const answer = await runner.client.putLog(offer, offset, bytes, signal);
      if (answer.kind === "lost") job.lost(answer.message);
      if (answer.kind === "unauthorized" || answer.kind === "upgrade") runner.fatal(answer);
      return answer;
    },
  });
  job.gone.addEventListener("abort", stream.drop, { once: true });

  const exit = await runAgent({
    argv: argvFor(command, offer, space),
    cwd: space.checkout,
    env: environmentFor(command, offer, space, process.env),
    marker: space.marker,
    dir: space.dir,
    limits: offer.limits,
    latch,
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
    onOutput: recorder.write,
    onQuiet: job.hearing,
  });
  recorder.end();
  if (exit.kind === "spawn_failed") {
    stream.drop();
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
  const { code, signal, seconds, stopped } = exit;
  return {
    kind: "exited",
    code,
    signal,
    seconds,
    stopped,
    tail: recorder.tail(),
    logsSent: stream.end(LOG_BUDGET_MS),
  };
}
