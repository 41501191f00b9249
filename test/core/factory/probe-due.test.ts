/** When a way to a model is asked, by whom, and how often at most. */
import { describe, expect, it } from "vitest";
import {
  DAY_MS,
  factory,
  failed,
  gpt,
  haiku,
  jobOver,
  MIN_MS,
  report,
  sonnet,
} from "../../support/core/probed-factory.ts";
import { configWith, REPO, START } from "../../support/core/scene.ts";

describe("a way is asked", () => {
  it("when nobody has asked it, and then not again until its result is too old", () => {
    const f = factory();
    f.probe(report(), START);
    expect(f.due(START + DAY_MS - 1)).toBeNull();
    expect(f.due(START + DAY_MS)).toEqual(sonnet);
  });

  it("later where a job has shown meanwhile that it answers: that cost nothing more", () => {
    const f = factory();
    f.probe(report(), START);
    f.hear(jobOver(START + DAY_MS / 2), START + DAY_MS / 2);
    expect(f.due(START + DAY_MS)).toBeNull();
    expect(f.due(START + DAY_MS * 1.5)).toEqual(sonnet);
  });

  it("never by itself where the configuration says 0, and all the same when a person asks", () => {
    const f = factory([sonnet], configWith({ routing: { probe_ttl_secs: 0 } }));
    expect(f.due(START)).toBeNull();
    f.ask(START);
    expect(f.send(START)?.way).toEqual(sonnet);
  });

  it("never by itself where nothing may be started: its answer would be good for nothing", () => {
    const project = { name: "lib", repo: REPO.path };
    for (const idle of [
      { factory: { enabled: false } },
      { projects: [{ ...project, mode: "observe" }] },
      { projects: [{ ...project, enabled: false }] },
    ])
      expect(factory([sonnet], configWith(idle)).due(START)).toBeNull();
  });

  it("only by a runner that has its CLI: a missing one says nothing of the provider", () => {
    const f = factory();
    const without = { runner: "r-1", clis: ["codex"] };
    f.ask(START);
    expect(f.send(START, without)).toBeNull();
    expect(f.board(START, without.clis).ways).toMatchObject([{ state: "no_cli", failure: null }]);
    expect(f.against(START)).toBeNull();
  });

  it("by one process of a runner at a time, and the same question gets the same probe", () => {
    const f = factory();
    const out = f.send(START, undefined, false, "key");
    expect(f.send(START, undefined, false, "key")).toEqual(out);
    expect(f.send(START)).toBeNull();
  });

  it("again at once when its runner was started anew, if it had failed there and not if it had answered", () => {
    const f = factory([sonnet, gpt]);
    f.probe(report(), START);
    f.probe(failed("network"), START);
    expect(f.due(START + 1_000)).toBeNull();
    expect(f.send(START + 1_000, undefined, true)?.way).toEqual(gpt);
    expect(f.send(START + 1_000, undefined, true)).toBeNull();
  });

  it("no more on a day when the day's number is used up, whoever asks, and people are told why", () => {
    const f = factory([sonnet, haiku, gpt], configWith({ routing: { probes_per_day: 2 } }));
    f.probe(report(), START);
    f.probe(report(), START);
    f.ask(START);
    expect(f.send(START)).toBeNull();
    expect(f.board(START).withheld).toBe(
      "the 2 probes of today (UTC) are used up: probes_per_day in [routing]",
    );
    expect(f.send(START + 9 * 60 * MIN_MS)).toBeNull();
    f.ask(START + 13 * 60 * MIN_MS);
    expect(f.send(START + 13 * 60 * MIN_MS)).not.toBeNull();
  });
});
