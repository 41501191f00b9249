import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Lock } from "../../src/lock.js";

test("a hundred tasks, every third of which fails, all get their turn, one at a time", async () => {
  const lock = new Lock();
  let inside = 0;
  let done = 0;
  const task = async (index) => {
    inside++;
    assert.equal(inside, 1);
    await turn();
    inside--;
    done++;
    if (index % 3 === 0) {
      throw new Error("failed");
    }
  };
  const all = Array.from({ length: 100 }, (_, index) => lock.run(() => task(index)).catch(() => {}));
  for (let turns = 0; turns < 400 && done < 100; turns++) {
    await turn();
  }
  assert.equal(done, 100);
  await Promise.all(all);
  assert.equal(lock.waiting, 0);
});
