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
