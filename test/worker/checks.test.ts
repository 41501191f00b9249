import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { ForgeFacts, WorkerChecks } from "../../src/contract/checks.ts";
import type { Env } from "../../src/worker/environment.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { asOwner, firstRead, journal } from "../support/worker/factory.ts";

const bench = useBench();
const checks = async () => WorkerChecks.parse(await (await asOwner("/checks")).json());

describe("the checks that only the Worker can make", () => {
  it("are shut without the admin token", async () => {
    expect((await asOwner("/checks", "GET", "guess")).status).toBe(401);
    expect((await asOwner("/checks/forge", "POST", "guess")).status).toBe(401);
  });

  it("tell when the cron, the reader and the webhook were last there, by the Worker's clock", async () => {
    expect((await checks()).projects[0]).toMatchObject({
      tick_secs: null,
      read_secs: null,
      heard_secs: null,
      found_secs: null,
      breaker: "closed",
    });
    await onCron(env as unknown as Env, TICK_CRON);
    await firstRead();
    bench().advance(40_000);
    const [after] = (await checks()).projects;
    expect(after?.tick_secs).toBeGreaterThanOrEqual(40);
    expect(after?.read_secs).toBeGreaterThanOrEqual(40);
    expect(after?.heard_secs).toBeNull();
    expect((await checks()).now_ms).toBe(Date.now());
  });

  it("take nothing that was there before the first reading for a delivery that was missed, and all that came after", async () => {
    bench().forge.addPull("made before anybody listened");
    await firstRead();
    // The second reading looks back a little, and finds the pull request.
    await asOwner("/projects/sample/run", "POST");
    const read = async () =>
      (await journal()).some((e) => e.event === "event.received" && e.outcome === "noted");
    await vi.waitFor(async () => expect(await read()).toBe(true), { timeout: 4_000 });
    expect((await checks()).projects[0]).toMatchObject({ heard_secs: null, found_secs: null });
    bench().advance(60_000);
    bench().forge.addIssue({ title: "Nobody told of this one" });
    const found = async () => {
      await asOwner("/projects/sample/run", "POST");
      expect((await checks()).projects[0]?.found_secs).not.toBeNull();
    };
    await vi.waitFor(found, { timeout: 4_000, interval: 200 });
  });

  it("do not take a person's request for the cron's", async () => {
    await asOwner("/projects/sample/run", "POST");
    expect((await checks()).projects[0]?.tick_secs).toBeNull();
  });

  it("name the forge's accounts and never a token", async () => {
    const text = await (await asOwner("/checks")).text();
    expect(JSON.parse(text).accounts).toContain("coordinator");
    expect(text).not.toContain("token");
  });

  it("survey the forge with the Worker's own tokens, one request first", async () => {
    const facts = ForgeFacts.parse(await (await asOwner("/checks/forge?project=sample", "POST")).json());
    expect(facts.repo).toContain("/");
    expect((await asOwner("/checks/forge?project=nobody", "POST")).status).toBe(404);
  });
});
