import assert from "node:assert/strict";
import test from "node:test";
import { checksum, verify } from "../src/checksum.js";

test("the sum of nothing is 0", () => {
  assert.equal(checksum([]), 0);
});

test("a short telegram adds up", () => {
  assert.equal(checksum([1, 2, 3]), 6);
});

test("a sum above 255 keeps its high byte", () => {
  assert.equal(checksum([200, 100]), 300);
});

test("verify compares with what was sent", () => {
  assert.equal(verify([1, 2], 3), true);
  assert.equal(verify([1, 2], 4), false);
});
