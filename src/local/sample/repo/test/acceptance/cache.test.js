import assert from "node:assert/strict";
import test from "node:test";
import { createCache } from "../../src/cache.js";

test("the newest values are the ones that stay", () => {
  const cache = createCache({ max: 3, ttl: 1_000, now: () => 0 });
  for (let value = 1; value <= 10; value++) {
    cache.set(`k${value}`, value);
    assert.ok(cache.size <= 3);
  }
  assert.deepEqual(
    ["k7", "k8", "k9", "k10"].map((key) => cache.get(key)),
    [undefined, 8, 9, 10],
  );
});

test("a cache for one value holds one value", () => {
  const cache = createCache({ max: 1, ttl: 1_000, now: () => 0 });
  cache.set("a", 1);
  assert.equal(cache.get("a"), 1);
  cache.set("b", 2);
  assert.equal(cache.get("a"), undefined);
  assert.equal(cache.get("b"), 2);
});
