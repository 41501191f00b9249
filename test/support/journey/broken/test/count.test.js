import assert from "node:assert/strict";
import { test } from "node:test";
import { count } from "../src/shells.js";

test("every shell is counted", () => {
  assert.equal(count([2, 3, 4]), 9);
  assert.equal(count([5]), 5);
});
