/**
 * What a person is told outside the forge, by a notifier of the configuration. The body of a `webhook` notifier is exactly a
 * `NoticeMessage`, in the form of Standard Webhooks (https://www.standardwebhooks.com).
 */
import * as z from "zod";

/** How much it matters, the least first: a notifier is told what is at its own level or above. */
export const NoticeLevel = z.enum(["info", "warning", "critical"]);
export type NoticeLevel = z.infer<typeof NoticeLevel>;

export const NoticeKind = z.enum([
  "alert.opened",
  "alert.grew",
  "alert.recovered",
  "person.wanted",
  "note.daily",
  "test",
]);
export type NoticeKind = z.infer<typeof NoticeKind>;

export const NoticeMessage = z.strictObject({
  type: NoticeKind,
  /** When it happened, by the brain's clock. */
  timestamp: z.iso.datetime({ precision: 3 }),
  data: z.strictObject({
    /** The same in each try: who has it already throws the second away. */
    id: z.string().min(1),
    level: NoticeLevel,
    factory: z.string(),
    /** "" of a test, which is about no project. */
    project: z.string(),
    /** What it is about, the same from the beginning to the end of one condition: `watch:runner`, `issue:12`. */
    about: z.string(),
    title: z.string().min(1),
    body: z.string(),
    link: z.url().nullable(),
  }),
});
export type NoticeMessage = z.infer<typeof NoticeMessage>;

/** `POST /api/v1/notifiers/test`: to all, or to the named one. */
export const NotifierTest = z.strictObject({ notifier: z.string().optional() });

export const NotifierAnswers = z.strictObject({
  answers: z.array(
    z.strictObject({
      notifier: z.string(),
      kind: z.enum(["webhook", "ntfy"]),
      /** Where it was sent: never more of the address than its host. */
      host: z.string(),
      delivered: z.boolean(),
      /** What came back instead; "" where it was delivered. */
      why: z.string(),
    }),
  ),
});
export type NotifierAnswers = z.infer<typeof NotifierAnswers>;
