/** The runner as the process it is in production, and what it cost. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RunnerOptions } from "../../src/runner/daemon.ts";

const MAIN = resolve(import.meta.dirname, "../../src/runner/main.mjs");

export interface RunnerProcess {
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>;
  /** Seconds of processor time so far. */
  cpu(): number;
  stop(): Promise<void>;
}

export function startRunnerProcess(options: RunnerOptions & { stateDir: string }): RunnerProcess {
  const config = join(options.stateDir, "config.json");
  writeFileSync(config, JSON.stringify({ ...options, metricsPort: 0, drainSecs: 0, reportSecs: 1 }));
  const child: ChildProcess = spawn(process.execPath, [MAIN, "--config", config], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "", HOME: options.stateDir },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  const ended: RunnerProcess["ended"] = new Promise((done) =>
    child.once("close", (code) => done({ code, text })),
  );
  return {
    ended,
    cpu() {
      const after = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      // utime and stime, in ticks of which Linux has 100 a second.
      return (Number(after[11]) + Number(after[12])) / 100;
    },
    async stop() {
      child.kill("SIGTERM");
      const last = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(last);
    },
  };
}
