/**
 * What asking costs a tool call: the forwarder as a CLI starts it, and the post of a CLI that can, beside a program that does
 * nothing. All in turn, in one run, so that the load of the machine falls on each alike.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readOptions } from "../../src/runner/config/options.ts";
import { startGuard } from "../../src/runner/guard/guard.ts";
import { createStopLatch } from "../../src/runner/spawn/stop.ts";
import { createWorkspace } from "../../src/runner/state/workspace.ts";
import { makeOffer } from "../support/runner/bench.ts";
import { percentile } from "./figures.ts";

const ROUNDS = 200;

export async function hookLines(): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), "adf-bench-"));
  const read = readOptions({ url: "http://127.0.0.1:1", stateDir: dir, agents: {}, log: () => {} });
  if (!read.ok) throw new Error(read.error);
  const guard = await startGuard(read.value);
  const space = await createWorkspace(dir, makeOffer());
  const latch = createStopLatch();
  const job = guard.watch({ space, latch, hooked: true, boxed: false, policy: undefined, decided: () => {} });
  const event = JSON.stringify({
    hook_event_name: "PreToolUse",
    tool_name: "Bash",
    tool_input: { command: "npm test && git status --short" },
    cwd: space.checkout,
  });
  const [program = "", ...args] = job.forwarder.command;
  const sides: Readonly<Record<string, () => Promise<void>>> = {
    "spawning true": () => run("true", [], ""),
    "hook by forwarder": () => run(program, args, event),
    "hook by post": () => post(job.forwarder.url ?? "", event),
  };
  const times = new Map<string, number[]>(Object.keys(sides).map((name) => [name, []]));
  for (let round = -10; round < ROUNDS; round += 1) {
    for (const [name, side] of Object.entries(sides)) {
      const from = performance.now();
      await side();
      if (round >= 0) times.get(name)?.push(performance.now() - from);
    }
  }
  job.close();
  await guard.end();
  rmSync(dir, { recursive: true });
  const base = percentile(times.get("spawning true") ?? [], 50);
  return [...times].map(([name, list]) => {
    const p50 = percentile(list, 50);
    return `${name.padEnd(18)} p50 ${p50.toFixed(2)} ms   p99 ${percentile(list, 99).toFixed(2)} ms   ${(p50 / base).toFixed(1)} times spawning true`;
  });
}

function run(program: string, args: readonly string[], stdin: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.on("error", () => {});
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`)),
    );
    child.stdin.end(stdin);
  });
}

async function post(url: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: "POST", body });
  await answer.text();
}
