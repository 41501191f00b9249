import assert from "node:assert/strict";
import test from "node:test";
import { addDays, daysBetween, mean, parseCsv, slug, toCsv } from "../../src/index.js";

test("a week of readings is written, read again and averaged", () => {
  const days = daysBetween("2026-02-26", addDays("2026-02-26", 6));
  const rows = days.map((day, index) => [day, slug("Port of Dover"), index]);
  const read = parseCsv(toCsv(rows));
  assert.equal(read.length, 7);
  assert.equal(mean(read.map(([, , height]) => Number(height))), 3);
});
