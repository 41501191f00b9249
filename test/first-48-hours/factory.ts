/**
 * A short factory life to make the old mistakes in: embedded forge, the Worker in local workerd, its cron loop, and a
 * runner whose calls the test makes itself, over HTTP as any runner would.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { JobOffer } from "../../src/contract/runner.ts";
import { CONTRACT_VERSION } from "../../src/contract/version.ts";
import { startCronLoop } from "../../src/local/factory/clock.ts";
import { openHome } from "../../src/local/factory/home.ts";
import { seedSample } from "../../src/local/factory/sample.ts";
import { startForge } from "../../src/local/forge/server.ts";
import { startWorker } from "../../src/local/host/worker-host.ts";
import type { SampleIssue } from "../../src/local/sample/issues.ts";
import { type Json, type Looker, looker } from "../support/journey/forge.ts";
import { createJournal, type Journal, type Line, until } from "../support/journey/journal.ts";
import { sampleOf } from "../support/journey/journey.ts";

export interface Row {
  readonly seq: number;
  readonly entry: Line;
}

export interface Answered {
  readonly status: number;
  readonly json: Json;
}

export interface ShortLife {
  readonly dir: string;
  readonly worker_url: string;
  /** Every line of log the Worker printed, as it came. */
  readonly printed: Journal;
  readonly owner: Looker;
  /** Below `/api/v1`, as the deployment's owner. */
  ask(path: string, method?: "GET" | "POST"): Promise<Answered>;
  /** A runner's call, with its credential and the contract it says it speaks. */
  call(path: string, body: unknown, credential?: string, contract?: number): Promise<Answered>;
  credential(): Promise<string>;
  /** Claims until there is a job for these CLIs. */
  claim(credential: string, clis: readonly string[]): Promise<JobOffer>;
  journal(): Promise<Row[]>;
  close(): Promise<void>;
}

export interface Asked {
  readonly issues: readonly SampleIssue[];
  /** The orchestrator's TOML once the forge's address is known. */
  readonly toml: (forge_url: string) => string;
}

export async function shortLife({ issues, toml }: Asked): Promise<ShortLife> {
  const dir = mkdtempSync(join(tmpdir(), "adf-48-"));
  const stops: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    const home = await openHome(join(dir, "state"), "embedded", false, { forge: 0, worker: 0 });
    if (!home.ok) throw new Error(home.error);
    stops.push(() => home.value.release());
    const { settings } = home.value;
    const forge = await startForge({ dir: join(home.value.dir, "forge"), port: settings.forge_port });
    stops.push(() => forge.close());
    const { tokens } = await seedSample(forge, sampleOf(issues));
    const { owner = "", ...bots } = tokens;
    const printed = createJournal();
    const worker = await startWorker({
      root: resolve(import.meta.dirname, "../.."),
      dir: join(home.value.dir, "worker"),
      port: settings.worker_port,
      bindings: {
        ADF_CONFIG: toml(forge.url),
        ADF_BUILD: "build-of-today",
        WEBHOOK_SECRET: settings.webhook_secret,
        MARKER_SECRET: settings.marker_secret,
        ADMIN_TOKEN: settings.admin_token,
        FORGE_TOKENS: JSON.stringify(bots),
      },
      onLog: printed.add,
    });
    stops.push(() => worker.close());
    const cron = startCronLoop(worker, 1, () => {});
    stops.push(() => cron.stop());

    const send = async (path: string, method: string, headers: Record<string, string>, body?: unknown) => {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(`${worker.url}/api/v1/${path}`, { method, headers, ...init });
      const text = await response.text();
      return { status: response.status, json: text === "" ? null : (JSON.parse(text) as Json) };
    };
    const life: ShortLife = {
      dir,
      worker_url: worker.url,
      printed,
      owner: looker(forge.url, "owner/pebbles", owner),
      ask: (path, method = "GET") => send(path, method, { authorization: `Bearer ${settings.admin_token}` }),
      call: (path, body, credential, contract = CONTRACT_VERSION) =>
        send(
          path,
          "POST",
          {
            "content-type": "application/json",
            "adf-contract": String(contract),
            "adf-build": "build-of-today",
            ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
          },
          body,
        ),
      async credential() {
        const { token } = (await life.ask("runners/tokens", "POST")).json;
        return (await life.call("runners/register", { token, name: "bench" })).json.credential;
      },
      claim: (credential, clis) =>
        until(async () => {
          const capabilities = { clis: clis.map((id) => ({ id, version: "1" })) };
          const answer = await life.call(
            "runner/claim",
            { request_key: randomUUID(), capabilities },
            credential,
          );
          if (answer.status >= 400) throw new Error(JSON.stringify(answer));
          return answer.json?.offer as JobOffer | undefined;
        }, "a job"),
      async journal() {
        const rows: Row[] = [];
        for (;;) {
          const { entries } = (await life.ask(`projects/pebbles/journal?after=${rows.at(-1)?.seq ?? 0}`))
            .json;
          if (entries.length === 0) return rows;
          rows.push(...entries);
        }
      },
      close,
    };
    return life;
  } catch (error) {
    await close();
    throw error;
  }
}
