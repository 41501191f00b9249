/**
 * What reading a text for mentions answers: whom it calls, and what looked like a call but is none. Also the
 * shape printed by `adf mention parse --json`. Offsets count UTF-16 units from the start of the text.
 */
import * as z from "zod";
import { Name } from "./names.ts";

export const Mention = z.strictObject({
  /** As written: null when the mention names no project. */
  project: Name.nullable(),
  agent: Name,
  /** The rest of the line, up to the next mention. */
  context: z.string().max(500),
  offset: z.int().nonnegative(),
});
export type Mention = z.infer<typeof Mention>;

export const MentionProblemReason = z.enum([
  /** `@adf:` or `@adf:project/` with nothing after it. */
  "missing_name",
  /** Not written as a name is written: upper case, an underscore, too short, one slash too many. */
  "bad_name",
  "unknown_agent",
  "unknown_project",
  /** Two projects have an agent of this name and the text does not say which. */
  "ambiguous_agent",
]);
export type MentionProblemReason = z.infer<typeof MentionProblemReason>;

export const MentionProblem = z.strictObject({
  reason: MentionProblemReason,
  text: z.string(),
  offset: z.int().nonnegative(),
  /** Nearest known names, best first, written as they would stand after `@adf:`. */
  suggestions: z.array(z.string()).max(3),
});
export type MentionProblem = z.infer<typeof MentionProblem>;

export const MentionReport = z.strictObject({
  mentions: z.array(Mention),
  problems: z.array(MentionProblem),
});
export type MentionReport = z.infer<typeof MentionReport>;
