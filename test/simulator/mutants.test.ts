/** A mutant that no longer fits the code proves nothing; this says so long before the long run does. */
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

import { describe, expect, it } from "vitest";
import { MUTANTS } from "../support/simulator/mutants.ts";

describe("the deliberate faults", () => {
  it("are at least fifteen", () => expect(MUTANTS.length).toBeGreaterThanOrEqual(15));

  it.each(MUTANTS)("$name: fits $file in one place", ({ file, find, put }) => {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
    expect(source.split(find)).toHaveLength(2);
    expect(put).not.toBe(find);
    // What does not even load is noticed by anybody.
    expect(() =>
      transformSync(
        source.replace(find, () => put),
        { loader: "ts" },
      ),
    ).not.toThrow();
  });
});
