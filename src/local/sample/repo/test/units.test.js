import assert from "node:assert/strict";
import test from "node:test";
import { format, toFeet, toMetres } from "../src/units.js";

test("metres and feet are turned into one another", () => {
  assert.equal(toFeet(100), 328.084);
  assert.equal(toMetres(328.084), 100);
});

test("a height has two decimals and its unit", () => {
  assert.equal(format(1.5), "1.50 m");
  assert.equal(format(1, "ft"), "3.28 ft");
});

test("below the datum there is a sign", () => {
  assert.equal(format(-0.256), "-0.26 m");
});
