import assert from "node:assert/strict";
import test from "node:test";
import { paginate } from "../src/paging.js";

const items = Array.from({ length: 21 }, (_, index) => index);

test("the first page holds the first items", () => {
  assert.deepEqual(paginate(items, { page: 1, size: 3 }).items, [0, 1, 2]);
});

test("the rest has a page of its own", () => {
  assert.equal(paginate(items, { page: 1, size: 10 }).pages, 3);
});

test("page 0 does not exist", () => {
  assert.throws(() => paginate(items, { page: 0 }), RangeError);
});

test("full pages only: behind the last there is none", () => {
  assert.equal(paginate(items, { page: 7, size: 3 }).next, null);
});
