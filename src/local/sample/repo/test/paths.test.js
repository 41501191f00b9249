import assert from "node:assert/strict";
import test from "node:test";
import { stationFile } from "../src/paths.js";

test("a file lies below the folder that was asked for", () => {
  assert.equal(stationFile("/srv/data", "Husum", "2026-03-04"), "/srv/data/husum/2026/03/2026-03-04.csv");
});

test("the name of the file is the day", () => {
  assert.match(stationFile("/srv/data", "Husum", "2026-03-04"), /\/2026-03-04\.csv$/);
});
