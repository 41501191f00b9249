/** What a runner found when it looked whether its machine can do a job at all: told with each claim, shown by doctor. */
import * as z from "zod";

/**
 * `disk`: room where the checkouts live. `git`: there, and new enough. `clis`: an agent CLI that may work. `guard`: it answers
 * where hooks and shims ask it. `clock`: near the Worker's.
 */
export const MACHINE_FACTS = ["disk", "git", "clis", "guard", "clock"] as const;
export type MachineFact = (typeof MACHINE_FACTS)[number];

const Found = z.strictObject({
  /** What is so, in a sentence without its full stop. */
  fact: z.string().min(1).max(1_000),
  /** What a person does about it; null where nothing is wrong. With one that is not null, no job is taken. */
  fix: z.string().min(1).max(1_000).nullable(),
});
export type Found = z.infer<typeof Found>;

export const Machine = z.strictObject({ disk: Found, git: Found, clis: Found, guard: Found, clock: Found });
export type Machine = z.infer<typeof Machine>;
