import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { adf } from "../adf.ts";

interface Shown {
  readonly number: number;
  readonly caught: boolean;
  readonly steps: readonly { readonly did: string; readonly saw: string }[];
}

it("adf incident all makes the ten again, each is caught, and nothing of it stays on the disk", async () => {
  const place = mkdtempSync(join(tmpdir(), "adf-all-"));
  try {
    const { code, out, err } = await adf(["incident", "all", "--json"], "", { TMPDIR: place });
    const { incidents } = JSON.parse(out) as { incidents: Shown[] };
    expect(incidents.filter((one) => !one.caught)).toEqual([]);
    expect(incidents.map((one) => one.number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const step of incidents.flatMap((one) => one.steps)) expect(step.saw).not.toBe("");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(readdirSync(place)).toEqual([]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}, 180_000);
