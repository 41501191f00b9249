/** The calls that only setup and teardown make, apart from `client.ts` so that the Worker does not carry them. */
import { adminCalls } from "./admin.ts";
import { forgeClient } from "./client.ts";
import { collaboratorCalls } from "./collaborators.ts";
import { contentCalls } from "./contents.ts";
import { repoPath } from "./path.ts";
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
