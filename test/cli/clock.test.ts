import { describe, expect, it } from "vitest";
import { clock, moment, timeOfDay, zone } from "../../src/cli/clock.ts";

const AT = Date.UTC(2026, 6, 5, 9, 0, 7);
const away = (tz: string): string[] => {
  const before = process.env.TZ;
  process.env.TZ = tz;
  try {
    return [clock(AT), timeOfDay(AT), zone(AT), moment(AT)];
  } finally {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  }
};

describe("a moment", () => {
  it("reads the same whatever the language of the machine, by its own clock, with the zone where it stands alone", () => {
    expect(away("UTC")).toEqual(["2026-07-05 09:00:07", "09:00:07", "UTC", "2026-07-05 09:00:07 UTC"]);
    expect(away("Europe/Berlin").at(-1)).toBe("2026-07-05 11:00:07 UTC+2");
    expect(away("Asia/Kolkata").at(-1)).toBe("2026-07-05 14:30:07 UTC+5:30");
  });

  it("that never comes is called so", () => {
    expect(moment(null)).toBe("never");
  });
});
