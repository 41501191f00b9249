/** The forge as this Worker reaches it: its address, the token of an account, and the configured transport. */
import type { Connection } from "../forge/client.ts";
import { type Door, tokenOf } from "./environment.ts";

export const connectionOf = (
  door: Door,
  account: string,
): Connection & Required<Pick<Connection, "fetch">> => ({
  url: door.config.gitea.url,
  token: tokenOf(door, account),
  fetch: door.transport.send,
});
