/** A taste of `fuzz.full.test.ts`. */
import { describe, expect, it } from "vitest";
import { holdAll } from "../../support/config/hold.ts";
import { mutate } from "../../support/config/mutate.ts";
import { VALID } from "../../support/config/valid.ts";

describe("a mutated configuration", () => {
  it("is judged without a crash in 800 cases, and works where it is accepted", () => {
    const accepted = holdAll(VALID, 0, 800, mutate);
    // Mutations that change nothing that matters are accepted, and most are not.
    expect(accepted).toBeGreaterThan(40);
    expect(accepted).toBeLessThan(600);
  }, 60_000);
});
