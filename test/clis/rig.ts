/** A runner with one real agent CLI and a scripted model behind it. The model is the only network there is. */
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { LogRecord } from "../../src/contract/log.ts";
import type { ProbeReport } from "../../src/contract/probe.ts";
import type { JobReport } from "../../src/contract/runner.ts";
import { PROBE_PROMPT } from "../../src/core/provider/probe.ts";
import type { AgentEntry } from "../../src/runner/agents/command.ts";
import type { KnownCli } from "../../src/runner/agents/registry.ts";
import type { RunnerOptions } from "../../src/runner/daemon.ts";
import type { Script } from "../support/models/script.ts";
import { type ScriptedModel, startScriptedModel } from "../support/models/server.ts";
import { type Bench, createBench, makeOffer, type OfferChange } from "../support/runner/bench.ts";
import { makeProbe } from "../support/runner/probes.ts";
import { installed } from "./versions.ts";

export const KEY = "ADF_TEST_KEY";
/** Long enough to be a key for every CLI, and to be found in any output. */
export const KEY_VALUE = "sk-test-0123456789abcdefghijklmnop";

export interface Run {
  readonly job: string;
  readonly report: JobReport;
  readonly log: string;
  readonly records: readonly LogRecord[];
  readonly seconds: number;
}

export interface Rig {
  readonly bench: Bench;
  readonly model: ScriptedModel;
  readonly entry: AgentEntry;
  /** One job to its report, with the model playing this. */
  run(script: Script, change?: OfferChange, more?: Partial<RunnerOptions>): Promise<Run>;
  /** The same for a probe of the CLI's model. */
  probe(script: Script, wall_secs?: number): Promise<ProbeReport>;
  close(): Promise<void>;
}

/** For work that goes well, on a machine of any load. */
export const PATIENT = { stall_secs: 240, wall_secs: 240 } as const;

/** What a CLI adds to the address of an API by itself. */
const PATHS: Readonly<Record<KnownCli, string>> = { claude: "", codex: "/v1", gemini: "", opencode: "/v1" };

export function entryFor(cli: KnownCli, url: string): AgentEntry {
  return {
    cli,
    program: installed(cli) ?? cli,
    base_url: `${url}${PATHS[cli]}`,
    key: KEY,
    models: { "*": "scripted-1" },
  };
}

export async function startRig(cli: KnownCli): Promise<Rig> {
  const model = await startScriptedModel(() => ({ kind: "say", text: "ok" }));
  offTheNetwork(model.url);
  const bench = await createBench();
  const entry = entryFor(cli, model.url);
  let jobs = 0;
  return {
    bench,
    model,
    entry,
    async run(script, change = {}, more = {}) {
      jobs += 1;
      model.play(script);
      const offer = makeOffer({ job: `${cli}-${jobs}`, cli, provider: "scripted", model: "any", ...change });
      bench.worker.offer(offer);
      const began = Date.now();
      const runner = bench.start({ [cli]: entry }, more);
      const { report } = await bench.worker.until(() => bench.worker.finished.get(offer.job));
      const seconds = (Date.now() - began) / 1000;
      runner.stopTaking();
      await runner.ended;
      const log = bench.worker.logs.get(offer.job)?.toString() ?? "";
      return { job: offer.job, report, log, records: runner.records, seconds };
    },
    async probe(script, wall_secs = 90) {
      model.play(script);
      const limits = { wall_secs, stall_secs: wall_secs };
      const offer = makeProbe({ cli, provider: "scripted", model: "any", prompt: PROBE_PROMPT, limits });
      bench.worker.probe(offer);
      const runner = bench.start({ [cli]: entry });
      const report = await bench.worker.until(() => bench.worker.probed.get(offer.probe));
      runner.stopTaking();
      await runner.ended;
      return report;
    },
    async close() {
      await bench.close();
      await model.close();
    },
  };
}

/** Gemini CLI takes settings only from a folder that nobody else can write into, which the usual one for tests is not. */
const FOLDER = join(homedir(), ".cache/adf-test-clis");

/** Whoever wants anything but loopback asks a proxy that refuses. */
export function offTheNetwork(proxy: string): void {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  process.env.TMPDIR = FOLDER;
  process.env[KEY] = KEY_VALUE;
  for (const name of ["HTTPS_PROXY", "https_proxy"]) process.env[name] = proxy;
  for (const name of ["NO_PROXY", "no_proxy"]) process.env[name] = "127.0.0.1,localhost";
  for (const name of ["HTTP_PROXY", "http_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"])
    delete process.env[name];
}
