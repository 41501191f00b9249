import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { brotliDecompressSync } from "node:zlib";
import { parse } from "acorn";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleRunner, type RunnerFile } from "../../../src/cli/runner/bundle.ts";
import { CONTRACT_VERSION } from "../../../src/contract/version.ts";
import { parseStatus } from "../../../src/runner/install/status-file.ts";
import { child, makeOffer } from "../../support/runner/bench.ts";
import { createOrigin } from "../../support/runner/origin.ts";
import { type ScriptedWorker, startScriptedWorker } from "../../support/runner/scripted-worker.ts";

/** The Node of these tests, and a Node 20 where this machine has one outside of node_modules. */
function nodes(): (readonly [string, string])[] {
  const own = [process.version, process.execPath] as const;
  for (const dir of (process.env.PATH ?? "").split(delimiter)) {
    const node = join(dir, "node");
    if (dir.includes("node_modules") || !existsSync(node)) continue;
    const { stdout } = spawnSync(node, ["--version"], { encoding: "utf8" });
    if (stdout.startsWith("v20.")) return [own, [stdout.trim(), realpathSync(node)]];
  }
  return [own];
}

let root: string;
let file: RunnerFile;
let program: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "adf-single-"));
  file = await bundleRunner();
  program = join(root, "adf-runner.mjs");
  writeFileSync(program, file.text);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Nothing at all is inherited: no PATH, no HOME. */
const run = (node: string, ...args: string[]) =>
  spawnSync(node, [program, ...args], { encoding: "utf8", env: {}, cwd: root });

describe("the single file", () => {
  it("is at most 300 KB and has nothing of this checkout in it", () => {
    expect(statSync(program).size).toBeLessThanOrEqual(300 * 1024);
    const packed = /^const inside = "([^"]+)";$/m.exec(file.text)?.[1] ?? "";
    const inside = brotliDecompressSync(Buffer.from(packed, "base64")).toString("utf8");
    expect(inside.length).toBeGreaterThan(100_000);
    expect(inside).not.toContain(process.cwd());
    const { body } = parse(inside, {
      ecmaVersion: 2024,
      sourceType: "module",
      allowAwaitOutsideFunction: true,
    });
    const imported = body.flatMap((part) =>
      part.type === "ImportDeclaration" ? [String(part.source.value)] : [],
    );
    expect(imported).toContain("node:fs");
    expect(imported.filter((name) => !name.startsWith("node:"))).toEqual([]);
  });

  it("is the same for the same sources, and named after its content", async () => {
    const again = await bundleRunner();
    expect(again).toEqual(file);
    expect(file.build).toMatch(/^runner-\d+\.\d+\.\d+\+[0-9a-f]{10}$/);
  });
});

const found = nodes();
const without20 =
  found.length === 1 ? " (Node 20: not run, this machine has none outside of node_modules)" : "";
