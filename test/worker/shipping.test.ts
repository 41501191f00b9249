import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { OrchestratorConfig } from "../../src/contract/config.ts";
import { type Answer, type Call, createCall } from "../../src/core/quickwit/calls.ts";
import { indexConfig } from "../../src/core/quickwit/index-config.ts";
import { type Door, type Env, mustOpen } from "../../src/worker/environment.ts";
import { shipLogs } from "../../src/worker/queue/ship-logs.ts";
import { expectSilence, song } from "../support/canary.ts";
import { Quickwit } from "../support/quickwit/quickwit.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { asOwner, firstRead, project, register, stub } from "../support/worker/factory.ts";

const bench = useBench();
let quickwit: Quickwit;
let door: Door;
let trouble: (call: Call) => Answer | undefined;

const turn = (quickwit: Partial<OrchestratorConfig["quickwit"]>) =>
  runInDurableObject(stub(), (object) => {
    const { config } = mustOpen((object as unknown as { env: Env }).env);
    Object.assign(config.quickwit, quickwit);
  });

beforeEach(async () => {
  quickwit = new Quickwit(
    () => 1,
    () => Date.now(),
    10_000,
  );
  quickwit.answer(createCall(indexConfig("adf-logs")));
  trouble = () => undefined;
  await turn({ enabled: true, url: "http://quickwit.test" });
  const open = mustOpen(env);
  door = {
    ...open,
    config: {
      ...open.config,
      quickwit: { ...open.config.quickwit, enabled: true, url: "http://quickwit.test" },
    },
  };
  const forge = vi.mocked(globalThis.fetch).getMockImplementation();
  if (forge === undefined) throw new Error("the bench brings a forge");
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (url.host !== "quickwit.test") return forge(input, init);
    const body = await request.text();
    const call: Call = {
      method: request.method as Call["method"],
      path: url.pathname + url.search,
      ...(body === "" ? {} : { body }),
    };
    const answer = trouble(call) ?? quickwit.answer(call);
    if ("failed" in answer) throw new TypeError(answer.failed);
    return Response.json(answer.body, { status: answer.status });
  });
});
afterEach(() => turn({ enabled: false }));

const ship = () => shipLogs(env, door, "sample");
const view = async () => (await project()).records;

async function someWork(detail = "It broke."): Promise<void> {
  bench().forge.addIssue();
  await firstRead();
  const runner = await register();
  const offer = await runner.nextJob();
  await runner.start(offer);
  await runner.finish(offer, { outcome: "exit_code", exit_code: 3, head_sha: null, detail });
  await bench().idle();
}

/** Long enough for a flush, a commit and the asking, as often as it takes. */
async function untilProved(): Promise<void> {
  for (let n = 0; n < 20; n += 1) {
    bench().advance(60_000);
    await ship();
    const { proved, newest, repairs } = await view();
    if (proved === newest && repairs === 0) return;
  }
  throw new Error(`not proved: ${JSON.stringify(await view())}`);
}

describe("records on their way to Quickwit", () => {
  it("arrive there, each once, without any secret of ours, and the state says how far they are", async () => {
    await someWork(song(testBindings.ADMIN_TOKEN));
    await untilProved();
    const { newest, proved, dead, trouble: none } = await view();
    expect({ proved, dead, none }).toEqual({ proved: newest, dead: 0, none: null });
    const numbers = quickwit.numbers("adf-logs", "sample");
    expect([...numbers.values()].every((n) => n === 1)).toBe(true);
    expect(numbers.size).toBe(newest);
    const sent = quickwit.calls.map((c) => c.body ?? "").join("\n");
    expectSilence(testBindings.ADMIN_TOKEN, { "Quickwit's documents": sent });
    expect(sent).toContain("***");
  });

  it("wait while it is away, at one gate, and go on by themselves", async () => {
    await someWork();
    trouble = () => ({ failed: "connection refused", timeout: false });
    bench().advance(60_000);
    await ship();
    const asked = vi.mocked(globalThis.fetch).mock.calls.length;
    await ship();
    expect(vi.mocked(globalThis.fetch).mock.calls.length).toBe(asked);
    expect((await view()).trouble).toContain("connection refused");
    expect(bench().logged("logs.unshipped")).toHaveLength(1);
    trouble = () => undefined;
    await untilProved();
    expect(quickwit.numbers("adf-logs", "sample").size).toBe((await view()).newest);
    expect((await view()).trouble).toBeNull();
    expect(bench().logged("logs.shipping")).toHaveLength(1);
  });

  it("that it would not take are set aside, and sent again when its owner has mended that", async () => {
    await someWork();
    await untilProved();
    const index = quickwit.indexes.get("adf-logs");
    if (index !== undefined) index.docs = index.docs.filter(({ doc }) => doc.seq !== 2);
    await runInDurableObject(stub(), (_, { storage }) => {
      const dead = {
        seq: 2,
        state: "dead",
        not_before: 0,
        rounds: 3,
        refusals: 3,
        deleted_at: 0,
        reason: "no such field",
      };
      storage.sql.exec("INSERT INTO repairs (seq, data) VALUES (2, ?)", JSON.stringify(dead));
    });
    expect(await view()).toMatchObject({ dead: 1, dead_examples: [{ seq: 2, reason: "no such field" }] });
    expect(await (await asOwner("/projects/sample/records/again", "POST")).json()).toEqual({ again: 1 });
    await untilProved();
    expect((await view()).dead).toBe(0);
    expect(quickwit.numbers("adf-logs", "sample").get(2)).toBe(1);
  });

  it("are sent again when a 200 dropped them, and deleted when it has them twice", async () => {
    await someWork();
    quickwit.weather = { drops: 2 };
    bench().advance(60_000);
    await ship();
    quickwit.weather = { twice: 2 };
    bench().advance(60_000);
    await ship();
    quickwit.weather = {};
    for (let n = 0; n < 8; n += 1) {
      bench().advance(400_000);
      await ship();
    }
    await untilProved();
    const numbers = quickwit.numbers("adf-logs", "sample");
    expect([...numbers].filter(([, n]) => n !== 1)).toEqual([]);
    expect(numbers.size).toBe((await view()).newest);
    expect(quickwit.calls.some((c) => c.path.includes("delete-tasks"))).toBe(true);
  });
});
