import { describe, expect, it } from "vitest";
import { editDistance, nearestNames } from "../../../src/core/mention/nearest.ts";
import fc from "../../support/fast-check.ts";

describe("the edit distance", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  it.each([
    ["", "abc", 3],
    ["abc", "abc", 0],
    ["abc", "acb", 1],
    ["developer", "devleoper", 1],
    ["kitten", "sitting", 3],
  ])("from %j to %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });
  it("is the same both ways, and zero only between equals", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe("the nearest names", () => {
  const agents = ["developer", "designer", "deployer", "delivery", "qa"].map((name) => ({
    project: null,
    name,
  }));
  it("are at most three, the nearest first", () => {
    expect(nearestNames("deployr", agents, null)[0]).toBe("deployer");
    expect(nearestNames("de", agents, null)).toHaveLength(3);
  });
  it("are none where nothing is near", () => {
    expect(nearestNames("zzzzzzz", agents, null)).toEqual([]);
  });
});
