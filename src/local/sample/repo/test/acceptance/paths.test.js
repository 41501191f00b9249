import assert from "node:assert/strict";
import test from "node:test";
import { stationFile } from "../../src/paths.js";

test("two data folders hold two sets of files", () => {
  for (const root of ["/srv/a", "/tmp/b", "relative/c"]) {
    assert.equal(stationFile(root, "Brest", "2025-12-31"), `${root}/brest/2025/12/2025-12-31.csv`);
  }
});
