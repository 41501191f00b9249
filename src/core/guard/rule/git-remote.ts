/** Where a push goes: to what the factory set up, or to a remote that the agent brought. */
import type { Call } from "../run/machine.ts";
import { hasHole, isComputed } from "../value.ts";
import { isLoopback } from "./address.ts";

/** The host of `https://host/x`, `ssh://git@host/x`, `git@host:x` and `host:x`; null for a name or a folder. */
function host(address: string): string | null {
  // `ext::sh -c …` and the like hand the rest to a program.
  if (/^[\w-]+::/.test(address)) return "";
  if (/^\w+:\/\//.test(address)) return /\/\/(?:[^@/]*@)?([^:/]+)/.exec(address)?.[1] ?? "";
  return /^(?:[\w.-]+@)?([\w.-]{2,}):/.exec(address)?.[1] ?? null;
}

/** Told by an address, and not this machine. */
export function isElsewhere(address: string): boolean {
  const to = host(address);
  return to !== null && !isLoopback(to);
}

/** An address elsewhere, a remote that this line added, or one on another host than origin's. What is not known may be any of them. */
export function strange(remote: string, call: Call): boolean {
  if (isComputed(remote) || isElsewhere(remote)) return true;
  if (host(remote) !== null) return false;
  const added = call.frame.scope.remotes;
  if (added.has(remote)) return true;
  const { context, root } = call.place;
  const settings = root === null ? null : (context.read?.(`${root}/.git/config`) ?? null);
  if (remote === "" || remote === "origin") return false;
  if (hasHole(remote) && added.size > 0) return true;
  if (settings === null) return false;
  const names = hasHole(remote)
    ? [...settings.matchAll(/^[ \t]*\[remote "([^"]+)"\]/gm)].map(([, name = ""]) => name)
    : [remote];
  const own = host(addressOf("origin", settings) ?? "");
  return names.some((name) => {
    const to = host(addressOf(name, settings) ?? "");
    return to !== null && !isLoopback(to) && to !== own;
  });
}

/** What git pushes to under a name: its `pushurl`, or its `url`. */
function addressOf(remote: string, settings: string): string | null {
  const section = settings.split(/^[ \t]*\[/m).find((part) => part.startsWith(`remote "${remote}"]`)) ?? "";
  const value = (key: string) => new RegExp(`^\\s*${key}\\s*=\\s*(\\S+)`, "m").exec(section)?.[1];
  return value("pushurl") ?? value("url") ?? null;
}
