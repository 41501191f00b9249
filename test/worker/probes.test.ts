/** Probes in real objects: offered to a runner, told back, shown to the owner, and kept from no job that need not wait. */
import { describe, expect, it } from "vitest";
import { Usage } from "../../src/contract/agent-run.ts";
import { ProbeBoard, type ProbeOffer, type ProbeReport } from "../../src/contract/probe.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { asOwner, call, firstRead, register, state, type TestRunner } from "../support/worker/factory.ts";

const bench = useBench();

const capabilities = {
  clis: [
    { id: "claude", version: "1" },
    { id: "adf-repair", version: "1" },
  ],
};
const next = (runner: TestRunner, started = false, request_key: string = crypto.randomUUID()) =>
  runner.post("/runner/probe", { request_key, capabilities, started });
const claim = (runner: TestRunner) =>
  runner.post("/runner/claim", { request_key: crypto.randomUUID(), capabilities });

const report: ProbeReport = {
  result: "answered",
  trouble: null,
  detail: "The model wrote 5 tokens.",
  usage: Usage.parse({ seconds: 2, input_tokens: 1_000, output_tokens: 5 }),
  model: "claude-sonnet-5",
};
const finish = (runner: TestRunner, offer: ProbeOffer, over: Partial<ProbeReport> = {}) =>
  runner.post(`/runner/probe/${offer.probe}/finish`, { report: { ...report, ...over } });

const askFor = (providers: readonly string[]) =>
  call("/api/v1/probes", {
    method: "POST",
    headers: { authorization: `Bearer ${testBindings.ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ providers }),
  });
const board = async () => ProbeBoard.parse(await (await asOwner("/probes")).json());

describe("the Worker", () => {
  it("has each way asked once by a runner that has its CLI, and a failure leads its jobs elsewhere", async () => {
    const runner = await register();
    const told = await claim(runner);
    expect(told.headers.get("adf-probe")).toBe("due");
    const key = crypto.randomUUID();
    const first = (await (await next(runner, true, key)).json()) as ProbeOffer;
    expect(first).toMatchObject({ cli: "claude", provider: "anthropic", model: "sonnet" });
    expect(await (await next(runner, false, key)).json()).toEqual(first);
    const trouble = { kind: "throttled", retry_after_secs: 3_600 } as const;
    const words = `429, said with ${testBindings.ADMIN_TOKEN}`;
    const ended = await finish(runner, first, { result: "failed", trouble, detail: words, model: null });
    expect(await ended.json()).toEqual({ accepted: true, reason: "" });
    expect(await (await finish(runner, first)).json()).toMatchObject({ accepted: false });

    // Of the same provider nothing more is asked now; the other CLI's way is.
    const second = (await (await next(runner)).json()) as ProbeOffer;
    expect(second.cli).toBe("adf-repair");
    await finish(runner, second, { result: "handshake", model: null });
    expect((await next(runner)).status).toBe(204);
    expect((await claim(runner)).headers.get("adf-probe")).toBeNull();

    const { ways, today } = await board();
    expect(ways.filter((way) => way.state === "unhealthy").map((way) => [way.cli, way.failure])).toEqual([
      ["claude", "throttled"],
      ["claude", "throttled"],
    ]);
    expect(ways.find((way) => way.cli === "adf-repair")).toMatchObject({ state: "healthy", no_model: true });
    expect(ways.find((way) => way.cli === "codex")).toMatchObject({ state: "no_cli" });
    expect(JSON.stringify(ways)).not.toContain(testBindings.ADMIN_TOKEN);
    expect(today).toMatchObject({ probes: 2, reserved_usd: 0 });

    bench().forge.addIssue();
    await firstRead();
    const { offer } = (await (await claim(runner)).json()) as { offer: { job: string; cli: string } };
    expect(offer.cli).toBe("adf-repair");
    const { routes } = (await (await asOwner("/projects/sample/routes")).json()) as { routes: object[] };
    expect(JSON.stringify(routes)).toContain(
      "claude → anthropic answers with too many requests (a probe failed 0 s ago; asked again at ",
    );
    expect((await state()).shared.today).toMatchObject({ attempts: 3, sessions: 2, reserved_usd: 0 });
    const events = bench().lines.map((line) => JSON.parse(line) as { event: string; outcome?: string });
    expect(events.filter(({ event }) => /^(?:probe|provider)\./.test(event))).toMatchObject([
      { event: "probe.ended", outcome: "throttled" },
      { event: "provider.blocked", outcome: "throttled" },
      { event: "probe.ended", outcome: "handshake" },
    ]);
    const headers = { authorization: `Bearer ${testBindings.ADMIN_TOKEN}` };
    expect(await (await call("/metrics", { headers })).text()).toContain(
      'adf_probe_healthy{cli="adf-repair",provider="embedded",model="search",runner="one"} 1',
    );
  });

  it("asks again when a person says so, and knows no provider that no route has", async () => {
    const runner = await register();
    await claim(runner);
    expect((await askFor(["anthropics"])).status).toBe(404);
    expect(await (await askFor(["anthropics"])).text()).toContain("did you mean anthropic?");
    const asked = ProbeBoard.parse(await (await askFor(["anthropic"])).json());
    expect(asked.ways.filter((way) => way.state === "waiting").map((way) => way.provider)).toEqual([
      "anthropic",
      "anthropic",
    ]);
    const offer = (await (await next(runner)).json()) as ProbeOffer;
    await finish(runner, offer);
    expect((await board()).ways.find((way) => way.model === offer.model)).toMatchObject({
      state: "healthy",
      answered: "claude-sonnet-5",
      tokens: { input: 1_000, output: 5 },
    });
    const stranger = await register("two");
    expect(await (await finish(stranger, offer)).json()).toMatchObject({ accepted: false });
  });
});
