import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmpty } from "../src/shells.js";

test("no shells are empty, and one is not", () => {
  assert.equal(isEmpty([]), true);
  assert.equal(isEmpty([1]), false);
});
