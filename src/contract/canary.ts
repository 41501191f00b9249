/** An agent CLI on a runner's machine that takes no jobs, because it did not ask the guard when it was tried. */
import * as z from "zod";

export const Unproven = z.strictObject({
  id: z.string().min(1).max(60),
  /** What happened instead, and what a person does about it. */
  why: z.string().min(1).max(1_000),
});
export type Unproven = z.infer<typeof Unproven>;
