/** What all projects share, in real objects: told by messages, shown in the state, and kept from a job. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { factoryStub } from "../../src/worker/environment.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { call, firstRead, project, REPORT, register, state } from "../support/worker/factory.ts";

const bench = useBench();

describe("the factory", () => {
  it("hears of each job that goes out and of its end, and keeps a job from a provider that is not well", async () => {
    bench().forge.addIssue();
    await firstRead();
    const runner = await register();
    const offer = await runner.nextJob();
    await runner.start(offer);
    expect((await state()).shared.today).toMatchObject({ attempts: 1, sessions: 0 });
    const usage = { ...REPORT.usage, seconds: 3, input_tokens: 20, output_tokens: 5 };
    const trouble = { kind: "auth", retry_after_secs: 600 } as const;
    await runner.finish(offer, { outcome: "infra", head_sha: null, changed_files: [], usage, trouble });
    const { shared } = await state();
    expect(shared.today).toMatchObject({ attempts: 1, sessions: 1, tokens: 25 });
    expect(shared.providers).toMatchObject([
      { way: "adf-repair embedded", state: "blocked", reason: "auth" },
    ]);
    expect((await project()).spend.today).toMatchObject({ attempts: 1, tokens: 25, reserved_usd: 0 });
    const grant = await factoryStub(env).grant("another");
    expect(Object.keys(grant.blocked)).toEqual(["adf-repair embedded"]);
    await onCron(env, TICK_CRON);
    expect((await project()).alerts.map((a) => a.title)).toEqual([
      "A provider is not well: adf-repair → embedded refuses the login",
    ]);
    await onCron(env, TICK_CRON);
    await bench().until(async () => (await project()).alerts[0]?.issue !== null);
    const told = bench().forge.requests.filter((r) => r.method === "POST" && r.path.endsWith("/issues"));
    expect(told).toHaveLength(1);
  });

  it("gives no job to an agent CLI whose guard did not answer, nor to a machine that cannot, and tells people of both", async () => {
    bench().forge.addIssue();
    await firstRead();
    const runner = await register("attic");
    const unproven = [{ id: "adf-repair", why: "it did not ask. Fix: install the version before" }];
    expect((await runner.ask(undefined, { clis: [], unproven })).status).toBe(204);
    const well = { fact: "well", fix: null };
    const rest = { git: well, clis: well, guard: well, clock: well };
    const full = { ...rest, disk: { fact: "only 9 MB are free", fix: "free some space" } };
    // With its CLI proven, but nothing is taken: the job stays for another.
    expect((await runner.ask(undefined, { taking: false, unproven, machine: full })).status).toBe(204);
    expect((await state()).runners).toMatchObject([{ name: "attic", unproven, machine: full }]);
    await onCron(env, TICK_CRON);
    expect((await project()).alerts.map((a) => a.title).sort()).toEqual([
      "The runner attic takes no jobs: disk",
      "adf-repair takes no jobs on the runner attic: its guard did not answer",
    ]);
    const mended = { unproven: [], machine: { ...full, disk: well } };
    expect((await runner.ask(undefined, mended)).status).toBe(200);
    expect((await state()).runners).toMatchObject([{ clis: ["adf-repair"], ...mended }]);
  });

  it("tells a project that is added later what had been stopped everywhere, before it gives anything out", async () => {
    const said = { target: { kind: "everything" }, by: "ada", why: "the disk is full" } as const;
    await factoryStub(env).said({ ...said, verb: "pause" });
    await factoryStub(env).said({ ...said, verb: "drain", target: { kind: "runner", name: "r-attic" } });
    bench().forge.addIssue();
    const runner = await register();
    expect((await runner.ask()).status).toBe(204);
    await firstRead();
    expect(await project()).toMatchObject({
      paused: true,
      work_items: [],
      stops: [
        { scope: "everything", verb: "pause", by: "ada" },
        { scope: "runner", name: "r-attic" },
      ],
    });
    const authorization = `Bearer ${testBindings.ADMIN_TOKEN}`;
    const body = JSON.stringify({ ...said, verb: "resume" });
    expect((await call("/api/v1/control", { method: "POST", headers: { authorization }, body })).status).toBe(
      200,
    );
    expect(await factoryStub(env).stops()).toMatchObject([{ scope: "runner" }]);
    expect((await project()).stops).toMatchObject([{ scope: "runner" }]);
    expect((await runner.nextJob()).issue).toBe(1);
  });
});
