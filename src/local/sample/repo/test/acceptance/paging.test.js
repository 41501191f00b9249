import assert from "node:assert/strict";
import test from "node:test";
import { paginate } from "../../src/paging.js";

test("following next from the first page sees every item once", () => {
  for (const length of [0, 1, 9, 10, 11, 20, 99]) {
    const items = Array.from({ length }, (_, index) => index);
    const seen = [];
    for (let page = 1; page !== null; ) {
      const result = paginate(items, { page, size: 10 });
      seen.push(...result.items);
      page = result.next;
    }
    assert.deepEqual(seen, items);
    assert.equal(paginate(items, { size: 10 }).pages, Math.ceil(length / 10));
  }
});
