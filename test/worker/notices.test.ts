/** Notices in real objects: delivered once, tried again after trouble, given up visibly, and in nobody's way. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OrchestratorConfig } from "../../src/contract/config.ts";
import { NoteView } from "../../src/contract/note.ts";
import { type NoticeMessage, NotifierAnswers } from "../../src/contract/notice.ts";
import { type Door, type Env, mustOpen } from "../../src/worker/environment.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { asOwner, call, firstRead, journal, project, register, stub } from "../support/worker/factory.ts";

const bench = useBench();
const SECRET = "the-secret-of-the-ops-webhook";
const NOTIFIERS: OrchestratorConfig["notifiers"] = [
  {
    name: "ops",
    kind: "webhook",
    url: "http://ops.test/hook",
    least: "warning",
    projects: [],
    enabled: true,
  },
];
let heard: { headers: Headers; said: NoticeMessage }[];
let answer: () => Response | Promise<Response>;

/** In every isolate's door: the consumers' and the objects'. */
async function turn(
  notifiers: OrchestratorConfig["notifiers"],
  secrets: Record<string, string>,
): Promise<void> {
  const set = (door: Door) => {
    Object.assign(door.config, { notifiers });
    Object.assign(door, { notifier_secrets: secrets });
  };
  set(mustOpen(env));
  await runInDurableObject(stub(), (object) => set(mustOpen((object as unknown as { env: Env }).env)));
}

beforeEach(async () => {
  heard = [];
  answer = () => new Response("ok");
  await turn(NOTIFIERS, { ops: SECRET });
  const forge = vi.mocked(globalThis.fetch).getMockImplementation();
  if (forge === undefined) throw new Error("the bench brings a forge");
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).host !== "ops.test") return forge(input, init);
    heard.push({ headers: request.headers, said: await request.json() });
    return answer();
  });
});
afterEach(() => turn([], {}));

/** Work waits and no runner asks: an alert that needs nothing but time. */
async function silence(): Promise<void> {
  bench().forge.addIssue();
  await firstRead();
  await register("box");
  for (let n = 0; n < 2; n += 1) await minute();
}
async function minute(): Promise<void> {
  bench().advance(61_000);
  await onCron(env, TICK_CRON);
  await bench().idle();
}
const kinds = () => heard.map((h) => h.said.type);

describe("a notice", () => {
  it("is delivered once and signed, and so is the end of what it told", async () => {
    await silence();
    expect(kinds()).toEqual(["alert.opened"]);
    expect(heard[0]?.said.data).toMatchObject({
      level: "critical",
      about: "watch:runner",
      project: "sample",
    });
    expect(heard[0]?.headers.get("webhook-signature")).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/);
    await minute();
    expect(heard).toHaveLength(1);
    const box = await register("other");
    await box.ask();
    await onCron(env, TICK_CRON);
    await bench().idle();
    expect(kinds()).toEqual(["alert.opened", "alert.recovered"]);
    expect((await journal()).filter((e) => e.event === "notice.sent")).toHaveLength(2);
  });

  it("that is not taken is tried later with the same id, and holds up neither the tick nor the forge", async () => {
    answer = () => new Response("", { status: 503 });
    await silence();
    await bench().until(async () => (await project()).alerts.every((a) => a.issue !== null));
    expect(await project()).toMatchObject({ notices: { pending: 1, dead: 0 } });
    expect(bench().logged("tick.failed")).toEqual([]);
    answer = () => new Response("ok");
    await bench().until(async () => (await project()).notices.pending === 0, 10_000);
    const [first, ...again] = heard.map((h) => h.said.data.id);
    expect(again).not.toEqual([]);
    expect(again.filter((id) => id !== first)).toEqual([]);
    expect((await journal()).filter((e) => e.event === "notice.retry")).toHaveLength(1);
  });

  it("that is refused for good is shown with the reason, and sent when its owner says so", async () => {
    answer = () => new Response("", { status: 404 });
    await silence();
    expect((await project()).notices).toMatchObject({
      pending: 0,
      dead: 1,
      dead_examples: [{ notifier: "ops", error: "it answered 404" }],
    });
    answer = () => new Response("ok");
    expect(await (await asOwner("/projects/sample/notices/again", "POST")).json()).toEqual({ again: 1 });
    await bench().idle();
    expect((await project()).notices).toMatchObject({ pending: 0, dead: 0 });
  });
});

describe("the daily note", () => {
  it("is read off the tables: a question that was asked, and what waits since", async () => {
    bench().forge.addIssue();
    await firstRead();
    await onCron(env, TICK_CRON);
    const runner = await register();
    const offer = await runner.nextJob();
    await runner.start(offer);
    await runner.finish(offer, {
      outcome: "question",
      head_sha: null,
      outputs: { version: 1, question: { body: "Which unit?" }, dispatch: [], new_issues: [] },
    });
    const note = NoteView.parse(await (await asOwner("/projects/sample/note")).json());
    expect(note).toMatchObject({ news: true, closed: [], minutes: 5, waiting: 1, falling: [], issue: null });
    expect(note.text).toContain("Which unit?");
    await minute();
    expect((await journal()).filter((e) => e.event === "note.written")).toEqual([]);
    for (let hours = 0; hours < 25; hours += 5) {
      bench().advance(5 * 3_600_000);
      await onCron(env, TICK_CRON);
    }
    expect((await journal()).filter((e) => e.event === "note.written")).toHaveLength(1);
    await bench().idle();
    const titles = [...bench().forge.issues.values()].map((i) => i.title);
    expect(titles.filter((title) => title.startsWith("The factory's daily note"))).toHaveLength(1);
  });
});

describe("the test of a notifier", () => {
  const test = (body: object) =>
    call("/api/v1/notifiers/test", {
      method: "POST",
      body: JSON.stringify(body),
      headers: { authorization: `Bearer ${testBindings.ADMIN_TOKEN}` },
    });

  it("says what came back, names an unknown one, and stores nothing", async () => {
    await firstRead();
    expect(NotifierAnswers.parse(await (await test({})).json())).toEqual({
      answers: [{ notifier: "ops", kind: "webhook", host: "ops.test", delivered: true, why: "" }],
    });
    answer = () => new Response("", { status: 401 });
    expect(await (await test({ notifier: "ops" })).json()).toMatchObject({
      answers: [{ delivered: false, why: "it answered 401" }],
    });
    expect((await test({ notifier: "oops" })).status).toBe(404);
    expect(kinds()).toEqual(["test", "test"]);
    expect((await project()).notices).toEqual({ pending: 0, dead: 0, dead_examples: [] });
  });
});
