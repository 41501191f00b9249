/** Structured logs: one JSON object a line, on standard output, where the platform's observability collects it. */
import { LogRecord } from "../contract/log.ts";

export function logLine(record: LogRecord): void {
  // Parsed on the way out: a record that breaks its contract is a bug here, not a surprise in the log store.
  console.log(JSON.stringify(LogRecord.parse(record)));
}
