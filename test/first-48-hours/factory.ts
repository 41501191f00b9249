/**
 * A short factory life to make the old mistakes in: the throwaway factory of `adf incident`, and a runner whose calls the
 * test makes itself, over HTTP as any runner would.
 */
import { randomUUID } from "node:crypto";
import { throwaway } from "../../src/cli/incident/throwaway.ts";
import type { JobOffer } from "../../src/contract/runner.ts";
import { CONTRACT_VERSION } from "../../src/contract/version.ts";
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
  const printed = createJournal();
  const made = await throwaway({
    sample: sampleOf(issues),
    toml,
    build: "build-of-today",
    onLog: printed.add,
  });
  const { settings, worker_url } = made;
  const send = async (path: string, method: string, headers: Record<string, string>, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${worker_url}/api/v1/${path}`, { method, headers, ...init });
    const text = await response.text();
    return { status: response.status, json: text === "" ? null : (JSON.parse(text) as Json) };
  };
  const life: ShortLife = {
    dir: made.dir,
    worker_url,
    printed,
    owner: looker(made.forge_url, "owner/pebbles", made.tokens.owner ?? ""),
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
        const { entries } = (await life.ask(`projects/pebbles/journal?after=${rows.at(-1)?.seq ?? 0}`)).json;
        if (entries.length === 0) return rows;
        rows.push(...entries);
      }
    },
    close: made.close,
  };
  return life;
}
