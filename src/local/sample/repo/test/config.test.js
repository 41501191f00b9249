import assert from "node:assert/strict";
import test from "node:test";
import { loadConfig } from "../src/config.js";

test("without settings the defaults count", () => {
  assert.equal(loadConfig().interval, 60);
  assert.equal(loadConfig().units, "m");
});

test("a setting wins over its default", () => {
  assert.equal(loadConfig({ interval: 5 }).interval, 5);
});

test("an unknown setting is refused by name", () => {
  assert.throws(() => loadConfig({ intervall: 5 }), /unknown setting "intervall"/);
});
