import assert from "node:assert/strict";
import test from "node:test";
import { loadConfig } from "../../src/config.js";

test("settings and defaults make one whole", () => {
  assert.deepEqual(loadConfig({ units: "ft", root: "/srv/data" }), {
    root: "/srv/data",
    interval: 60,
    attempts: 3,
    units: "ft",
  });
});

test("one configuration does not change the next", () => {
  loadConfig({ units: "ft" });
  assert.equal(loadConfig().units, "m");
});
