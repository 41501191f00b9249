/** A `--test-reporter`: one JSON line per finished test. Loaded by the child, not by us. */

/** @import { TestEvent } from "node:test/reporters" */

/** @param {AsyncIterable<TestEvent>} events */
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== "test:complete") continue;
    const error = data.details.error;
    const cause = /** @type {{ message?: string } | undefined} */ (error?.cause);
    yield `${JSON.stringify({
      name: data.name,
      nesting: data.nesting,
      file: data.file,
      suite: data.details.type === "suite",
      passed: data.details.passed === true,
      message: (cause?.message ?? error?.message ?? "").slice(0, 500),
    })}\n`;
  }
}
