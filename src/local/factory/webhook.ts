/** The webhook of a factory on this machine, made once. Where there is none the poll brings all news, and why is said. */
import { type Connection, forgeClient } from "../../forge/client.ts";

/**
 * unwanted: it was said to be left out. unreachable: the forge is not on this machine, and cannot reach its loopback.
 * observe: nothing is made on a forge that is only observed. not_admin: only an admin of the repository sees and makes
 * webhooks, and no token here is one's; setup may have made it. refused: the forge did not take it.
 */
export type NoWebhook = "unwanted" | "unreachable" | "observe" | "not_admin" | "refused";

export async function ensureHook(
  connection: Connection,
  repo: string,
  worker_url: string,
  secret: string,
  forge: { readonly embedded: boolean; readonly make: boolean },
): Promise<NoWebhook | null> {
  const host = new URL(connection.url).hostname;
  if (!forge.embedded && host !== "127.0.0.1" && host !== "localhost" && host !== "[::1]")
    return "unreachable";
  const client = forgeClient(connection);
  const url = `${worker_url}/webhooks/gitea`;
  const hooks = await client.hooks(repo);
  if (hooks.ok && hooks.value.some((h) => h.url === url)) return null;
  if (!forge.make) return "observe";
  if (!hooks.ok) return "not_admin";
  const made = await client.createHook(repo, { url, secret, events: ["issues", "pull_request", "push"] });
  return made.ok ? null : "refused";
}
