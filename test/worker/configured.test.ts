import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { CONTRACT_VERSION, STORE_VERSION } from "../../src/contract/version.ts";
import { configHash } from "../../src/core/config/hash.ts";
import { app } from "../../src/worker/app.ts";
import type { Env } from "../../src/worker/environment.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { call } from "../support/worker/factory.ts";

const bench = useBench();

describe("a Worker that is configured", () => {
  it("says that it is healthy, and which build and contract it is", async () => {
    const answer = await call("/healthz");
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        healthy: true,
        contract: CONTRACT_VERSION,
        build: "test",
        identity: {
          build: "test",
          version_id: expect.any(String),
          config_hash: configHash(env.ADF_CONFIG ?? ""),
          config_from: "variable",
          scenario_version: expect.stringMatching(/^[0-9a-f]{16}$/),
          store: STORE_VERSION,
        },
      },
    ]);
  });
});

describe("a Worker that is not configured", () => {
  const without = (changes: Partial<Env>) => ({ ...env, ...changes }) as Env;
  const ask = (e: Env, path: string, init?: RequestInit) => app.request(`https://adf.test${path}`, init, e);

  it("says on /healthz what is missing and the command that sets it, and dispatches nothing", async () => {
    const bare = without({
      WEBHOOK_SECRET: "",
      MARKER_SECRET: "short",
      ADMIN_TOKEN: "",
      FORGE_TOKENS: "",
      ADF_CONFIG: "",
    });
    const health = await ask(bare, "/healthz");
    expect(health.status).toBe(503);
    const { missing } = (await health.json()) as { missing: { what: string; fix: string }[] };
    expect(missing.map((m) => m.what)).toEqual([
      "The secret WEBHOOK_SECRET is not set.",
      "The secret MARKER_SECRET is shorter than 16 characters.",
      "The secret ADMIN_TOKEN is not set.",
      "The secret FORGE_TOKENS is not set.",
      "No configuration came with this build: there was no orchestrator.toml where it was made.",
    ]);
    for (const { fix } of missing)
      expect(fix).toMatch(/^(npx wrangler secret put |npm run -s adf -- deploy$)/);
    for (const [path, method] of [
      ["/webhooks/gitea", "POST"],
      ["/api/v1/runner/claim", "POST"],
      ["/api/v1/state", "GET"],
      ["/git/sample-1/1/info/refs", "GET"],
    ] as const) {
      const answer = await ask(bare, path, { method });
      expect([path, answer.status]).toEqual([path, 503]);
      expect(((await answer.json()) as { message: string }).message).toContain(
        "npx wrangler secret put WEBHOOK_SECRET",
      );
    }
    await onCron(bare, TICK_CRON);
    expect(bench().logged("factory.unconfigured")).toHaveLength(5);
    expect(bench().forge.requests).toEqual([]);
  });

  it("repeats nothing of a secret that it could not read", async () => {
    const tokens = '{"coordinator": secret-in-a-broken-json';
    const config = `${env.ADF_CONFIG}\n[unknown_section]\nx = 1`;
    const health = await ask(without({ FORGE_TOKENS: tokens, ADF_CONFIG: config }), "/healthz");
    const text = await health.text();
    expect(health.status).toBe(503);
    expect(text).not.toContain("secret-in-a-broken-json");
    expect(text).toContain("unknown_section");
  });
});
