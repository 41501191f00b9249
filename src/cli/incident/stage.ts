/** What an incident is made with: files and commands at once, and a factory that is started at the first need and shared. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { type ForgeClient, forgeClient } from "../../forge/client.ts";
import type { Sample } from "../../local/factory/sample.ts";
import { type Throwaway, throwaway } from "./throwaway.ts";
import { LEAST } from "./typed.ts";

export const REPO = "owner/pebbles";
/** An issue for a developer, in the words of a review. */
export const REVIEW_WORDS = "Review output is wrong: validate and verify the review plan";

export interface Factory extends Throwaway {
  /** As the owner of the repository. */
  readonly owner: ForgeClient;
  /** Below `/api/v1`, with a credential or the admin token. */
  call(path: string, body?: unknown, credential?: string): Promise<unknown>;
}

export class Stage {
  #factory: Promise<Factory> | null = null;

  factory(): Promise<Factory> {
    this.#factory ??= start();
    return this.#factory;
  }

  async close(): Promise<void> {
    const started = await this.#factory?.catch(() => null);
    await started?.close();
  }
}

/** Asks until there is an answer. A defence that does not come is not caught; it is no defect of this command. */
export async function until<T>(ask: () => Promise<T | null | undefined>, secs = 20): Promise<T | null> {
  const end = Date.now() + secs * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined) return answer;
    if (Date.now() > end) return null;
    await sleep(200);
  }
}

/** Neither [nightwatch] nor [compound_review]; a developer that asks for a CLI of its own; the poll at each tick. */
export const CONFIGURATION = (forge_url: string): string =>
  `${LEAST.replace("https://git.example", forge_url)
    .replace(`"${REPO}"`, `"${REPO}"\nactive = "always"`)
    .replace('role = "developer"', 'role = "developer"\ncli = "codex"')}
[mentions]
poll_ticks = 1

[limits]
lease_secs = 600
`;

const SHUT = { body: "", author: "owner", labels: ["held"], dependsOn: [] } as const;

async function start(): Promise<Factory> {
  const files = mkdtempSync(join(tmpdir(), "adf-incident-repo-"));
  try {
    mkdirSync(join(files, "src"));
    writeFileSync(join(files, "src/add.js"), "export const add = (a, b) => a + b;\n");
    writeFileSync(join(files, "package.json"), '{ "name": "pebbles", "type": "module" }\n');
    const sample: Sample = {
      path: REPO,
      files,
      description: "To be thrown away",
      issues: [
        { key: "words", title: REVIEW_WORDS, ...SHUT, labels: [] },
        { key: "quiet", title: "Somebody asks here", ...SHUT },
      ],
    };
    const made = await throwaway({ sample, toml: CONFIGURATION, build: "today", onLog: () => {} });
    const admin = made.settings.admin_token;
    return {
      ...made,
      owner: forgeClient({ url: made.forge_url, token: made.tokens.owner ?? "" }),
      async call(path, body, credential = admin) {
        const answer = await fetch(`${made.worker_url}/api/v1/${path}`, {
          method: body === undefined ? "GET" : "POST",
          headers: {
            authorization: `Bearer ${credential}`,
            "content-type": "application/json",
            "adf-contract": String(CONTRACT_VERSION),
            "adf-build": "today",
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        return answer.status === 204 ? null : await answer.json();
      },
    };
  } finally {
    rmSync(files, { recursive: true, force: true });
  }
}
