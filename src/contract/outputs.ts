/**
 * What an agent may ask the brain to write, left as one JSON file at the path in `ADF_OUTPUTS`.
 * Prose printed by an agent is never parsed for commands: what is not in this file was not asked.
 */
import * as z from "zod";
import { CompoundAnswer } from "./compound.ts";
import { Name, Sha } from "./names.ts";
import { Severity } from "./severity.ts";

const text = (max: number) => z.string().min(1).max(max);

export const Finding = z.strictObject({
  severity: Severity,
  message: text(4_000),
  /** Path from the repository's root, with forward slashes. */
  file: text(500).optional(),
  line: z.int().positive().optional(),
  /** The test file that shows the finding, when one does. */
  test: text(500).optional(),
});
export type Finding = z.infer<typeof Finding>;

export const Verdict = z.strictObject({
  result: z.enum(["pass", "concerns", "fail"]),
  /** 0 (a guess) to 1 (certain). */
  confidence: z.number().min(0).max(1),
  /** The head that was judged. A verdict on any other head is refused. */
  head_sha: Sha,
  summary: text(4_000),
  findings: z.array(Finding).max(50).default([]),
});
export type Verdict = z.infer<typeof Verdict>;

/** A command that was run and what it answered: the evidence behind `verified`. */
export const CommandRun = z.strictObject({
  /** Program and arguments; never a shell line. */
  argv: z.array(text(1_000)).min(1).max(50),
  exit_code: z.int(),
  output: z.string().max(20_000).default(""),
});
export type CommandRun = z.infer<typeof CommandRun>;

/** A coordinator's answer. Only what was in the list it was given may stand here; anything else refuses the whole. */
export const PlanAnswer = z.strictObject({
  picks: z
    .array(z.strictObject({ issue: z.int().positive(), agent: Name, why: text(500) }))
    .max(20)
    .default([]),
  /** Issues that nobody could begin without asking, each with the one question for a person. */
  unclear: z
    .array(z.strictObject({ issue: z.int().positive(), question: text(2_000) }))
    .max(5)
    .default([]),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const AgentOutputs = z.strictObject({
  version: z.literal(1),
  /** One paragraph for people: what was done. */
  summary: text(8_000).optional(),
  comment: z.strictObject({ body: text(60_000) }).optional(),
  pull_request: z.strictObject({ title: text(200), body: text(30_000) }).optional(),
  verdict: Verdict.optional(),
  plan: PlanAnswer.optional(),
  compound: CompoundAnswer.optional(),
  /** Ask other agents. Bounded by the hop budget of the event that began it. */
  dispatch: z
    .array(z.strictObject({ agent: Name, context: text(2_000) }))
    .max(5)
    .default([]),
  new_issues: z
    .array(z.strictObject({ title: text(200), body: text(30_000) }))
    .max(5)
    .default([]),
  question: z.strictObject({ body: text(8_000) }).optional(),
  /** "Nothing needs to change, and this is how I know." Re-run before it is believed. */
  verified: z.strictObject({ summary: text(8_000), commands: z.array(CommandRun).min(1).max(20) }).optional(),
});
export type AgentOutputs = z.infer<typeof AgentOutputs>;
