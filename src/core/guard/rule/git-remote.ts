/** Where a push goes: to what the factory set up, or to a remote that the agent brought. */
import type { Call } from "../run/machine.ts";
import { isLoopback } from "./address.ts";

/** The host of `https://host/x`, `ssh://git@host/x` and `git@host:x`; null for a name or a folder. */
function host(address: string): string | null {
  if (!/^(?:\w+:\/\/|[\w.-]+@[\w.-]+:)/.test(address)) return null;
  return /(?:\/\/|@)(?:[^@/]*@)?([^:/]+)/.exec(address)?.[1] ?? "";
}

/** An address elsewhere, a remote that this line added, or one on another host than origin's. */
export function strange(remote: string, call: Call): boolean {
  const address = host(remote);
  if (address !== null) return !isLoopback(address);
  if (call.frame.scope.remotes.has(remote)) return true;
  const { context, root } = call.place;
  const settings = root === null ? null : (context.read?.(`${root}/.git/config`) ?? null);
  if (settings === null || remote === "" || remote === "origin") return false;
  const to = host(addressOf(remote, settings) ?? "");
  return to !== null && !isLoopback(to) && to !== host(addressOf("origin", settings) ?? "");
}

/** What git pushes to under a name: its `pushurl`, or its `url`. */
function addressOf(remote: string, settings: string): string | null {
  const section = settings.split(/^\s*\[/m).find((part) => part.startsWith(`remote "${remote}"]`)) ?? "";
  const value = (key: string) => new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)`, "m").exec(section)?.[1];
  return value("pushurl") ?? value("url") ?? null;
}
