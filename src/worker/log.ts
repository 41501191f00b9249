/** Structured logs: one JSON object a line, on standard output, where the platform's observability collects it. */
import { LogRecord, type Origin } from "../contract/log.ts";
import { createRedactor, type Redactor } from "../core/redact/redact.ts";

/** Kept here and not passed along, so that no caller can forget it; the door sets it before anything else happens. */
let redactor = createRedactor();

export function redactWith(knowing: Redactor): void {
  redactor = knowing;
}

/** One isolate runs one build under one configuration. */
let origin: Partial<Origin> = {};

export function stampLog(known: Origin): void {
  origin = known;
}

export function logLine(record: LogRecord): void {
  // Parsed on the way out: a record that breaks its contract is a bug here, not a surprise in the log store.
  console.log(JSON.stringify(redactor.data(LogRecord.parse({ ...record, ...origin }))));
}
