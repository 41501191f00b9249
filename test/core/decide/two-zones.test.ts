/** Two projects of one deployment, each by the clock of its own zone, over the nights on which those clocks are changed. */
import { describe, expect, it } from "vitest";
import { mayCoordinate } from "../../../src/core/decide/coordinate.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { know } from "../../support/core/road.ts";
import { contextWith } from "../../support/core/scene.ts";

const MINUTE = 60_000;
const scheduled = (schedule: string, timezone: string) => {
  const project = new MemoryProject(contextWith({}, { schedule, timezone, active: "schedule" }));
  know(project, 1);
  return project;
};
const fired = (project: MemoryProject): string[] =>
  project.journal
    .filter((one) => one.event === "schedule.fired")
    .map((one) =>
      new Date(Number((one as { scheduled_ms?: unknown }).scheduled_ms)).toISOString().slice(0, 16),
    );

/** Ticks both as the one cron does, in the same minute. */
function live(projects: readonly MemoryProject[], from: string, to: string): void {
  for (const project of projects) project.meta = { ...project.meta, schedule_cursor: Date.parse(from) };
  for (let at = Date.parse(from); at <= Date.parse(to); at += 5 * MINUTE) {
    for (const project of projects) {
      project.now = at;
      project.tick();
    }
  }
}

describe("the schedules of two zones", () => {
  it("each go with their own change of the clocks, and neither with the other's", () => {
    const vienna = scheduled("0 5 * * *", "Europe/Vienna");
    const york = scheduled("0 5 * * *", "America/New_York");
    live([vienna, york], "2026-03-07T00:00Z", "2026-03-09T23:00Z");
    // New York changes on 8 March.
    expect(fired(vienna)).toEqual(["2026-03-07T04:00", "2026-03-08T04:00", "2026-03-09T04:00"]);
    expect(fired(york)).toEqual(["2026-03-07T10:00", "2026-03-08T09:00", "2026-03-09T09:00"]);
    // Vienna changes on 29 March.
    live([vienna, york], "2026-03-28T00:00Z", "2026-03-29T23:00Z");
    expect(fired(vienna).slice(-2)).toEqual(["2026-03-28T04:00", "2026-03-29T03:00"]);
    expect(fired(york).slice(-2)).toEqual(["2026-03-28T09:00", "2026-03-29T09:00"]);
  });

  it("fire once in an hour that comes twice", () => {
    const vienna = scheduled("30 2 * * *", "Europe/Vienna");
    const york = scheduled("30 2 * * *", "America/New_York");
    live([vienna, york], "2026-10-24T12:00Z", "2026-10-25T23:00Z");
    expect(fired(vienna)).toEqual(["2026-10-25T00:30"]);
    expect(fired(york)).toEqual(["2026-10-25T06:30"]);
  });

  it("open only their own project's hours", () => {
    const vienna = scheduled("0 1-9 * * *", "Europe/Vienna");
    const york = scheduled("0 1-9 * * *", "America/New_York");
    const open = (iso: string) =>
      [vienna, york].map((project) => {
        project.now = Date.parse(iso);
        project.meta = { ...project.meta, coordinate_due: true, synced: true };
        return mayCoordinate(project.snapshot());
      });
    expect(open("2026-07-01T04:30Z")).toEqual([true, false]);
    expect(open("2026-07-01T10:30Z")).toEqual([false, true]);
    expect(open("2026-07-01T06:30Z")).toEqual([true, true]);
    expect(open("2026-07-01T20:00Z")).toEqual([false, false]);
  });
});
