import assert from "node:assert/strict";
import test from "node:test";
import { decode, encode } from "../src/frame.js";

test("a short payload survives the way there and back", () => {
  assert.deepEqual(decode(encode([7, 8, 9])), [7, 8, 9]);
});

test("a payload of 300 bytes survives the way there and back", () => {
  const payload = new Array(300).fill(0);
  assert.deepEqual(decode(encode(payload)), payload);
});

test("a telegram without its start byte is refused", () => {
  assert.throws(() => decode([0, 0, 0, 0, 0]), /start byte/);
});

test("a damaged payload is refused", () => {
  const bytes = encode([1, 2, 3]);
  bytes[3] += 1;
  assert.throws(() => decode(bytes), /checksum/);
});

test("a telegram that was cut off is refused", () => {
  assert.throws(() => decode(encode([1, 2, 3]).slice(0, -1)), /says 3 bytes and has 2/);
});
