/** A `--test-reporter` for the batch child: one JSON line on descriptor 3 per finished test, nothing on stdout. */
import { writeSync } from "node:fs";

/** @import { TestEvent } from "node:test/reporters" */
/** @import { Finished } from "./wire.ts" */

/** @param {AsyncIterable<TestEvent>} events */
// biome-ignore lint/correctness/useYield: what it yielded would mix with what the tests print.
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== "test:complete") continue;
    /** @type {Finished} */
    const line = {
      kind: "finished",
      name: data.name,
      nesting: data.nesting,
      suite: data.details.type === "suite",
      passed: data.details.passed === true,
    };
    write(`${JSON.stringify(line)}\n`);
  }
}

/** @param {string} text */
function write(text) {
  for (;;) {
    try {
      writeSync(3, text);
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EAGAIN") throw error;
    }
  }
}
