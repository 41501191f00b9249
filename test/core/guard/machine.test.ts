import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { place } from "./corpus.ts";
import { drawn } from "./machine.ts";

describe("commands from scripts on this machine", () => {
  it("are nearly all let through", () => {
    const lines = drawn(6_000);
    const denied = lines
      .map((line) => ({ line, ...judge(line, place()) }))
      .filter(({ decision }) => decision === "deny");
    console.log(
      `${lines.length} commands drawn, ${denied.length} denied (${((100 * denied.length) / lines.length).toFixed(2)} %)`,
    );
    for (const { line, rule } of denied) console.log(`  ${rule}: ${line}`);
    expect(lines.length).toBeGreaterThan(2_000);
    expect(denied.length / lines.length).toBeLessThan(0.005);
  });
});
