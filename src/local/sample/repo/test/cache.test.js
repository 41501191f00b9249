import assert from "node:assert/strict";
import test from "node:test";
import { createCache } from "../src/cache.js";

test("a value can be read again", () => {
  const cache = createCache({ max: 2, ttl: 10, now: () => 0 });
  cache.set("a", 1);
  assert.equal(cache.get("a"), 1);
  assert.equal(cache.get("b"), undefined);
});

test("there are never more values than allowed", () => {
  const cache = createCache({ max: 2, ttl: 10, now: () => 0 });
  for (const key of ["a", "b", "c"]) {
    cache.set(key, key);
  }
  assert.equal(cache.size, 2);
});

test("a value is gone when its time is over", () => {
  let time = 0;
  const cache = createCache({ max: 2, ttl: 10, now: () => time });
  cache.set("a", 1);
  time = 10;
  assert.equal(cache.get("a"), undefined);
});

test("writing a value again keeps the others", () => {
  const cache = createCache({ max: 2, ttl: 10, now: () => 0 });
  cache.set("a", 1);
  cache.set("b", 2);
  cache.set("a", 3);
  assert.equal(cache.get("a"), 3);
  assert.equal(cache.get("b"), 2);
});