describe.each(found)(`the single file outside the checkout, with Node %s${without20}`, (version, node) => {
  let worker: ScriptedWorker;
  let dir: string;
  let runner: ChildProcess | null = null;
  beforeAll(async () => {
    dir = mkdtempSync(join(root, "machine-"));
    worker = await startScriptedWorker(createOrigin(dir).dir);
  });
  afterAll(async () => {
    runner?.kill("SIGKILL");
    await worker.close();
  });

  it("says which build and which contract it is", () => {
    const { status, stdout } = run(node, "--version");
    expect([status, stdout]).toEqual([0, `${file.build} contract ${CONTRACT_VERSION}\n`]);
  });

  it("tells a wrong option in a sentence, with exit status 2", () => {
    const { status, stderr } = run(node, "install", "--wroker", "x");
    expect([status, stderr]).toEqual([2, expect.stringContaining("--wroker")]);
    expect(stderr).not.toContain("    at ");
  });

  it("installs itself, runs one job to its end with an empty environment, drains and removes itself", async () => {
    const prefix = join(dir, "adf");
    const agents = join(dir, "agents.json");
    writeFileSync(agents, JSON.stringify({ child: child("commits") }));
    const place = ["--user", "--prefix", prefix];
    const installing = spawn(
      node,
      [
        program,
        "install",
        ...place,
        "--worker",
        worker.url,
        "--token",
        "one-time",
        "--agents",
        agents,
        "--apply",
      ],
      // As on a machine without systemd: git is found, systemctl is not.
      { env: { PATH: gitOnly(dir), HOME: dir }, cwd: dir },
    );
    const [printed, complained] = await Promise.all([text(installing.stdout), text(installing.stderr)]);
    expect(complained).toBe("");
    expect(printed).toContain("Installed, but not started: there is no systemctl on this machine");
    expect(statSync(join(prefix, "state", "runner.json")).mode & 0o777).toBe(0o600);
    expect(statSync(join(prefix, "state")).mode & 0o777).toBe(0o700);

    const flags = Number.parseInt(version.slice(1), 10) < 22 ? ["--experimental-websocket"] : [];
    const installed = join(prefix, "adf-runner.mjs");
    const config = join(prefix, "runner.toml");
    const offer = makeOffer();
    worker.offer(offer);
    runner = spawn(node, [...flags, installed, "run", "--config", config], {
      env: {},
      cwd: "/",
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((resolve) => runner?.once("exit", resolve));
    const { report } = await worker.until(() => worker.finished.get(offer.job));
    expect(report).toMatchObject({ outcome: "success", outputs: { pull_request: { title: "Add" } } });
    await worker.until(() => worker.sockets.size > 0);
    expect(parseStatus(readFileSync(join(prefix, "state", "status.json"), "utf8"))).toMatchObject({
      build: file.build,
      contract: CONTRACT_VERSION,
      pid: runner.pid,
      trouble: null,
    });
    const status = run(node, "status", ...place);
    expect(status.stdout).toContain(`${file.build} installed, ${file.build} running`);
    expect(status.status).toBe(0);

    const drained = spawnSync(node, [installed, "drain", "--config", config], { env: {} });
    expect(drained.status).toBe(0);
    expect(await ended).toBe(0);
    expect(run(node, "uninstall", ...place, "--apply").status).toBe(0);
    expect(existsSync(prefix)).toBe(false);
  }, 60_000);

  it("without a WebSocket says so once and lives by the poll", async () => {
    const flags = Number.parseInt(version.slice(1), 10) < 22 ? [] : ["--no-experimental-websocket"];
    const stateDir = mkdtempSync(join(dir, "state-"));
    const identity = { runner: "runner-1", credential: worker.credential, url: worker.url };
    writeFileSync(join(stateDir, "runner.json"), JSON.stringify(identity), { mode: 0o600 });
    const config = join(stateDir, "config.json");
    writeFileSync(
      config,
      JSON.stringify({ url: worker.url, stateDir, pollSecs: 0.1, agents: { own: { argv: [node] } } }),
    );
    const before = worker.calls.length;
    runner = spawn(node, [...flags, program, "run", "--config", config], {
      env: {},
      stdio: ["ignore", "pipe", "inherit"],
    });
    const output = text(runner.stdout as NodeJS.ReadableStream);
    await worker.until(() => worker.calls.slice(before).filter(({ verb }) => verb === "claim").length >= 3);
    runner.kill("SIGTERM");
    const lost = (await output).split("\n").filter((line) => line.includes("socket.lost"));
    expect(lost).toHaveLength(1);
    expect(lost[0]).toContain("has no WebSocket");
  }, 60_000);
});

/** A directory with git alone in it. */
function gitOnly(dir: string): string {
  const bin = mkdtempSync(join(dir, "bin-"));
  const git = execFileSync("/bin/sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  execFileSync("ln", ["-s", git, join(bin, "git")]);
  return bin;
}
