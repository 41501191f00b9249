/** A `--test-reporter`: one JSON line per finished test. Loaded by the child, not by us. */
interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name?: string;
    readonly nesting?: number;
    readonly file?: string;
    readonly details?: {
      readonly passed?: boolean;
      readonly type?: string;
      readonly error?: { readonly message?: string; readonly cause?: { readonly message?: string } };
    };
  };
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== "test:complete" || data.details === undefined) continue;
    const error = data.details.error;
    yield `${JSON.stringify({
      name: data.name,
      nesting: data.nesting,
      file: data.file,
      suite: data.details.type === "suite",
      passed: data.details.passed === true,
      message: (error?.cause?.message ?? error?.message ?? "").slice(0, 500),
    })}\n`;
  }
}
