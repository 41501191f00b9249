/** The answer of `GET /api/v1/projects/:project/note`: the daily note as it would be written now. */
import * as z from "zod";

export const NoteView = z.strictObject({
  project: z.string(),
  /** Since the last note, or since the first tick. */
  since_ms: z.number(),
  until_ms: z.number(),
  /** False: nothing happened, and none would be written. */
  news: z.boolean(),
  closed: z.array(
    z.strictObject({
      issue: z.int(),
      title: z.string(),
      pull_request: z.int().nullable(),
      attempts: z.int(),
      usd: z.number(),
    }),
  ),
  usd: z.number(),
  /** Of a person, by the rule of thumb of docs/nightwatch.md. */
  minutes: z.number(),
  waiting: z.int(),
  /** Agents that do less well than before. */
  falling: z.array(z.string()),
  /** The issue that holds the notes; null while there is none. */
  issue: z.int().nullable(),
  text: z.string(),
});
export type NoteView = z.infer<typeof NoteView>;
