/** A real factory on a small library whose tests pass, with the embedded agent: for doctor and smoke to look at. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Check } from "../../../src/cli/doctor/check.ts";
import { examine } from "../../../src/cli/doctor/examine.ts";
import { gather } from "../../../src/cli/doctor/gather.ts";
import type { Mode } from "../../../src/contract/config.ts";
import { type ForgeClient, forgeClient } from "../../../src/forge/client.ts";
import { type Factory, startFactory } from "../../../src/local/factory/factory.ts";
import { type Home, openHome } from "../../../src/local/factory/home.ts";
import type { Sample } from "../../../src/local/factory/sample.ts";
import { until } from "../../support/journey/journal.ts";

export interface Rig {
  readonly factory: Factory;
  readonly home: Home;
  /** As the owner of the repository. */
  readonly owner: ForgeClient;
  readonly repo: string;
  /** What doctor says now. */
  doctor(): Promise<Check[]>;
  /** What doctor says once it says this of one line. */
  said(id: string, status: Check["status"], secs?: number): Promise<Check>;
  /** Stops the factory and starts it again on the same folder, with this change to its settings. */
  restart(change: Parameters<Home["save"]>[0], mode?: Mode): Promise<void>;
  close(): Promise<void>;
}

const FILES: Readonly<Record<string, string>> = {
  "package.json":
    '{ "name": "pebbles", "type": "module", "scripts": { "test": "node --test test/*.test.js" } }\n',
  "src/add.js": "export const add = (a, b) => a + b;\n",
  "test/add.test.js":
    'import assert from "node:assert/strict";\nimport test from "node:test";\nimport { add } from "../src/add.js";\ntest("adds", () => assert.equal(add(1, 2), 3));\n',
};

export async function startRig(): Promise<Rig> {
  const dir = mkdtempSync(join(tmpdir(), "adf-doctor-"));
  const files = join(dir, "repo");
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(files, name, ".."), { recursive: true });
    writeFileSync(join(files, name), text);
  }
  const sample: Sample = { path: "owner/pebbles", files, description: "For doctor", issues: [] };
  const state = join(dir, "state");
  const start = async (change: Parameters<Home["save"]>[0], mode: Mode = "auto") => {
    const home = await openHome(state, "embedded", false, { forge: 0, worker: 0 });
    if (!home.ok) throw new Error(home.error.why);
    home.value.save(change);
    try {
      const factory = await startFactory({
        home: home.value,
        own: null,
        samples: [{ sample }],
        mode,
        cadence_secs: 1,
        onLog: () => {},
        onRunnerLog: () => {},
      });
      return { home: home.value, factory };
    } catch (error) {
      home.value.release();
      throw error;
    }
  };
  const stop = async () => {
    await at.factory.stop();
    at.home.release();
  };
  let at = await start({}).catch((error) => {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  });
  const doctor = async () => examine(await gather({ state, config: "orchestrator.toml" }));
  return {
    get factory() {
      return at.factory;
    },
    get home() {
      return at.home;
    },
    get owner() {
      return forgeClient({ url: at.factory.forge_url, token: at.home.settings.tokens.owner ?? "" });
    },
    repo: sample.path,
    doctor,
    said: (id, status, secs = 15) => {
      let seen: readonly Check[] = [];
      return until(
        async () => {
          seen = await doctor();
          return seen.find((c) => c.id === id && c.status === status) ?? null;
        },
        () => `doctor never said ${status} of ${id}: ${JSON.stringify(seen)}`,
        secs,
      );
    },
    async restart(change, mode) {
      await stop();
      at = await start(change, mode);
    },
    async close() {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
