/** The calls that only setup and teardown make, apart from `client.ts` so that the Worker does not carry them. */
import { ok, type Result } from "../core/result.ts";
import { adminCalls } from "./admin.ts";
import { choiceCalls } from "./choices.ts";
import { forgeClient } from "./client.ts";
import { collaboratorCalls } from "./collaborators.ts";
import { contentCalls } from "./contents.ts";
import type { ForgeFailure } from "./failure.ts";
import { repoPath, segment } from "./path.ts";
import { protectionCalls } from "./protection.ts";
import { type Connection, Nothing, sender } from "./request.ts";
import { onlyValue } from "./value.ts";

export function setupClient(connection: Connection) {
  const send = sender(connection);
  return {
    ...forgeClient(connection),
    ...adminCalls(send),
    ...collaboratorCalls(send),
    ...protectionCalls(send),
    ...contentCalls(send),
    ...choiceCalls(send),
    /** An organisation has a login and owns repositories, but writes no issues. */
    isOrganisation: async (login: string): Promise<Result<boolean, ForgeFailure>> => {
      const answer = await send({ method: "GET", path: `/orgs/${segment(login)}` }, Nothing);
      if (answer.ok) return ok(true);
      return answer.error.reason === "not_found" ? ok(false) : answer;
    },
    deleteLabel: async (repo: string, id: number) =>
      onlyValue(await send({ method: "DELETE", path: `${repoPath(repo)}/labels/${id}` }, Nothing)),
    closePull: async (repo: string, number: number) =>
      onlyValue(
        await send(
          { method: "PATCH", path: `${repoPath(repo)}/pulls/${number}`, body: { state: "closed" } },
          Nothing,
        ),
      ),
  };
}

export type SetupClient = ReturnType<typeof setupClient>;
