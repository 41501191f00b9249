/** 100,000 random mutations: never a crash or a stack trace, and never accepted and failing later. */
import { describe, expect, it } from "vitest";
import { holdAll } from "../../support/config/hold.ts";
import { mutate } from "../../support/config/mutate.ts";
import { VALID } from "../../support/config/valid.ts";

const SLICES = 20;
const CASES = 100_000 / SLICES;

describe("a mutated configuration", () => {
  it.each(Array.from({ length: SLICES }, (_, i) => i * CASES))(
    "is judged without a crash, and works where it is accepted: 5,000 cases from seed %i",
    (from) => expect(holdAll(VALID, from, CASES, mutate)).toBeGreaterThan(0),
    300_000,
  );
});
