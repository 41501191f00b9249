/** Who may do what in a repository. Managing it takes an account that is admin there. */
import type { Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { repoPath, segment } from "./path.ts";
import { Nothing, type Send } from "./request.ts";
import { onlyValue } from "./value.ts";

export const collaboratorCalls = (send: Send) => {
  const at = (repo: string, login: string) => `${repoPath(repo)}/collaborators/${segment(login)}`;
  return {
    /** Whether the account was let in by name; an owner and a site administrator may do everything without. */
    isCollaborator: async (repo: string, login: string): Promise<Result<boolean, ForgeFailure>> => {
      const answer = await send({ method: "GET", path: at(repo, login) }, Nothing);
      if (answer.ok) return { ok: true, value: true };
      return answer.error.reason === "not_found" ? { ok: true, value: false } : answer;
    },

    /** Also changes what an account that is in already may do. */
    addCollaborator: async (
      repo: string,
      login: string,
      permission: "read" | "write" | "admin",
    ): Promise<Result<null, ForgeFailure>> =>
      onlyValue(await send({ method: "PUT", path: at(repo, login), body: { permission } }, Nothing)),

    /** Somebody who is not in is no error. */
    removeCollaborator: async (repo: string, login: string): Promise<Result<null, ForgeFailure>> =>
      onlyValue(await send({ method: "DELETE", path: at(repo, login) }, Nothing)),
  };
};
