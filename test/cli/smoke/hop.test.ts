import { describe, expect, it } from "vitest";
import {
  courseOf,
  type Entry,
  type Evidence,
  HOPS,
  silentHop,
  type Terms,
} from "../../../src/cli/smoke/hop.ts";
import fc from "../../support/fast-check.ts";

const entry = (at: number, event: string, rest: Partial<Entry> = {}): Entry => ({ at, event, ...rest });

const AUTO: Terms = { webhook: true, mode: "auto" };
const POLL: Terms = { ...AUTO, webhook: false };

const VERIFIED: readonly Entry[] = [
  entry(0.2, "event.received", { kind: "issue" }),
  entry(0.4, "coordinator.picked", { agent: "developer" }),
  entry(1, "job.leased", { job: "tides-3", runner: "r-1", kind: "change" }),
  entry(1.2, "job.running", { kind: "change" }),
  entry(4, "job.succeeded", { kind: "change", outcome: "verified" }),
  entry(5, "job.leased", { job: "tides-4", runner: "r-1", kind: "verify" }),
  entry(7, "job.succeeded", { kind: "verify", outcome: "success" }),
  entry(7, "verify.passed", { agent: "qa" }),
  entry(8, "item.done"),
];
const ASKED: readonly Entry[] = [
  ...VERIFIED.slice(0, 4),
  entry(4, "job.succeeded", { kind: "change", outcome: "question" }),
  entry(4, "item.parked", { reason: "?" }),
];
const evidence = (entries: readonly Entry[], rest: Partial<Evidence> = {}): Evidence => ({
  entries,
  delivered: 0.1,
  mentioned: 0.8,
  answered: 7.5,
  closed: 8,
  ...rest,
});

describe("the course of a smoke issue", () => {
  it("is over and whole when a verified claim was closed, hop by hop with its times", () => {
    const course = courseOf(evidence(VERIFIED), AUTO);
    expect(course.end).toBe("closed");
    expect(course.hops.map((h) => [h.hop, h.status, h.seconds])).toEqual(
      HOPS.map((hop, i) => [hop, "done", [0, 0.1, 0.2, 0.4, 0.8, 1, 1.2, 4, 7, 7.5, 8][i]]),
    );
    expect(silentHop(course)).toBeNull();
  });

  it("is over with a question once it can be read: neither QA nor the factory's closing is waited for", () => {
    const course = courseOf(evidence(ASKED, { closed: null }), AUTO);
    expect(course.end).toBe("question");
    expect(course.hops.map((h) => h.hop)).toEqual(HOPS.filter((h) => h !== "verified" && h !== "closed"));
    expect(silentHop(course)).toBeNull();
    expect(courseOf(evidence(ASKED, { answered: null, closed: null }), AUTO).end).toBe("going");
  });

  it("names the first hop that did not come", () => {
    const only = (n: number) =>
      courseOf(
        evidence(VERIFIED.slice(0, n), { mentioned: n > 1 ? 0.8 : null, answered: null, closed: null }),
        AUTO,
      );
    expect([0, 1, 2, 3, 4].map((n) => silentHop(only(n))?.hop)).toEqual([
      "seen",
      "picked",
      "leased",
      "running",
      "ended",
    ]);
  });

  it("calls a hop skipped when a later one came, and that is no success", () => {
    const course = courseOf(evidence(VERIFIED, { delivered: null }), AUTO);
    expect(silentHop(course)).toMatchObject({ hop: "delivered", status: "skipped" });
    expect(silentHop(courseOf(evidence(VERIFIED, { delivered: null }), POLL))).toBeNull();
  });

  it("of a project that observes ends with what it would take, and goes on for nothing that it may not write", () => {
    const seen = VERIFIED.slice(0, 1);
    const would = entry(0.4, "coordinator.would_pick", { agent: "developer" });
    const terms: Terms = { webhook: false, mode: "observe" };
    const nothing = { delivered: null, mentioned: null, answered: null, closed: null };
    expect(courseOf(evidence(seen, nothing), terms)).toMatchObject({ end: "going" });
    const course = courseOf(evidence([...seen, would], nothing), terms);
    expect(course.end).toBe("observed");
    expect(course.hops.map((h) => [h.hop, h.status])).toEqual([
      ["filed", "done"],
      ["seen", "done"],
      ["picked", "done"],
    ]);
    expect(course.hops.at(-1)?.note).toBe("it would be given to developer");
  });

  it("does not take QA's job for the end of the agent's", () => {
    const late = VERIFIED.filter((e) => !(e.event === "job.succeeded" && e.kind === "change"));
    expect(silentHop(courseOf(evidence(late), AUTO))?.hop).toBe("ended");
  });

  it("tells how an attempt failed while none has ended well", () => {
    const failed = [
      ...VERIFIED.slice(0, 4),
      entry(3, "job.failed", { outcome: "exit_code", reason: "exit 3" }),
    ];
    const silent = silentHop(courseOf(evidence(failed, { answered: null, closed: null }), AUTO));
    expect(silent).toMatchObject({ hop: "ended", status: "silent", note: "failed: exit_code, exit 3" });
  });

  it("is green only when every hop came, whatever was lost", () => {
    fc.assert(
      fc.property(
        fc.subarray([...VERIFIED]),
        fc.record({
          delivered: fc.constantFrom(null, 0.1),
          mentioned: fc.constantFrom(null, 0.8),
          answered: fc.constantFrom(null, 7.5),
          closed: fc.constantFrom(null, 8),
        }),
        (entries, rest) => {
          const course = courseOf({ entries, ...rest }, AUTO);
          const green = silentHop(course) === null;
          expect(green).toBe(course.hops.every((h) => h.status === "done"));
          if (green) expect(course.end).not.toBe("going");
        },
      ),
    );
  });
});
