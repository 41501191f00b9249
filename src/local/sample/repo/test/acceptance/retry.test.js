import assert from "node:assert/strict";
import test from "node:test";
import { retry } from "../../src/retry.js";

test("a gauge that answers at the fifth call was asked after longer and longer pauses", async () => {
  const pauses = [];
  const answer = await retry(
    async (attempt) => {
      if (attempt < 5) {
        throw new Error("no answer");
      }
      return "4.20 m";
    },
    { attempts: 5, base: 50, limit: 300, sleep: async (ms) => void pauses.push(ms) },
  );
  assert.equal(answer, "4.20 m");
  assert.deepEqual(pauses, [50, 100, 200, 300]);
});
