/** The answer of `GET /api/v1/projects/:project/ranking`: the order a project's coordinator sees, and the graph behind it. */
import * as z from "zod";

/** A number of this repository, or `owner/name#number` of another. */
export const IssueRef = z.union([z.int(), z.string()]);

/**
 * `working`: an agent has it, or its change waits to be merged. `held`: a label, a person, a question.
 * `elsewhere`: named by a dependency and not among the project's issues; taken as open.
 */
export const IssueStanding = z.enum(["ready", "blocked", "held", "working", "done", "elsewhere"]);
export type IssueStanding = z.infer<typeof IssueStanding>;

export const RankedNode = z.strictObject({
  ref: IssueRef,
  /** "" where it is not known. */
  title: z.string(),
  standing: IssueStanding,
  /** Plain PageRank; null of what is done, which takes no part. */
  rank: z.number().nullable(),
  /** By what it is held, or who is at work on it; null otherwise. */
  by: z.string().nullable(),
});
export type RankedNode = z.infer<typeof RankedNode>;

/** An issue that may be begun, with what its place comes from. */
export const ReadyView = z.strictObject({
  number: z.int(),
  /** Plain PageRank: all of them sum to one. */
  rank: z.number(),
  score: z.number(),
  terms: z.strictObject({
    pin: z.union([z.literal(0), z.literal(1)]),
    rank: z.number(),
    priority: z.number(),
    age: z.number(),
  }),
});

export const RankingView = z.strictObject({
  ready: z.array(ReadyView),
  blocked: z.array(z.strictObject({ number: z.int(), rank: z.number(), blocked_by: z.array(IssueRef) })),
  findings: z.array(
    z.strictObject({
      kind: z.enum(["cycle", "self_dependency", "unlisted_issue", "held"]),
      issues: z.array(IssueRef),
      message: z.string(),
    }),
  ),
  /** Every open issue, what they name elsewhere, and of the closed ones those that a dependency names, the newest first. */
  nodes: z.array(RankedNode),
  /** Each once, also those whose ends are done. */
  edges: z.array(z.strictObject({ issue: IssueRef, blocked_by: IssueRef })),
  /** Closed issues with a dependency that were too many to give. */
  left_out: z.int(),
});
export type RankingView = z.infer<typeof RankingView>;
