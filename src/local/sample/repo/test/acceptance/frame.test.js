import assert from "node:assert/strict";
import test from "node:test";
import { decode, encode } from "../../src/frame.js";

test("every length up to 600 survives", () => {
  for (let length = 0; length <= 600; length += 50) {
    const payload = Array.from({ length }, (_, index) => (index * 7) % 256);
    assert.deepEqual(decode(encode(payload)), payload);
  }
});
