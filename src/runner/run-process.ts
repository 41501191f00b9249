/**
 * Makes this process a runner. First SIGTERM or SIGINT: takes no more jobs and waits for those it has, up to
 * `drainSecs`; second: stops them. Exit codes are those of exit-reason.ts; the reason goes to standard error.
 */
import { type RunnerOptions, readOptions } from "./config/options.ts";
import { runDaemon } from "./daemon.ts";
import { EXIT_CODES, type ExitReason } from "./exit-reason.ts";

export async function runProcess(options: RunnerOptions): Promise<void> {
  const checked = readOptions(options);
  if (!checked.ok)
    return end({ kind: "bad_config", exitCode: EXIT_CODES.bad_config, message: checked.error });

  const stopTaking = new AbortController();
  const stopWork = new AbortController();
  let drain: NodeJS.Timeout | undefined;
  const onSignal = () => {
    if (stopTaking.signal.aborted) return stopWork.abort();
    stopTaking.abort();
    drain = setTimeout(() => stopWork.abort(), checked.value.drainSecs * 1000);
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
  // Whoever read what it says is gone, and there is nobody to tell: its jobs are more than its words.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  if (process.channel !== undefined) {
    // Started with an IPC channel: when the parent dies, even by SIGKILL, the runner does not outlive it.
    process.channel.unref();
    process.on("disconnect", () => {
      stopTaking.abort();
      stopWork.abort();
    });
  }

  const reason = await runDaemon(options, { stopTaking: stopTaking.signal, stopWork: stopWork.signal });
  clearTimeout(drain);
  end(reason);
  // A socket that is still closing must not keep the process.
  setTimeout(() => process.exit(), 1_000).unref();
}

function end(reason: ExitReason): void {
  if (reason.exitCode !== 0) process.stderr.write(`${reason.message}\n`);
  process.exitCode = reason.exitCode;
}
