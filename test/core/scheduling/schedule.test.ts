import { describe, expect, it } from "vitest";
import { isWithinActiveHours } from "../../../src/core/scheduling/active-hours.ts";
import { validateSchedule } from "../../../src/core/scheduling/schedule.ts";

describe("a schedule", () => {
  it.each([
    "0 1-9 * * *",
    "*/5 * * * *",
    "0 0 29 2 *",
    "0 9 * * MON-FRI",
    "0 0 * * 7",
    "0 0 L * *",
    "0 12 1,15 * *",
  ])("may be %j", (expression) => {
    expect(validateSchedule(expression, "Europe/Berlin")).toEqual({ ok: true, value: expression });
  });

  it("is kept with single blanks", () => {
    expect(validateSchedule(" 0\t1-9  * * * ", "UTC")).toEqual({ ok: true, value: "0 1-9 * * *" });
  });

  it.each([
    "",
    "*",
    "@daily",
    "@daily a b c d",
    "0 1 * *",
    "0 0 1 * * *",
    "60 * * * *",
    "0 24 * * *",
    "0 1-x * * *",
    "*/-5 * * * *",
    "0x1 * * * *",
    "1.5 * * * *",
    "0 0 30 2 *",
    "0 0 31 4 *",
    "2026-12-01T00:00:00",
    "H * * * *",
  ])("is never %j", (expression) => {
    const result = validateSchedule(expression, "UTC");
    expect(result.ok).toBe(false);
    expect(!result.ok && result.error).toMatchObject({ field: "schedule" });
    expect(!result.ok && result.error.message).toContain(`"${expression}"`);
  });

  it.each(["", "Mars/Olympus", "Europe", "UTC+1"])("has no zone %j", (zone) => {
    expect(validateSchedule("0 1 * * *", zone)).toMatchObject({ ok: false, error: { field: "timezone" } });
  });
});

describe("the active hours", () => {
  const night = (iso: string, zone = "UTC") => isWithinActiveHours("0 1-9 * * *", zone, Date.parse(iso));
  it.each([
    ["2026-03-02T00:59:59.999Z", false],
    ["2026-03-02T01:00:00.000Z", true],
    ["2026-03-02T05:37:12.345Z", true],
    ["2026-03-02T09:59:59.999Z", true],
    ["2026-03-02T10:00:00.000Z", false],
  ])("at %s of the night schedule: %s", (iso, active) => {
    expect(night(iso)).toBe(active);
  });

  it("are those of the project's zone", () => {
    expect(night("2026-07-01T23:30Z", "Europe/Berlin")).toBe(true);
    expect(night("2026-07-01T08:30Z", "Europe/Berlin")).toBe(false);
  });

  it("last through both runs of a repeated hour", () => {
    expect(night("2026-10-25T00:30Z", "Europe/London")).toBe(true);
    expect(night("2026-10-25T01:30Z", "Europe/London")).toBe(true);
  });

  it("are only on the days that the schedule names", () => {
    const weekdays = (iso: string) => isWithinActiveHours("30 9 * * MON-FRI", "UTC", Date.parse(iso));
    expect(weekdays("2026-03-02T09:05Z")).toBe(true);
    expect(weekdays("2026-03-01T09:35Z")).toBe(false);
  });
});
