/** A `--test-reporter` for the batch child: one JSON line on descriptor 3 per finished test, nothing on stdout. */
import { writeSync } from "node:fs";
import type { Finished } from "./wire.ts";

interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly nesting?: number;
    readonly details?: { readonly passed?: boolean; readonly type?: string };
  };
}

// biome-ignore lint/correctness/useYield: what it yielded would mix with what the tests print.
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== "test:complete") continue;
    const line: Finished = {
      kind: "finished",
      name: data.name ?? "",
      nesting: data.nesting ?? 0,
      suite: data.details?.type === "suite",
      passed: data.details?.passed === true,
    };
    write(`${JSON.stringify(line)}\n`);
  }
}

function write(text: string): void {
  for (;;) {
    try {
      writeSync(3, text);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}
