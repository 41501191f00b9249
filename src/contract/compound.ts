/** The compound review: groups of agents that read the day's merged change, and what each of them found. */
import * as z from "zod";
import { Severity } from "./severity.ts";

/** What a reviewer looks for. `design` only where something visible has changed. */
export const CompoundGroup = z.enum([
  "security",
  "architecture",
  "performance",
  "quality",
  "domain",
  "design",
]);
export type CompoundGroup = z.infer<typeof CompoundGroup>;

const text = (max: number) => z.string().min(1).max(max);
/** A name within one answer. */
const Key = z.string().regex(/^[\w-]{1,30}$/, "1 to 30 letters, digits, - and _");

/**
 * What stands by itself, because whoever mends it has not seen the review. The group is not the agent's to say: it is that of
 * the job that it answers.
 */
export const CompoundFinding = z.strictObject({
  severity: Severity,
  /** Path from the repository's root, with forward slashes. */
  file: text(500).optional(),
  line: z.int().positive().optional(),
  /** One line; the title of the issue, if it becomes one. */
  title: text(150).regex(/^[^\r\n]+$/, "one line"),
  /** What shows that it is so: the code, what a command answered, the case that fails. */
  evidence: text(3_000),
  suggestion: text(3_000).optional(),
  /** 0 (a guess) to 1 (certain). */
  confidence: z.number().min(0).max(1),
  id: Key.optional(),
  /** Ids of this answer's other findings that must be mended before this one. */
  after: z.array(Key).max(5).default([]),
});
export type CompoundFinding = z.infer<typeof CompoundFinding>;

export const CompoundAnswer = z.strictObject({
  findings: z.array(CompoundFinding).max(20).default([]),
  /** Why this agent cannot judge this at all; then it counts as skipped and not as clean. */
  skipped: text(500).optional(),
  /** What it did not look at, a sentence each. */
  left_out: z.array(text(300)).max(10).default([]),
});
export type CompoundAnswer = z.infer<typeof CompoundAnswer>;

/** `POST /api/v1/projects/:project/review`: what came of asking for one now. */
export const ReviewAsked = z.strictObject({ project: z.string(), asked: z.boolean(), sentence: z.string() });
export type ReviewAsked = z.infer<typeof ReviewAsked>;

export const CompoundView = z.strictObject({
  enabled: z.boolean(),
  schedule: z.string(),
  next_run_ms: z.number().nullable(),
  /** `reading`: the forge is asked what was merged. */
  state: z.enum(["idle", "reading", "reviewing"]),
  /** Of the run under way, else of the last one. */
  groups: z.array(
    z.strictObject({
      group: CompoundGroup,
      agent: z.string().nullable(),
      state: z.enum(["waiting", "done", "skipped"]),
      findings: z.int(),
      /** Why it was skipped; "" otherwise. */
      why: z.string(),
    }),
  ),
  last: z
    .strictObject({
      secs_ago: z.number(),
      /** `nothing`: there was nothing to review. */
      outcome: z.enum(["reviewed", "nothing", "skipped"]),
      sentence: z.string(),
      found: z.int(),
      filed: z.int(),
    })
    .nullable(),
  /** The issue that always holds the last summary. */
  issue: z.int().nullable(),
});
export type CompoundView = z.infer<typeof CompoundView>;
