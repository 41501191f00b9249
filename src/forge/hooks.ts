/** Webhooks of a repository. Managing them takes an account that is admin there. */
import * as z from "zod";
import { err, type Result } from "../core/result.ts";
import { type ForgeFailure, failure } from "./failure.ts";
import { readList } from "./paging.ts";
import { repoPath } from "./path.ts";
import { Nothing, type Send } from "./request.ts";
import { onlyValue } from "./value.ts";

export interface Hook {
  readonly id: number;
  readonly url: string;
  /** As the forge keeps them: a group such as `issues` is read back as its members. */
  readonly events: readonly string[];
  readonly active: boolean;
}

const Hook = z
  .object({
    id: z.int(),
    config: z.object({ url: z.string().optional() }),
    events: z.array(z.string()).nullable(),
    active: z.boolean(),
  })
  .transform(
    (it): Hook => ({ id: it.id, url: it.config.url ?? "", events: it.events ?? [], active: it.active }),
  );

export const hookCalls = (send: Send) => {
  const deleteHook = async (repo: string, id: number): Promise<Result<null, ForgeFailure>> =>
    onlyValue(await send({ method: "DELETE", path: `${repoPath(repo)}/hooks/${id}` }, Nothing));

  return {
    deleteHook,

    /** Lets the forge send a delivery as of a push; `not_found` where it has no such call. */
    testHook: async (repo: string, id: number): Promise<Result<null, ForgeFailure>> =>
      onlyValue(await send({ method: "POST", path: `${repoPath(repo)}/hooks/${id}/tests` }, Nothing)),

    hooks: (repo: string): Promise<Result<readonly Hook[], ForgeFailure>> =>
      readList(send, `the webhooks of ${repo}`, { path: `${repoPath(repo)}/hooks` }, Hook),

    /**
     * The forge ignores event names it does not know, so they are read back; a hook that would stay silent about
     * one that was asked for is taken away again and is a `validation` failure.
     */
    createHook: async (
      repo: string,
      hook: { url: string; secret: string; events: readonly string[] },
    ): Promise<Result<Hook, ForgeFailure>> => {
      const answer = onlyValue(
        await send(
          {
            method: "POST",
            path: `${repoPath(repo)}/hooks`,
            // Without `active` the forge makes a hook that never fires.
            body: {
              type: "gitea",
              active: true,
              events: hook.events,
              config: { url: hook.url, content_type: "json", secret: hook.secret },
            },
          },
          Hook,
        ),
      );
      if (!answer.ok) return answer;
      const missing = hook.events.filter((event) => !answer.value.events.includes(event));
      if (missing.length === 0 && answer.value.active) return answer;
      await deleteHook(repo, answer.value.id);
      const what = missing.length === 0 ? "be active" : `tell of ${missing.join(", ")}`;
      return err(failure("validation", null, `the forge made a webhook for ${repo} that would not ${what}`));
    },
  };
};
