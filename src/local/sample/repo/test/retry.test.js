import assert from "node:assert/strict";
import test from "node:test";
import { pauseBefore, retry } from "../src/retry.js";

const sleep = async () => {};

test("the first pause is the base", () => {
  assert.equal(pauseBefore(1, { base: 100 }), 100);
});

test("no pause is longer than the limit", () => {
  assert.equal(pauseBefore(50, { base: 100, limit: 100 }), 100);
});

test("what works is called once", async () => {
  let calls = 0;
  assert.equal(await retry(async () => ++calls, { sleep }), 1);
});

test("what fails is called again, and the last error is thrown", async () => {
  const seen = [];
  const failing = async (attempt) => {
    seen.push(attempt);
    throw new Error(`number ${attempt}`);
  };
  await assert.rejects(retry(failing, { attempts: 3, sleep }), /number 3/);
  assert.deepEqual(seen, [1, 2, 3]);
});
