/** What setup offers to choose from: whose token it is, the repositories it can see, and the people of the forge. */
import * as z from "zod";
import { ok, type Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { PAGE_LIMIT } from "./paging.ts";
import type { Send } from "./request.ts";
import { listOf } from "./shapes.ts";
import { onlyValue } from "./value.ts";

const Self = z.object({ login: z.string(), is_admin: z.boolean() });
export type Self = z.infer<typeof Self>;

const Found = <T>(item: z.ZodType<T>) => z.object({ data: listOf(item) });
const Repo = z.object({ full_name: z.string(), default_branch: z.string(), archived: z.boolean() });
const Login = z.object({ login: z.string() });

export interface RepoChoice {
  readonly path: string;
  readonly branch: string;
}

export const choiceCalls = (send: Send) => ({
  self: async (): Promise<Result<Self, ForgeFailure>> =>
    onlyValue(await send({ method: "GET", path: "/user" }, Self)),

  /** The fifty that changed last, of those that may be written to; a longer list helps nobody to choose. */
  repositories: async (): Promise<Result<readonly RepoChoice[], ForgeFailure>> => {
    const query = { sort: "updated", order: "desc", limit: PAGE_LIMIT };
    const answer = await send({ method: "GET", path: "/repos/search", query }, Found(Repo));
    if (!answer.ok) return answer;
    const writable = answer.value.value.data.filter((one) => !one.archived);
    return ok(writable.map((one) => ({ path: one.full_name, branch: one.default_branch })));
  },

  /** The first fifty people; organisations are none. */
  people: async (): Promise<Result<readonly string[], ForgeFailure>> => {
    const answer = await send(
      { method: "GET", path: "/users/search", query: { limit: PAGE_LIMIT } },
      Found(Login),
    );
    return answer.ok ? ok(answer.value.value.data.map((one) => one.login)) : answer;
  },
});
