/** Nightwatch and the agents, in virtual time: each correction of one that drifts, and its undoing. */
import { describe, expect, it } from "vitest";
import { onControl } from "../../../src/core/decide/on-control.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, mustClaim } from "../../support/core/road.ts";
import { contextWith } from "../../support/core/scene.ts";
import { alerts, did, events, HERE, HOUR, look, TICK } from "../../support/core/watched.ts";

describe("an agent that drifts", () => {
  it("a minor drift is noted, once, and its end is noticed", () => {
    const project = new MemoryProject();
    did(project, 12, "success", { denials: 9 });
    look(project);
    look(project);
    expect(events(project)).toEqual(["nightwatch.noted"]);
    did(project, 12, "success");
    look(project);
    expect(events(project)).toEqual(["nightwatch.noted", "nightwatch.recovered"]);
    expect([alerts(project), project.meta.stops, project.meta.watch.agents]).toEqual([[], [], {}]);
  });

  it("a moderate drift gives it a fresh start: its jobs leave their earlier conversation, until it is well", () => {
    const project = asked();
    did(project, 12, "no_change");
    look(project);
    expect(events(project)).toEqual(["nightwatch.fresh_start"]);
    expect(mustClaim(project).fresh).toBe(true);
    look(project);
    expect(events(project)).toHaveLength(1);
    did(project, 4, "success");
    look(project);
    expect(events(project)).toEqual(["nightwatch.fresh_start", "nightwatch.recovered"]);
    expect(mustClaim(asked()).fresh).toBeUndefined();
  });

  it("a severe drift keeps it from work for an hour, and then it is tried again", () => {
    const project = asked();
    did(project, 5, "exit_code");
    look(project);
    expect(project.claim()).toBeNull();
    expect(project.meta.stops).toMatchObject([{ scope: "agent", name: "developer", by: "nightwatch" }]);
    expect(alerts(project)).toEqual([]);
    project.now += HOUR;
    look(project);
    expect(project.meta.stops).toEqual([]);
    expect(project.claim()).not.toBeNull();
    did(project, 4, "success");
    look(project);
    expect(events(project)).toEqual(["nightwatch.paused", "nightwatch.tried_again", "nightwatch.recovered"]);
  });

  it("a critical drift is one issue with evidence and commands, told once and closed when it is well again", () => {
    const project = new MemoryProject();
    did(project, 12, "stalled");
    for (let n = 0; n < 5; n++) {
      look(project);
      forgeDoes(project);
    }
    const told = [...project.effects.values()].filter((e) => e.action.kind === "create_issue");
    expect(told).toHaveLength(1);
    const text = JSON.stringify(told);
    for (const part of [
      "12 of its last 12 jobs ended badly",
      "did-11",
      "what it said",
      "resume --agent developer",
    ])
      expect(text).toContain(part);
    forgeDoes(project);
    project.now += 6 * HOUR;
    look(project);
    did(project, 5, "exit_code");
    look(project);
    expect(events(project).slice(-2)).toEqual(["nightwatch.tried_again", "nightwatch.escalated"]);
    // It is as bad as before its pause: the same issue says so.
    expect(events(project, "alert.")).toEqual(["alert.raised", "alert.grew"]);
    expect(forgeDoes(project)).toEqual(["comment"]);
    project.now += 6 * HOUR;
    look(project);
    did(project, 4, "success");
    look(project);
    expect(forgeDoes(project)).toEqual(["comment", "close_issue"]);
    expect([alerts(project), project.meta.stops]).toEqual([[], []]);
    expect([...project.effects.values()].filter((e) => e.action.kind === "create_issue")).toHaveLength(1);
  });

  it("is told of with what else is amiss, which counts for nothing in its drift", () => {
    const project = new MemoryProject();
    did(project, 12, "success");
    const records = { waiting_ms: 600_000, gaps: 2_000, dead: 3, trouble: "503" };
    for (let n = 0; n < 6; n++) {
      project.now += TICK;
      project.watch({ silent_ms: HOUR, names: [] }, { records, alarm_lost: true });
    }
    expect(project.meta.watch.agents).toEqual({});
    did(project, 12, "stalled");
    project.watch(HERE, { records });
    const told = [...project.effects.values()].find((e) => e.id.startsWith("alert:nightwatch:"));
    expect(JSON.stringify(told)).toContain("Also amiss now");
    expect(JSON.stringify(told)).toContain("- Records wait for the log store");
  });

  it("gets the next harder correction where the last did not help, up to a person", () => {
    const project = new MemoryProject();
    for (let n = 0; n < 3; n++) {
      did(project, 12, "no_change");
      look(project);
      project.now += HOUR;
      look(project);
    }
    expect(events(project)).toEqual([
      "nightwatch.fresh_start",
      "nightwatch.paused",
      "nightwatch.tried_again",
      "nightwatch.escalated",
    ]);
    expect(alerts(project)).toContain("nightwatch:developer");
  });

  it("works again at once when a person resumes it, and what it did before does not count", () => {
    const project = asked();
    did(project, 12, "stalled");
    look(project);
    const target = { kind: "agent", name: "developer" } as const;
    project.apply(onControl(project.snapshot(), { verb: "resume", target, by: "ada", why: "" }).changes);
    look(project);
    look(project);
    expect(events(project)).toEqual(["nightwatch.escalated"]);
    expect(project.claim()).not.toBeNull();
  });

  it("never touches the pause of a person", () => {
    const project = new MemoryProject();
    const target = { kind: "agent", name: "developer" } as const;
    did(project, 12, "stalled");
    project.apply(onControl(project.snapshot(), { verb: "pause", target, by: "ada", why: "" }).changes);
    look(project);
    project.now += 7 * HOUR;
    look(project);
    expect(project.meta.stops).toMatchObject([{ by: "ada" }]);
    // Nor one that took the place of its own.
    const taken = new MemoryProject();
    did(taken, 5, "exit_code");
    look(taken);
    taken.apply(onControl(taken.snapshot(), { verb: "pause", target, by: "ada", why: "" }).changes);
    taken.now += 7 * HOUR;
    look(taken);
    did(taken, 4, "success");
    look(taken);
    expect(events(taken)).toEqual(["nightwatch.paused", "nightwatch.recovered"]);
    expect(taken.meta.stops).toMatchObject([{ by: "ada" }]);
  });

  it("is not corrected outside the project's hours, and let go when nightwatch is switched off", () => {
    const asleep = new MemoryProject(contextWith({}, { active: "schedule", schedule: "0 1-9 * * *" }));
    did(asleep, 12, "stalled");
    look(asleep);
    expect(events(asleep)).toEqual([]);
    const project = new MemoryProject();
    did(project, 12, "stalled");
    look(project);
    project.context = contextWith({ nightwatch: { enabled: false } });
    look(project);
    expect([alerts(project), project.meta.stops, events(project).at(-1)]).toEqual([
      [],
      [],
      "nightwatch.recovered",
    ]);
  });

  it("is judged by the thresholds and the interval of the configuration", () => {
    const project = new MemoryProject(
      contextWith({
        nightwatch: {
          minor_drift: 0.9,
          moderate_drift: 0.95,
          severe_drift: 0.97,
          critical_drift: 1,
          interval_secs: 3_600,
        },
      }),
    );
    did(project, 12, "exit_code");
    look(project);
    expect(events(project)).toEqual([]);
    project.context = contextWith({ nightwatch: { interval_secs: 3_600 } });
    look(project);
    expect(events(project)).toEqual([]);
    project.now += HOUR;
    look(project);
    expect(events(project)).toEqual(["nightwatch.escalated"]);
  });
});
