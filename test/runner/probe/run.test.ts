/** A probe on the runner: real processes, run and cleaned away as a job's are, and judged by what the model really said. */
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgentEntry } from "../../../src/runner/agents/command.ts";
import { type Bench, child, createBench, makeOffer } from "../../support/runner/bench.ts";
import { makeProbe } from "../../support/runner/probes.ts";

const script = fileURLToPath(new URL("../../support/runner/children/claude-says.mjs", import.meta.url));
const node = (text: string): string[] => [process.execPath, "-e", text];
const claude = (said = "") =>
  makeProbe({ cli: "claude", provider: "anthropic", model: "sonnet", prompt: `Reply.\n${said}` });

let bench: Bench;
let agents: Record<string, AgentEntry>;
let seen: string;

beforeAll(async () => {
  bench = await createBench();
  const program = join(bench.root, "bin", "claude");
  mkdirSync(dirname(program));
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${script}"\n`);
  chmodSync(program, 0o755);
  process.env.ADF_PROBE_KEY = "sk-probe-0123456789abcdef";
  process.env.ADF_UNRELATED_SECRET = "must-not-be-seen";
  seen = join(bench.root, "seen.json");
  const look = `const fs = require("node:fs"); fs.writeFileSync(${JSON.stringify(seen)},
    JSON.stringify({ env: process.env, cwd: process.cwd(), files: fs.readdirSync(".") })); console.log("wrote 1 tokens")`;
  agents = {
    claude: { cli: "claude", program, base_url: "http://127.0.0.1:9", key: "ADF_PROBE_KEY" },
    works: { ...child("exits-3"), handshake: node("console.log('here')") },
    looks: { argv: node(look), output: { tokens: "wrote (\\d+)" } },
    waits: { ...child("never-speaks"), output: { tokens: "wrote (\\d+)" } },
    absent: { argv: ["adf-no-such-program"], output: { tokens: "(\\d+)" } },
  };
});
afterAll(async () => {
  delete process.env.ADF_UNRELATED_SECRET;
  await bench?.close();
});

const reportOf = (offer: { readonly probe: string }) =>
  bench.worker.until(() => bench.worker.probed.get(offer.probe));

describe("a runner", () => {
  it("asks while all its slots are taken, brings each probe to a report, and leaves nothing of it", async () => {
    const job = makeOffer({ cli: "waits" });
    bench.worker.offer(job);
    const offers = {
      works: makeProbe({ cli: "works" }),
      well: claude(),
      empty: claude("TOKENS: 0"),
      error: claude("ERROR: yes\nTOKENS: 0\nSAY: Invalid API key · Please run /login"),
      looks: makeProbe({ cli: "looks" }),
      waits: makeProbe({ cli: "waits", limits: { wall_secs: 0.4 } }),
      absent: makeProbe({ cli: "absent" }),
      unknown: makeProbe({ cli: "gone" }),
    };
    for (const offer of Object.values(offers)) bench.worker.probe(offer);
    const runner = bench.start(agents, { capacity: 1 });
    await bench.worker.until(() => bench.worker.calls.some((c) => c.job === job.job));
    expect(await reportOf(offers.works)).toMatchObject({ result: "handshake", trouble: null });
    expect(await reportOf(offers.well)).toMatchObject({
      result: "answered",
      model: "claude-sonnet-5",
      usage: { input_tokens: 40, output_tokens: 5 },
    });
    expect(await reportOf(offers.empty)).toMatchObject({ trouble: { kind: "no_answer" }, model: null });
    expect(await reportOf(offers.error)).toMatchObject({ trouble: { kind: "auth" } });
    expect((await reportOf(offers.waits)).detail).toBe("It was stopped after 0.4 s without an answer.");
    expect(bench.processesOf(offers.waits.probe)).toEqual([]);
    expect(await reportOf(offers.absent)).toMatchObject({ result: "not_run" });
    expect((await reportOf(offers.unknown)).detail).toBe("This runner has no agent CLI called gone.");
    expect(await reportOf(offers.looks)).toMatchObject({ result: "answered" });
    expect(bench.worker.finished.has(job.job)).toBe(false);
    // What it is asking when it is stopped says nothing of the provider.
    const cut = makeProbe({ cli: "waits" });
    await bench.worker.until(() => bench.worker.sockets.size > 0);
    const calls = bench.worker.calls.length;
    bench.worker.probe(cut);
    await bench.worker.until(() => bench.worker.calls.slice(calls).some((c) => c.verb === "probe"));
    runner.stopWork();
    await runner.ended;
    expect(await reportOf(cut)).toMatchObject({ result: "not_run", trouble: null });
    expect(bench.workspaces()).toEqual([]);
    // As a job's process: nothing of this machine's environment, an empty folder of its own, the guard in front.
    const { env, cwd, files } = JSON.parse(readFileSync(seen, "utf8"));
    const dir = join(bench.stateDir, "work", `${offers.looks.probe}-1`);
    expect(JSON.stringify(env)).not.toMatch(/must-not-be-seen|sk-probe/);
    expect([env.HOME, cwd, files]).toEqual([join(dir, "home"), join(dir, "checkout"), []]);
    expect(env.ADF_GUARD).toBeDefined();
  });
});
