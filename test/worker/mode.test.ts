import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it } from "vitest";
import { Approvals, type ApprovalView } from "../../src/contract/approval.ts";
import type { Mode, ProjectConfig } from "../../src/contract/config.ts";
import { type Env, mustOpen } from "../../src/worker/environment.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import {
  asOwner,
  call,
  deliver,
  firstRead,
  HEAD,
  journal,
  project,
  register,
  stub,
  verdict,
} from "../support/worker/factory.ts";

const bench = useBench();
const path = "/projects/sample/approvals";
const approvals = async (): Promise<ApprovalView[]> =>
  Approvals.parse(await (await asOwner(path)).json()).approvals;
const judge = async (body: unknown): Promise<{ status: number; json: Record<string, unknown> }> => {
  const headers = { authorization: `Bearer ${testBindings.ADMIN_TOKEN}`, "content-type": "application/json" };
  const answer = await call(`/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
};
const writes = () => bench().forge.requests.filter((r) => r.method !== "GET");
const item = async () => (await project()).work_items[0];

/** As if the Worker had been deployed with this mode: the project's object reads it from its own door. */
const deploy = (mode: Mode) =>
  runInDurableObject(stub(), (object) => {
    const [only] = mustOpen((object as unknown as { env: Env }).env).config.projects;
    Object.assign(only as ProjectConfig, { mode });
  });
afterEach(() => deploy("auto"));

describe("a project in observe", () => {
  it("reads, decides and says what it would do, and writes nothing on the forge", async () => {
    await deploy("observe");
    const { forge } = bench();
    const issue = forge.addIssue();
    await firstRead();
    await deliver("issue_comment", forge.commentPayload(forge.addComment(issue.number, "@adf:developer go")));
    await deliver("issue_comment", forge.commentPayload(forge.addComment(issue.number, "@adf:nobody go")));
    await onCron(env, TICK_CRON);
    // The comments changed the issue, so its blockers are read once more before it counts as ready.
    await bench().until(async () => (await project()).waits_for === "promotion");
    const view = await project();
    expect(view).toMatchObject({ mode: "observe", settled: true, waits_for: "promotion", work_items: [] });
    expect(view.effects).toEqual({ proposed: 0, pending: 0, dead: 0 });
    expect(await (await register()).claim()).toBeNull();
    await bench().idle();
    expect(writes()).toEqual([]);
    const events = (await journal()).map((e) => e.event);
    expect(events.filter((e) => e.includes(".would_"))).toEqual([
      "coordinator.would_pick",
      "mention.would_queue",
      "reply.would_write",
    ]);
  });

  it("hands out nothing of what waited before, and goes on with it once it is promoted", async () => {
    const { forge } = bench();
    forge.addIssue();
    await firstRead();
    const runner = await register();
    const offer = await runner.nextJob();
    await runner.start(offer);
    await bench().until(async () => (await project()).effects.pending === 0);
    await deploy("observe");
    forge.requests.length = 0;
    forge.branches.set(offer.checkout.branch, HEAD);
    expect(await stub().gitAccess(offer.job, offer.epoch, runner.id)).toMatchObject({
      allowed: true,
      ref: null,
    });
    await runner.finish(offer, {});
    await onCron(env, TICK_CRON);
    await bench().idle();
    expect(writes()).toEqual([]);
    expect((await project()).effects.pending).toBe(1);
    await deploy("auto");
    await onCron(env, TICK_CRON);
    await bench().until(async () => (await item())?.phase === "review");
    expect(forge.pulls.size).toBe(1);
  });
});

describe("a project in approve", () => {
  it("goes from issue to merge by the yes of a person to each write, every one shown in full", async () => {
    await deploy("approve");
    const { forge } = bench();
    const issue = forge.addIssue({ title: "Paging skips the last page" });
    await firstRead();
    const runner = await register();
    const offer = await runner.nextJob();
    await runner.start(offer);
    forge.branches.set(offer.checkout.branch, HEAD);
    await runner.finish(offer, {});
    await bench().idle();
    expect(writes()).toEqual([]);
    expect(await project()).toMatchObject({ settled: true, waits_for: "approval", mode: "approve" });
    const [first, second] = await approvals();
    expect(first).toMatchObject({ issue: 1, kind: "comment", account: "coordinator", behind: null });
    expect(first?.text).toMatch(/^@adf:developer please pick up issue #1\./);
    expect(second).toMatchObject({ kind: "open_pull", account: "developer", behind: first?.id });
    // Approved out of order, the later one still waits for the earlier.
    await judge({ approve: [second?.id], by: "alice" });
    await bench().idle();
    expect(writes()).toEqual([]);
    expect((await project()).waits_for).toBe("approval");
    const kinds: string[] = [];
    const sayYes = async () => {
      const all = await approvals();
      for (const { id, kind } of all) {
        expect((await judge({ approve: [id], by: "alice" })).json).toMatchObject({ approved: [id] });
        kinds.push(kind);
      }
    };
    await sayYes();
    await bench().until(async () => (await item())?.phase === "review");
    const review = await runner.nextJob();
    await runner.start(review);
    await runner.finish(review, verdict(HEAD));
    await bench().until(async () => {
      await sayYes();
      return forge.issues.get(issue.number)?.state === "closed";
    });
    expect(kinds).toEqual(["comment", "comment", "status", "review", "merge", "comment", "close_issue"]);
    expect((await journal()).filter((e) => e.event === "effect.approved")).toHaveLength(8);
  });

  it("asks what to do instead when a step is denied, and refuses nonsense with a sentence", async () => {
    await deploy("approve");
    bench().forge.addIssue();
    await firstRead();
    const runner = await register();
    const offer = await runner.nextJob();
    await runner.start(offer);
    await runner.finish(offer, {});
    const pull = (await approvals()).find((a) => a.kind === "open_pull");
    expect(await judge({ deny: [pull?.id, "e9999"], by: "alice" })).toEqual({
      status: 200,
      json: {
        approved: [],
        denied: [pull?.id],
        refused: [{ id: "e9999", reason: "there is no effect of that id" }],
      },
    });
    expect((await item())?.park_reason).toMatch(
      /^`alice` said no to this step: open a pull request from adf\/1-/,
    );
    await bench().idle();
    expect(writes()).toEqual([]);
    expect((await judge({ approved: ["e1"] })).status).toBe(400);
    expect((await asOwner("/projects/other/approvals")).status).toBe(404);
  });
});
