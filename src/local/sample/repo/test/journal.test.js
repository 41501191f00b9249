import assert from "node:assert/strict";
import test from "node:test";
import { encode } from "../src/frame.js";
import { createJournal } from "../src/journal.js";

test("append answers with the position of the entry", () => {
  const journal = createJournal();
  assert.equal(journal.append(encode([1])), 1);
  assert.equal(journal.append(encode([2])), 2);
});

test("an empty journal replays nothing", () => {
  assert.deepEqual(createJournal().replay(), []);
});

test("a replay ends with the newest entry", () => {
  const journal = createJournal();
  for (const value of [1, 2, 3]) {
    journal.append(encode([value]));
  }
  assert.deepEqual(journal.replay(), [[1], [2], [3]]);
});

test("a damaged frame is not kept", () => {
  const journal = createJournal();
  assert.throws(() => journal.append([1, 2, 3]));
  assert.deepEqual(journal.replay(), []);
});
