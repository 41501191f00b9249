import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { ForgeFacts } from "../../src/contract/checks.ts";
import { app } from "../../src/worker/app.ts";
import { type Env, mustOpen } from "../../src/worker/environment.ts";
import { syncProject } from "../../src/worker/queue/sync.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { firstRead, register } from "../support/worker/factory.ts";

const bench = useBench();
const SECRETS = { CF_ACCESS_CLIENT_ID: "adf.access", CF_ACCESS_CLIENT_SECRET: "the-service-token-secret" };
const through = (secrets: Partial<Env>): Env => {
  const ADF_CONFIG = testBindings.ADF_CONFIG.replace("[gitea]", '[gitea]\nvia = "access"');
  return { ...(env as unknown as Env), ADF_CONFIG, ...secrets };
};
const ask = (e: Env, path: string, init?: RequestInit) => app.request(`https://adf.test${path}`, init, e);
const owner = { authorization: `Bearer ${testBindings.ADMIN_TOKEN}` };

/** What each request to the forge showed to Access, since the last look. */
function shown(): (string | null)[] {
  const { calls } = vi.mocked(globalThis.fetch).mock;
  const pairs = calls.map(([, init]) => new Headers(init?.headers));
  vi.mocked(globalThis.fetch).mockClear();
  return pairs.map((h) => h.get("cf-access-client-id") && h.get("cf-access-client-secret"));
}

describe("a Worker whose forge is behind Cloudflare Access", () => {
  it("is not configured without its service token, and names both secrets", async () => {
    const health = await ask(through({}), "/healthz");
    expect(health.status).toBe(503);
    const { missing } = (await health.json()) as { missing: { what: string; fix: string }[] };
    expect(missing.map((m) => m.fix)).toEqual([
      "npx wrangler secret put CF_ACCESS_CLIENT_ID",
      "npx wrangler secret put CF_ACCESS_CLIENT_SECRET",
    ]);
  });

  it("shows it with every request: the poll, doctor's survey, and git through the gate", async () => {
    bench().forge.addIssue();
    await firstRead();
    const runner = await register();
    const offer = await runner.nextJob();
    await runner.start(offer);
    await bench().idle();
    const e = through(SECRETS);
    const { checkout } = offer;
    const basic = { authorization: `Basic ${btoa(`runner:${runner.credential}`)}` };
    const ways: readonly [string, () => Promise<unknown>][] = [
      ["poll", () => syncProject(e, mustOpen(e), "sample")],
      ["survey", async () => ask(e, "/api/v1/checks/forge", { method: "POST", headers: owner })],
      ["tips", async () => ask(e, `${checkout.git_path}/tips?branch=main`, { headers: basic })],
      [
        "fetch",
        async () =>
          ask(e, `${checkout.git_path}/git-upload-pack`, { method: "POST", body: "0011", headers: basic }),
      ],
    ];
    shown();
    for (const [name, go] of ways) {
      await go();
      const secrets = shown();
      expect([name, secrets.length > 0, new Set(secrets)]).toEqual([
        name,
        true,
        new Set([SECRETS.CF_ACCESS_CLIENT_SECRET]),
      ]);
    }
  });

  it("shut out, it says so to doctor, and to git what git tries again after", async () => {
    bench().forge.addIssue();
    await firstRead();
    const runner = await register();
    const offer = await runner.nextJob();
    await runner.start(offer);
    await bench().idle();
    const location = "https://team.cloudflareaccess.com/cdn-cgi/access/login/forge.test?kid=1";
    vi.mocked(globalThis.fetch).mockImplementation(
      async () => new Response("<html>", { status: 302, headers: { location, "content-type": "text/html" } }),
    );
    const e = through(SECRETS);
    const survey = await ask(e, "/api/v1/checks/forge", { method: "POST", headers: owner });
    expect(ForgeFacts.parse(await survey.json())).toMatchObject({
      via: "access",
      unreachable_reason: "access_refused",
    });
    const headers = { authorization: `Basic ${btoa(`runner:${runner.credential}`)}` };
    const refs = await ask(e, `${offer.checkout.git_path}/info/refs?service=git-upload-pack`, { headers });
    expect(refs.status).toBe(502);
    expect(await refs.text()).toContain("Cloudflare Access did not let the Worker in");
  });
});
