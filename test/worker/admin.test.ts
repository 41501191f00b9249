import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { RankingView } from "../../src/contract/ranking.ts";
import { RoutesPage } from "../../src/contract/routing.ts";
import { CONTRACT_VERSION } from "../../src/contract/version.ts";
import { configHash } from "../../src/core/config/hash.ts";
import { replay } from "../../src/core/routing/replay.ts";
import { type Env, mustOpen } from "../../src/worker/environment.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import {
  asOwner,
  call,
  firstRead,
  journal,
  project,
  register,
  state,
  stub,
} from "../support/worker/factory.ts";

const bench = useBench();

describe("the owner's API", () => {
  it("is shut without the admin token: 401 with a sentence, for every path, also to a runner", async () => {
    const runner = await register();
    for (const token of ["", "guess", runner.credential]) {
      for (const [method, path] of [
        ["GET", "/state"],
        ["GET", "/projects/sample/journal"],
        ["GET", "/projects/sample/ranking"],
        ["GET", "/projects/sample/routes"],
        ["GET", "/jobs/sample-1/log"],
        ["POST", "/runners/tokens"],
        ["POST", `/runners/${runner.id}/revoke`],
        ["POST", "/projects/sample/run"],
        ["POST", "/projects/sample/pause"],
      ] as const) {
        const answer = await asOwner(path, method, token);
        expect([path, answer.status]).toEqual([path, 401]);
        expect(((await answer.json()) as { message: string }).message).toContain("ADMIN_TOKEN");
      }
    }
  });

  it("shows the state in the shape of the contract: issues, work, effects and runners", async () => {
    bench().forge.addIssue({ title: "Paging skips the last page" });
    bench().forge.addIssue({ author: "stranger" });
    await firstRead();
    const runner = await register("laptop");
    const work = (enabled: boolean) =>
      runInDurableObject(stub(), (object) => {
        const { agents } = mustOpen((object as unknown as { env: Env }).env).config;
        for (const agent of agents) if (agent.role === "developer") Object.assign(agent, { enabled });
      });
    await work(false);
    expect((await project()).work_items[0]?.jobs[0]?.waits).toContain("`developer` is switched off");
    await work(true);
    await runner.nextJob();
    const shown = await state();
    expect(shown).toMatchObject({ build: "test", contract: CONTRACT_VERSION });
    expect(shown.runners).toMatchObject([
      { id: runner.id, name: "laptop", connected: false, clis: ["adf-repair"] },
    ]);
    const [view] = shown.projects;
    expect(view?.issues.map((i) => i.held_by)).toEqual([
      "developer, whose work it is",
      "its author stranger, who is not trusted",
    ]);
    expect(view?.work_items[0]).toMatchObject({
      issue: 1,
      phase: "change",
      attempts: 1,
      jobs: [{ state: "leased", runner: runner.id, tier: "implementation_tier", cli: "adf-repair" }],
    });
    expect(view?.settled).toBe(false);
  });

  it("shows the ranking as the coordinator sees it, with what is under way", async () => {
    bench().forge.addIssue({ title: "Paging skips the last page" });
    bench().forge.addIssue({ author: "stranger" });
    await firstRead();
    const view = RankingView.parse(await (await asOwner("/projects/sample/ranking")).json());
    expect(view.nodes.map(({ ref, standing, by }) => [ref, standing, by])).toEqual([
      [1, "working", "developer"],
      [2, "held", "its author stranger, who is not trusted"],
    ]);
  });

  it("gives out the routes that were taken, a page at a time, so that each can be decided again", async () => {
    bench().forge.addIssue({ title: "Paging skips the last page" });
    await firstRead();
    await (await register()).nextJob();
    const page = async (after: number) =>
      RoutesPage.parse(await (await asOwner(`/projects/sample/routes?after=${after}`)).json());
    const { routes, next } = await page(0);
    expect(next).toBeNull();
    expect(routes).toMatchObject([
      { agent: "developer", issue: 1, text: expect.stringMatching(/^Paging skips the last page\n/) },
    ]);
    const [first] = routes;
    if (first === undefined) throw new Error("no route");
    expect(replay(first, mustOpen(env).scenarios)).toEqual({ kind: "same" });
    await runInDurableObject(
      env.PROJECT.getByName("sample"),
      (_: unknown, { storage }: DurableObjectState) => {
        const ended = "json_set(data, '$.state', 'succeeded', '$.request_key', NULL)";
        for (let n = 0; n < 149; n++)
          storage.sql.exec(
            `INSERT INTO jobs (id, data) SELECT ?, ${ended} FROM jobs LIMIT 1`,
            `sample-x${n}`,
          );
      },
    );
    const half = await page(0);
    const rest = await page(half.next ?? 0);
    expect([half.routes.length, rest.routes.length, rest.next]).toEqual([100, 50, null]);
  });

  it("revokes a runner: it is gone from the state, and its credential is worthless at every door", async () => {
    bench().forge.addIssue();
    await firstRead();
    const [lost, kept] = [await register("lost"), await register("kept")];
    const offer = await lost.nextJob();
    expect((await asOwner(`/runners/${lost.id}/revoke`, "POST")).status).toBe(200);
    expect((await state()).runners.map((r) => r.name)).toEqual(["kept"]);
    for (const answer of [await lost.ask(), await lost.start(offer), await lost.extend(offer)])
      expect(answer.status).toBe(401);
    expect((await kept.ask()).status).toBe(204);
    const again = await asOwner(`/runners/${lost.id}/revoke`, "POST");
    expect([again.status, await again.json()]).toMatchObject([404, { error: "unknown_runner" }]);
  });

  it("names the build, the configuration and the scenarios in each decision, each job and each line of the log", async () => {
    bench().forge.addIssue();
    await firstRead();
    await (await register()).nextJob();
    const { build, config_hash, scenario_version } = await state();
    const origin = { build, config: config_hash, scenarios: scenario_version, prompts: expect.any(String) };
    expect(config_hash).toBe(configHash(env.ADF_CONFIG ?? ""));
    const decided = await journal();
    expect(decided.filter((e) => e.event === "job.leased")).toHaveLength(1);
    for (const entry of decided) expect(entry).toMatchObject(origin);
    const [line] = bench().logged("job.leased");
    expect(line).toMatchObject(origin);
    await runInDurableObject(
      env.PROJECT.getByName("sample"),
      (_: unknown, { storage }: DurableObjectState) => {
        const rows = storage.sql.exec<{ data: string }>("SELECT data FROM jobs").toArray();
        expect(rows.map((row) => JSON.parse(row.data).decided_by)).toEqual([origin]);
      },
    );
  });

  it("tells the journal from any point on, and answers 404 for what nobody configured", async () => {
    bench().forge.addIssue();
    await firstRead();
    const all = await journal();
    expect(all.map((e) => e.event)).toEqual(
      expect.arrayContaining(["event.received", "coordinator.picked", "job.queued"]),
    );
    const { entries } = (await (await asOwner("/projects/sample/journal?after=1")).json()) as {
      entries: { seq: number }[];
    };
    expect(entries[0]?.seq).toBe(2);
    const reads = ["journal", "note", "ranking", "routes", "approvals", "records"];
    for (const path of [
      ...reads.map((what) => `/projects/other/${what}`),
      "/jobs/other-1/log",
      "/nothing/here",
    ])
      expect((await asOwner(path)).status, path).toBe(404);
    for (const what of ["run", "review", "approvals", "records/again", "notices/again", "pause"])
      expect((await asOwner(`/projects/other/${what}`, "POST")).status, what).toBe(404);
  });

  it("pauses and resumes: while paused nothing goes out, who and why is shown, and afterwards it goes on", async () => {
    bench().forge.addIssue();
    await firstRead();
    const runner = await register();
    const control = async (body: object) => {
      const headers = {
        authorization: `Bearer ${testBindings.ADMIN_TOKEN}`,
        "content-type": "application/json",
      };
      const answer = await call("/api/v1/control", { method: "POST", headers, body: JSON.stringify(body) });
      return { status: answer.status, json: await answer.json() };
    };
    const everything = { kind: "everything" };
    const paused = await control({ verb: "pause", target: everything, by: "ada", why: "disk" });
    expect(paused.json).toMatchObject({ answers: [{ project: "sample", refused: null }] });
    expect((await project()).stops).toMatchObject([
      { scope: "everything", verb: "pause", by: "ada", why: "disk", left: 0 },
    ]);
    expect(await runner.claim()).toBeNull();
    expect((await control({ verb: "resume", target: everything, project: "other" })).status).toBe(404);
    expect((await control({ verb: "halt", target: everything })).status).toBe(400);
    await control({ verb: "resume", target: everything });
    expect(await runner.claim()).not.toBeNull();
    const cancelled = await control({ verb: "cancel", target: { kind: "agent", name: "developer" } });
    expect(JSON.stringify(cancelled.json)).toContain("is cancelled; #1 waits for an answer");
    expect((await asOwner("/projects/sample/pause", "POST")).status).toBe(200);
    expect((await project()).paused).toBe(true);
    expect((await asOwner("/projects/sample/resume", "POST")).status).toBe(200);
  });
});

describe("a runner's socket", () => {
  it("is opened with its credential, wakes it when there is work, and is shown as connected", async () => {
    const runner = await register();
    const upgrade = (credential: string) =>
      call("/api/v1/runner/socket", {
        headers: { upgrade: "websocket", authorization: `Bearer ${credential}` },
      });
    expect((await upgrade("guess")).status).toBe(401);
    const answer = await upgrade(runner.credential);
    expect(answer.status).toBe(101);
    const socket = answer.webSocket;
    if (socket === null) throw new Error("no socket");
    const woken = new Promise<unknown>((resolve) =>
      socket.addEventListener("message", (m) => resolve(m.data)),
    );
    socket.accept();
    expect((await state()).runners[0]?.connected).toBe(true);
    bench().forge.addIssue();
    await firstRead();
    expect(await woken).toBe('{"type":"wake"}');
    socket.close();
  });
});
