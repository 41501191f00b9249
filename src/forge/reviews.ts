/** Reviews of a pull request: what the gate mirrors to the forge, and what people say there. */
import * as z from "zod";
import type { Person } from "../core/event/event.ts";
import { err, ok, type Result } from "../core/result.ts";
import { unlessCommitMissing, unlessLinesMissing } from "./absence.ts";
import type { ForgeFailure } from "./failure.ts";
import { readList } from "./paging.ts";
import { repoPath } from "./path.ts";
import type { Send } from "./request.ts";
import { User } from "./shapes.ts";

export interface Review {
  readonly id: number;
  /** `APPROVED`, `REQUEST_CHANGES`, `COMMENT`, `PENDING` or `REQUEST_REVIEW`. */
  readonly state: string;
  readonly commit_id: string;
  /** Null where a team was asked. */
  readonly user: Person | null;
  readonly body: string;
}

export interface NewReview {
  readonly event: "APPROVED" | "REQUEST_CHANGES" | "COMMENT";
  readonly body: string;
  /** The head that was read. Without it the forge would take whatever is the head now. */
  readonly commit_id: string;
  readonly comments?: readonly { readonly path: string; readonly line: number; readonly body: string }[];
}

const Review = z
  .object({
    id: z.int(),
    state: z.string(),
    commit_id: z.string(),
    user: User.nullish(),
    body: z.string(),
  })
  .transform((it): Review => ({ ...it, user: it.user ?? null }));

export const reviewCalls = (send: Send) => ({
  /** Refused with `validation` for approving one's own pull request, for one that is closed, and for a line that is not there. */
  review: async (repo: string, number: number, review: NewReview): Promise<Result<Review, ForgeFailure>> => {
    const { comments = [], ...rest } = review;
    const missing = comments.length > 0 ? unlessLinesMissing : unlessCommitMissing;
    const body = {
      ...rest,
      comments: comments.map(({ path, line, body }) => ({ path, body, new_position: line })),
    };
    const answer = await send(
      { method: "POST", path: `${repoPath(repo)}/pulls/${number}/reviews`, body },
      Review,
    );
    return answer.ok
      ? ok(answer.value.value)
      : err(await missing(send, repo, review.commit_id, answer.error));
  },

  reviews: (repo: string, number: number): Promise<Result<readonly Review[], ForgeFailure>> =>
    readList(
      send,
      `the reviews of ${repo} #${number}`,
      { path: `${repoPath(repo)}/pulls/${number}/reviews` },
      Review,
    ),
});
