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
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";
import type { Question, Script, Turn } from "../support/models/script.ts";
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

export interface RealFactory {
  readonly journey: Journey;
  readonly model: ScriptedModel;
  close(): Promise<void>;
}

/**
 * The whole factory with one issue, this CLI as its only one or these, and the model playing this. `names`: what the model calls
 * itself towards a CLI.
 */
export async function startFactory(
  clis: KnownCli | readonly KnownCli[],
  script: Script,
  names: Partial<Record<KnownCli, string>> = {},
): Promise<RealFactory> {
  const model = await startScriptedModel(script);
  offTheNetwork(model.url);
  const journey = await startJourney({
    issues: [issue("shells", "")],
    agents: Object.fromEntries(
      [clis]
        .flat()
        .map((cli) => [cli, { ...entryFor(cli, model.url), models: { "*": names[cli] ?? "scripted-1" } }]),
    ),
    limits: PATIENT,
  });
  return {
    journey,
    model,
    async close() {
      await journey.close();
      await model.close();
    },
  };
}

/** What a role does, in one command: the answer goes where the factory looks for it. */
export const leave = (outputs: object, before = "true"): Turn => ({
  kind: "run",
  command: `${before} && printf '%s' '${JSON.stringify({ version: 1, ...outputs })}' > "$ADF_OUTPUTS"`,
});

/** Does what a change or a review asks, as a model would; other tasks are their test's own. */
export function workOrJudge({ text, turn }: Question): Turn {
  if (turn > 0) return { kind: "say", text: "I am done." };
  if (text.includes("# Task: change"))
    return leave(
      { pull_request: { title: "Write the note", body: "As the issue asks." } },
      "mkdir -p notes && echo 'about shells' > notes/shells.txt && git add notes && git commit -qm 'Write the note'",
    );
  // Gemini CLI refuses a command in which another one is substituted, so the head is taken from the prompt.
  const head_sha = /Head: ([0-9a-f]{40,64})/.exec(text)?.[1] ?? "";
  return leave({
    verdict: { result: "pass", confidence: 0.9, head_sha, summary: "It says what was asked." },
  });
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
