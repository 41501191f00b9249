import assert from "node:assert/strict";
import test from "node:test";
import { checksum } from "../../src/checksum.js";

test("a long telegram wraps at 16 bits, as the gauges do", () => {
  assert.equal(checksum(new Array(300).fill(255)), (300 * 255) % 65_536);
});

test("the high byte is kept at every length", () => {
  assert.equal(checksum(new Array(10).fill(255)), 2_550);
});
