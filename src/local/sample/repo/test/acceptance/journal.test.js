import assert from "node:assert/strict";
import test from "node:test";
import { encode } from "../../src/frame.js";
import { createJournal } from "../../src/journal.js";

test("a reader that remembers its position misses nothing and sees nothing twice", () => {
  const journal = createJournal();
  const seen = [];
  let position = 0;
  for (let value = 1; value <= 20; value++) {
    journal.append(encode([value]));
    if (value % 3 === 0) {
      const fresh = journal.replay(position);
      seen.push(...fresh.flat());
      position += fresh.length;
    }
  }
  assert.deepEqual(seen, Array.from({ length: 18 }, (_, index) => index + 1));
});
