/**
 * The hidden note in every comment the factory writes: `<!-- adf:1 {payload} signature -->` on the last line.
 * The signature covers repository, issue, effect and the visible body, so a marker copied to another place
 * or under another text is not ours. Section 4, step 10.
 */
import * as z from "zod";
import { Name } from "./names.ts";

export const MarkerPayload = z.strictObject({
  effect: z.string().min(1).max(100),
  /** Semantic key of the event at the root of this chain of mentions. */
  root: z.string().max(200),
  hop: z.int().nonnegative(),
  job: z.string().max(100).optional(),
  epoch: z.int().positive().optional(),
  agent: Name.optional(),
});
export type MarkerPayload = z.infer<typeof MarkerPayload>;
