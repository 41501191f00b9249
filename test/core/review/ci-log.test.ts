/** What of a CI log goes to whoever mends the change. */
import { describe, expect, it } from "vitest";
import { endOf, failingPart } from "../../../src/core/review/ci-log.ts";

const at = (second: number, text: string) =>
  `2026-11-23T02:00:${String(second).padStart(2, "0")}.4321000Z ${text}`;
const ended = (second: number) => Date.parse(`2026-11-23T02:00:${String(second).padStart(2, "0")}Z`);

describe("the part of a log that says what failed", () => {
  const log = [
    at(1, "$ npm test"),
    at(2, "\u001b[31mnot ok 3\u001b[0m - adds"),
    "a line of the tests' own",
    at(2, "exit code 1"),
    at(3, "cleaning up"),
    at(4, "Job failed"),
  ].join("\r\n");

  it("ends where the failed step ended, without times and colours", () => {
    expect(failingPart(log, ended(2))).toBe(
      "$ npm test\nnot ok 3 - adds\na line of the tests' own\nexit code 1",
    );
  });
  it("is its end where nobody knows of steps, or where only what came later was read", () => {
    expect(failingPart(log, null)).toMatch(/^\$ npm test\n[\s\S]*\nJob failed$/);
    expect(failingPart(at(8, "cleaning up"), ended(2))).toBe("cleaning up");
    expect(failingPart("", ended(2))).toBe("");
  });
  it("is bounded, and kept from the beginning of a line", () => {
    expect(endOf("a\nb\n")).toBe("a\nb");
    expect(endOf("first line\nsecond\nthird", 12)).toBe("…second\nthird");
    // What failed in one long line is not given up for the word behind it.
    expect(endOf(`${"x".repeat(20)}\nend`, 10)).toBe("…xxxxxx\nend");
    expect(failingPart("noise\n".repeat(9_000), null).length).toBeLessThanOrEqual(3_001);
  });
});
