/**
 * One structured record per change of condition, printed as one JSON line. `event` is stable and dotted
 * (`job.leased`); every id that is known is present. No payloads, no prompts, no secrets.
 */
import * as z from "zod";

export const LogRecord = z.looseObject({
  event: z.string().regex(/^[a-z_]+(\.[a-z_]+)+$/),
  level: z.enum(["debug", "info", "warn", "error"]),
  project: z.string().optional(),
  issue: z.int().optional(),
  pull_request: z.int().optional(),
  agent: z.string().optional(),
  job: z.string().optional(),
  attempt: z.int().optional(),
  epoch: z.int().optional(),
  runner: z.string().optional(),
  delivery: z.string().optional(),
  effect: z.string().optional(),
  outcome: z.string().optional(),
  reason: z.string().optional(),
});
export type LogRecord = z.infer<typeof LogRecord>;

/** Under what a decision was made: without it a record cannot be explained later. */
export const Origin = z.strictObject({
  build: z.string(),
  /** Hash of the configuration's text. */
  config: z.string(),
  /** Version of the routing scenarios. */
  scenarios: z.string(),
  /** Hash of the prompt templates. */
  prompts: z.string().optional(),
});
export type Origin = z.infer<typeof Origin>;

/**
 * A record as it is kept with its project, shipped to the log store and written to files. Numbered per source without a gap,
 * and chained: `hash` is over everything else in it, `prev` the hash of the record before.
 */
export const LogDocument = z.strictObject({
  ...LogRecord.shape,
  ...Origin.shape,
  /** By the brain's clock, as RFC 3339 with milliseconds. */
  timestamp: z.iso.datetime({ precision: 3 }),
  /** Who numbers: the project's name. */
  source: z.string(),
  seq: z.int().positive(),
  project: z.string(),
  /** What happened, as a sentence. */
  message: z.string(),
  /** What else the event tells, each event its own. */
  data: z.record(z.string(), z.unknown()).optional(),
  prev: z.string(),
  hash: z.string(),
});
export type LogDocument = z.infer<typeof LogDocument>;

/**
 * What a field is for, from which the log store's mapping is made: `id` is found whole and counted, `text` is searched by its
 * words, `number` and `time` are sorted and cut into ranges, `json` holds what has no field of its own. A field without a kind
 * does not compile.
 */
export type FieldKind = "id" | "text" | "number" | "time" | "json";

export const LOG_FIELDS: Readonly<Record<keyof LogDocument, FieldKind>> = {
  timestamp: "time",
  source: "id",
  seq: "number",
  event: "id",
  level: "id",
  message: "text",
  project: "id",
  issue: "number",
  pull_request: "number",
  agent: "id",
  job: "id",
  attempt: "number",
  epoch: "number",
  runner: "id",
  delivery: "id",
  effect: "id",
  outcome: "id",
  reason: "text",
  build: "id",
  config: "id",
  scenarios: "id",
  prompts: "id",
  data: "json",
  prev: "id",
  hash: "id",
};
