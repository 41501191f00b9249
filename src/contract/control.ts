/** What a person says to the factory as a whole: `POST /api/v1/control`. */
import * as z from "zod";
import { Name } from "./names.ts";

export const StopVerb = z.enum(["pause", "drain"]);
export type StopVerb = z.infer<typeof StopVerb>;

/**
 * `pause`: nothing new is claimed. `drain`: what has begun goes on to its end, and nothing is begun. `resume` lifts
 * either. `cancel`: what runs is taken from its runner and parked with a question; an issue's work is ended.
 */
export const ControlVerb = z.enum([...StopVerb.options, "resume", "cancel"]);
export type ControlVerb = z.infer<typeof ControlVerb>;

export const ControlTarget = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everything") }),
  z.strictObject({ kind: z.literal("project") }),
  z.strictObject({ kind: z.literal("agent"), name: Name }),
  /** By its id. */
  z.strictObject({ kind: z.literal("runner"), name: z.string().min(1).max(60) }),
  z.strictObject({ kind: z.literal("issue"), number: z.int().positive() }),
  z.strictObject({ kind: z.literal("job"), id: z.string().min(1).max(100) }),
]);
export type ControlTarget = z.infer<typeof ControlTarget>;

export const ControlRequest = z.strictObject({
  verb: ControlVerb,
  target: ControlTarget,
  /** Only this project; each one when it is left out. */
  project: Name.optional(),
  /** Who says so, for the record. The admin token is what lets them. */
  by: z
    .string()
    .regex(/^[\w.@+-]+$/, "a name without spaces")
    .max(60)
    .default("owner"),
  why: z.string().max(500).default(""),
});
export type ControlRequest = z.infer<typeof ControlRequest>;

export const ControlAnswer = z.strictObject({
  /** One sentence for each thing that was done. */
  done: z.array(z.string()),
  /** Why nothing was done; null when something was. */
  refused: z.string().nullable(),
});
export type ControlAnswer = z.infer<typeof ControlAnswer>;

export const ControlAnswers = z.strictObject({
  answers: z.array(z.strictObject({ project: z.string(), ...ControlAnswer.shape })),
});
export type ControlAnswers = z.infer<typeof ControlAnswers>;
