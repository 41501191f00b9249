import assert from "node:assert/strict";
import test from "node:test";
import { addDays, dayOf, daysBetween } from "../src/days.js";

test("the day of a moment is counted in UTC", () => {
  assert.equal(dayOf("2026-01-01T00:30:00+02:00"), "2025-12-31");
  assert.equal(dayOf(Date.UTC(2026, 8, 7)), "2026-09-07");
});

test("days are added over the end of a month", () => {
  assert.equal(addDays("2026-01-31", 1), "2026-02-01");
  assert.equal(addDays("2026-03-01", -1), "2026-02-28");
});

test("a leap year has its day", () => {
  assert.equal(addDays("2028-02-28", 1), "2028-02-29");
});

test("both ends belong to a range", () => {
  assert.deepEqual(daysBetween("2026-02-27", "2026-03-01"), ["2026-02-27", "2026-02-28", "2026-03-01"]);
  assert.deepEqual(daysBetween("2026-02-27", "2026-02-27"), ["2026-02-27"]);
});

test("a range that ends before it begins is empty", () => {
  assert.deepEqual(daysBetween("2026-02-02", "2026-02-01"), []);
});
