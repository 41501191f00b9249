/** The runner as a child process, with the agent CLIs it was given. */
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentEntry } from "../../runner/agents/command.ts";
import type { RunnerSettings } from "../../runner/config/options.ts";
import { registerRunner } from "../../runner/register.ts";
import { identify } from "../../runner/state/process.ts";
import type { Home } from "./home.ts";

export interface RunnerChild {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  stop(): Promise<void>;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const REPAIR = [
  process.execPath,
  ...process.execArgv.filter((a) => a.startsWith("--experimental-strip-types") || a === "--no-warnings"),
  here("../../repair/main.mjs"),
];

/** adf-repair as the runner starts it: an agent CLI like any other. It has no model that a probe could ask. */
export const REPAIR_CLI = {
  argv: [...REPAIR, "--role", "{role}", "--prompt-file", "{prompt_file}", "--outputs", "{outputs_file}"],
  version: "search",
  handshake: [...REPAIR, "--version"],
} satisfies AgentEntry;

const THINKER = [...REPAIR.slice(0, -1), here("../sample/hands/thinker.mjs")];

/** The sample's own CLI with bad habits, and at which issues it has them ([why](../sample/hands/thinker.mjs)). */
export const thinkerCli = (bad: { stalls_at: number; burns_at: number; usd: number }): AgentEntry => ({
  argv: [
    ...THINKER,
    ...["--issue", "{issue}", "--stalls-at", String(bad.stalls_at)],
    ...["--burns-at", String(bad.burns_at), "--usd", String(bad.usd)],
    ...REPAIR_CLI.argv.slice(REPAIR_CLI.argv.indexOf("--role")),
  ],
  version: "sample",
  handshake: [...THINKER, "--version"],
  output: { cost_usd: "cost: ([0-9.]+) USD" },
});

export async function startRunner(
  home: Home,
  worker_url: string,
  capacity: number,
  agents: Readonly<Record<string, AgentEntry>>,
  onLine: (line: string) => void,
  sandbox: RunnerSettings["sandbox"] = "auto",
): Promise<RunnerChild> {
  const stateDir = join(home.dir, "runner");
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  if (!existsSync(join(stateDir, "runner.json"))) await register(home, worker_url, stateDir);
  const config = join(stateDir, "config.json");
  writeFileSync(
    config,
    JSON.stringify({
      url: worker_url,
      stateDir,
      capacity,
      agents,
      sandbox,
      // Tokens of the forge and of the factory lie there, beside the runner's own folder.
      hidden: [resolve(home.dir)],
      // The factory has a page of its own for that, and two of them may run side by side.
      metricsPort: 0,
      pollSecs: 15,
      drainSecs: 0,
      reportSecs: 3,
    }),
    { mode: 0o600 },
  );
  const child = fork(here("../../runner/main.mjs"), ["--config", config], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Out of the terminal's process group: Ctrl-C reaches us alone, and we stop the parts in order.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, onLine);
  const identity = child.pid === undefined ? null : identify(child.pid);
  if (identity !== null) home.remember({ name: "runner", ...identity });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  return { pid: child.pid ?? 0, exited, stop: () => stop(child, exited) };
}

async function register(home: Home, url: string, stateDir: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/runners/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${home.settings.admin_token}` },
  });
  const { token } = (await answer.json()) as { token: string };
  const done = await registerRunner({ url, token, name: "this-machine", stateDir });
  if (!done.ok) throw new Error(done.error);
}

async function stop(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  child.kill("SIGTERM");
  const patient = setTimeout(() => child.kill("SIGTERM"), 500);
  const last = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exited;
  clearTimeout(patient);
  clearTimeout(last);
}

function eachLine(stream: NodeJS.ReadableStream | null, onLine: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  });
}
