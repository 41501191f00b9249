import assert from "node:assert/strict";
import test from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Lock } from "../src/lock.js";

test("a task's result comes back", async () => {
  assert.equal(await new Lock().run(async () => 5), 5);
});

test("a second task waits for the first", async () => {
  const lock = new Lock();
  const order = [];
  const first = lock.run(async () => {
    await turn();
    order.push("first");
  });
  const second = lock.run(async () => {
    order.push("second");
  });
  await Promise.all([first, second]);
  assert.deepEqual(order, ["first", "second"]);
});

test("a task that throws lets the next one in", async () => {
  const lock = new Lock();
  await assert.rejects(
    lock.run(async () => {
      throw new Error("broken sensor");
    }),
    /broken sensor/,
  );
  let ran = false;
  lock.run(async () => {
    ran = true;
  });
  await turn();
  assert.equal(ran, true);
});
