/** A compound review from its schedule to its groups: once, bounded, and never beside another. */
import { describe, expect, it } from "vitest";
import { askCompound, onReviewAsked } from "../../../src/core/decide/compound.ts";
import { Draft } from "../../../src/core/decide/draft.ts";
import { at, DAY, NIGHT, rest, reviewing } from "../../support/core/compound-night.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { know, said } from "../../support/core/road.ts";
import { comment, commentEvent, contextWith, STRANGER, sha } from "../../support/core/scene.ts";

const events = (p: MemoryProject, event: string) => p.journal.filter((e) => e.event === event);

describe("a compound review begins", () => {
  it("by its schedule in the project's zone, once, however many firings were missed", () => {
    const p = at({}, { timezone: "Europe/Vienna" });
    p.now = Date.UTC(2026, 0, 6, 0, 59, 0);
    p.tick();
    expect(p.meta.compound.wanted).toBeNull();
    p.now = Date.UTC(2026, 0, 9, 1, 0, 30);
    p.tick();
    p.tick();
    expect(events(p, "compound.fired")).toMatchObject([{ missed: 3, scheduled_ms: Date.UTC(2026, 0, 9, 1) }]);
    expect(p.meta.compound).toMatchObject({ wanted: { by: "schedule" }, cursor: Date.UTC(2026, 0, 9, 1) });
  });

  it("with all defaults where its section is missing, and not at all where it is switched off", () => {
    const p = new MemoryProject(contextWith());
    p.tick();
    p.now = NIGHT;
    p.tick();
    expect(p.meta.compound.wanted).not.toBeNull();
    const off = at({ enabled: false });
    off.tick();
    expect(off.meta.compound.wanted).toBeNull();
    expect(askCompound(new Draft(off.snapshot()), "ada", null).sentence).toContain("switched off");
  });

  it("once, although the forge was read twice for it", () => {
    const p = reviewing();
    expect(p.jobs.size).toBe(5);
    expect(p.merged(DAY)).toBe(false);
    expect(p.merged({ ...DAY, head: sha(9) })).toBe(false);
    expect(p.jobs.size).toBe(5);
  });

  it("never beside another", () => {
    const p = reviewing({ max_secs: 100_000 });
    p.now += 86_400_000;
    p.tick();
    expect(p.meta.compound.wanted).toBeNull();
    expect(events(p, "compound.skipped")).toMatchObject([{ reason: "one is under way" }]);
    expect(askCompound(new Draft(p.snapshot()), "ada", null).asked).toBe(false);
  });

  it("by a mention of a trusted person alone, who gets an answer and later the outcome", () => {
    const p = at();
    know(p, 7, [], { labels: ["held"] });
    const say = (id: number, over = {}) =>
      p.ingest(commentEvent(comment(id, 7, "@adf:compound-review please", over)));
    say(1, { author: STRANGER });
    expect(p.meta.compound.wanted).toBeNull();
    say(2);
    expect(p.meta.compound.wanted).toMatchObject({ by: "ada", asked_on: 7 });
    p.merged(DAY);
    rest(p);
    expect(
      said(p).filter((text) => text.includes("merged since the last") || text.includes("is done")),
    ).toEqual([
      "I look at what has been merged since the last compound review.",
      "The compound review that was asked for here is done: 0 findings by 5 groups, 0 filed as issues; 1 skipped.",
    ]);
  });

  it("not of nothing, not without a reviewer, not while a person has stopped the project; each is said", () => {
    const last = (p: MemoryProject) => [
      p.jobs.size,
      p.meta.compound.last?.outcome,
      p.meta.compound.last?.sentence,
    ];
    const nothing = at();
    nothing.tick();
    nothing.merged({ ...DAY, files: ["package-lock.json"] });
    expect(last(nothing)).toEqual([0, "nothing", expect.stringContaining("nothing is left to read")]);
    expect(nothing.meta.compound.reviewed).toBe(DAY.head);

    const nobody = at({}, {}, { agents: [{ name: "developer", role: "developer" }] });
    nobody.tick();
    nobody.merged(DAY);
    expect(last(nobody)).toEqual([0, "skipped", expect.stringContaining("no agent of the role reviewer")]);

    const stopped = at();
    const stop = { scope: "project", name: "", verb: "pause", by: "ada", why: "", since: 0 } as const;
    stopped.meta = { ...stopped.meta, stops: [stop] };
    stopped.tick();
    stopped.merged(DAY);
    expect(last(stopped)).toEqual([0, "skipped", "the project is paused by ada"]);
    // What was not read is read with the next.
    expect(stopped.meta.compound.reviewed).toBeNull();
  });

  it("gives up a day that the forge does not tell", () => {
    const p = at({ max_secs: 600 });
    p.tick();
    p.now += 601_000;
    p.tick();
    expect(p.meta.compound).toMatchObject({ wanted: null, last: { outcome: "skipped" } });
    expect(p.merged(DAY)).toBe(false);
  });

  it("only in words in the mode observe", () => {
    const p = at({}, { mode: "observe" });
    p.tick();
    p.merged(DAY);
    expect([p.jobs.size, p.items.size, p.effects.size]).toEqual([0, 0, 0]);
    expect(events(p, "compound.would_review")).toMatchObject([{ files: 2 }]);
    expect(events(p, "compound.would_review")[0]?.groups).toHaveLength(5);
  });
});

describe("a person", () => {
  it("asks for one over the API, and cancels a group without ending the others", () => {
    const p = at();
    const { answer, changes } = onReviewAsked(p.snapshot(), "owner");
    p.apply(changes);
    expect(answer.asked).toBe(true);
    p.merged(DAY);
    expect(p.meta.compound.run?.by).toBe("owner");
  });
});
