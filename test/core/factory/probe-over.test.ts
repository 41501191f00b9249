/** What the end of a probe means: for jobs, for people, and for the model that is behind an alias. */
import { describe, expect, it } from "vitest";
import { conditionsOf } from "../../../src/core/factory/conditions.ts";
import {
  config,
  DAY_MS,
  factory,
  failed,
  haiku,
  MIN_MS,
  report,
  sonnet,
} from "../../support/core/probed-factory.ts";
import { START } from "../../support/core/scene.ts";

describe("a probe that fails", () => {
  it("keeps jobs from its way until the time that the provider named, and the route says so", () => {
    const f = factory();
    f.probe(failed("throttled", 1_800), START);
    expect(f.against(START + 3 * MIN_MS)?.detail).toBe(
      "claude → anthropic answers with too many requests (a probe failed 3 min ago; asked again at 2026-01-05 12:30 UTC)",
    );
    expect(f.due(START + 29 * MIN_MS)).toBeNull();
    expect(f.due(START + 30 * MIN_MS)).toEqual(sonnet);
    expect(f.board(START + 3 * MIN_MS).ways).toMatchObject([
      { state: "unhealthy", failure: "throttled", again_secs: 27 * 60 },
    ]);
  });

  it("of a provider that is half open is followed by a longer pause, and no job was lost to it", () => {
    const f = factory();
    f.probe(failed("quota"), START);
    const then = START + 60 * MIN_MS;
    expect(f.against(then)?.detail).toContain("a probe goes first");
    f.probe(failed("quota"), then);
    expect(f.due(then + 119 * MIN_MS)).toBeNull();
    expect(f.against(then + 119 * MIN_MS)).not.toBeNull();
    f.probe(report(), then + 120 * MIN_MS);
    expect(f.against(then + 120 * MIN_MS)).toBeNull();
  });

  it("makes way for a job a minute after the pause, should no probe come", () => {
    const f = factory();
    f.probe(failed("quota"), START);
    expect(f.against(START + 60 * MIN_MS)).not.toBeNull();
    expect(f.against(START + 61 * MIN_MS)).toBeNull();
  });

  it("with an answer that is none blocks at once, while what passes by itself needs three", () => {
    const silent = factory();
    silent.probe(failed("no_answer"), START);
    expect(silent.against(START)?.detail).toContain("gives no answer");
    const shaky = factory();
    shaky.probe(failed("server"), START);
    expect(shaky.against(START)).toBeNull();
    expect(shaky.due(START + MIN_MS)).toEqual(sonnet);
    shaky.probe(failed("server"), START + MIN_MS);
    expect(shaky.due(START + 3 * MIN_MS - 1)).toBeNull();
    shaky.probe(failed("server"), START + 3 * MIN_MS);
    expect(shaky.against(START + 3 * MIN_MS)?.detail).toContain("fails");
  });

  it("because of its model blocks that model and not its provider", () => {
    const f = factory([sonnet, haiku]);
    f.probe(failed("unknown_model"), START);
    expect(f.against(START, sonnet)).not.toBeNull();
    expect(f.against(START, haiku)).toBeNull();
  });

  it("tells people where one must mend it, and takes that back when it answers", () => {
    const f = factory();
    f.probe(failed("auth"), START);
    const titles = () => conditionsOf(f.shared, config, START + MIN_MS).map((c) => c.title);
    expect(titles()).toEqual(["A provider is not well: claude → anthropic refuses the login"]);
    f.ask(START + MIN_MS);
    f.probe(report(), START + MIN_MS);
    expect(titles()).toEqual([]);
  });

  it("on one runner alone is that machine's trouble: the others keep their jobs", () => {
    const f = factory();
    const two = { runner: "r-2", clis: ["claude"] };
    f.probe(report(), START, two);
    f.probe(failed("auth"), START);
    expect(f.against(START, sonnet, "r-2")).toBeNull();
    expect(f.against(START, sonnet, "r-1")?.detail).toContain("fails on this runner");
    f.probe(report(), START + MIN_MS);
    expect(f.against(START + MIN_MS, sonnet, "r-1")).toBeNull();
  });

  it("is forgotten with its runner", () => {
    const f = factory();
    f.probe(report(), START, { runner: "r-2", clis: ["claude"] });
    f.probe(failed("auth"), START);
    f.forget("r-1");
    expect(f.against(START)).toBeNull();
  });
});

describe("a probe that nobody was asked by", () => {
  it("says nothing of the provider, and what to do stands beside it", () => {
    const f = factory();
    f.probe(report({ result: "not_run", detail: "It could not be started.", model: null }), START);
    expect(f.against(START)).toBeNull();
    expect(f.board(START).ways).toMatchObject([{ state: "unproved", detail: "It could not be started." }]);
  });
});

describe("the model that answered a probe", () => {
  it("is kept, and another one behind the same alias is told", () => {
    const f = factory();
    f.probe(report(), START);
    f.probe(report({ model: "claude-sonnet-6" }), START + DAY_MS);
    expect(f.shared.resolved["claude anthropic sonnet"]).toMatchObject({
      model: "claude-sonnet-6",
      before: "claude-sonnet-5",
    });
    expect(conditionsOf(f.shared, config, START + DAY_MS).map((c) => c.title)).toEqual([
      "Another model answers for claude → anthropic → sonnet",
    ]);
  });
});
