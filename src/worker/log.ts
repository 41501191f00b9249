/** Structured logs: one JSON object a line, on standard output, where the platform's observability collects it. */
import type { Stamp } from "../contract/deployment.ts";
import { LogRecord } from "../contract/log.ts";
import { createRedactor, type Redactor } from "../core/redact/redact.ts";

/** Kept here and not passed along, so that no caller can forget it; the door sets it before anything else happens. */
let redactor = createRedactor();

export function redactWith(knowing: Redactor): void {
  redactor = knowing;
}

/** One isolate runs one build under one configuration. */
let stamp: Partial<Stamp> = {};

export function stampLog(known: Stamp): void {
  stamp = known;
}

export function logLine(record: LogRecord): void {
  // Parsed on the way out: a record that breaks its contract is a bug here, not a surprise in the log store.
  console.log(JSON.stringify(redactor.data(LogRecord.parse({ ...record, ...stamp }))));
}
