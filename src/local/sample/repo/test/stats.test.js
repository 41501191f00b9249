import assert from "node:assert/strict";
import test from "node:test";
import { extremes, mean, median, movingAverage } from "../src/stats.js";

test("the mean of nothing is null", () => {
  assert.equal(mean([]), null);
});

test("the mean divides the sum by the count", () => {
  assert.equal(mean([1, 2, 6]), 3);
});

test("the median of an odd count is the middle one", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([]), null);
});

test("the median of an even count lies between the middle two", () => {
  assert.equal(median([10, 1, 2, 4]), 3);
});

test("sorting does not touch the readings", () => {
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2]);
});

test("a moving average looks back over its width", () => {
  assert.deepEqual(movingAverage([2, 4, 6, 8], 2), [2, 3, 5, 7]);
});

test("the extremes of one reading are that reading", () => {
  assert.deepEqual(extremes([4]), { low: 4, high: 4 });
  assert.deepEqual(extremes([3, -1, 8]), { low: -1, high: 8 });
  assert.deepEqual(extremes([]), { low: null, high: null });
});
