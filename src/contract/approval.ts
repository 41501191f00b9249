/** What waits for a person in the mode `approve`, and the person's answer: `/api/v1/projects/:project/approvals`. */
import * as z from "zod";

export const ApprovalView = z.strictObject({
  /** Of the effect; what `--approve` and `--deny` take. */
  id: z.string(),
  project: z.string(),
  /** The issue or pull request of its work item, or that it is written on; null for a new issue of no item. */
  issue: z.int().nullable(),
  kind: z.string(),
  /** Which forge account writes it. */
  account: z.string(),
  what: z.string(),
  /** Every word that will stand on the forge, before the hidden marker is added. */
  text: z.string(),
  /** The effect of the same work item that has to be settled first; null when this is next. */
  behind: z.string().nullable(),
  proposed_at: z.number(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;

export const Approvals = z.strictObject({ approvals: z.array(ApprovalView) });

const Ids = z.array(z.string().min(1).max(300)).max(1_000).default([]);

export const ApprovalRequest = z.strictObject({
  approve: Ids,
  deny: Ids,
  /** Who says so, for the record. The admin token is what lets them. */
  by: z
    .string()
    .regex(/^[\w.@+-]+$/, "a name without spaces")
    .max(60)
    .default("owner"),
});
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

export const ApprovalAnswer = z.strictObject({
  approved: z.array(z.string()),
  denied: z.array(z.string()),
  /** What did not wait for anybody, and why. */
  refused: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
});
export type ApprovalAnswer = z.infer<typeof ApprovalAnswer>;
