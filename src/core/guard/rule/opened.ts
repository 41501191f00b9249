/** Opening a file to read or write it, by whatever means: redirections, programs and code all ask here. */
import { isBelow, normalise } from "../path/normal.ts";
import { isSecret } from "../path/secret.ts";
import { resolved, zoneOf } from "../path/zone.ts";
import type { Frame, Machine } from "../run/machine.ts";
import { hasHole } from "../value.ts";
import { isLoopback } from "./address.ts";

/** The rule that objects, or null. */
export function opened(
  path: string,
  how: "read" | "write" | "append",
  frame: Frame,
  m: Machine,
): string | null {
  const socket = /^\/dev\/(?:tcp|udp)\/([^/]*)/.exec(path);
  if (socket !== null) return isLoopback(socket[1] ?? "") ? null : "network.raw-socket";
  for (const cwd of frame.scope.cwd) {
    const rule = how === "read" ? reading(path, cwd, frame, m) : writing(path, cwd, frame, m);
    if (rule !== null) return rule;
  }
  return null;
}

function reading(path: string, cwd: string, frame: Frame, m: Machine): string | null {
  const written = normalise(path, cwd);
  if (frame.scope.files.has(written)) return null;
  if (frame.lenient && /\/\.env(?:\.\w+)*$/.test(written)) return null;
  const real = resolved(written, path, m.place(frame));
  // The runner's own state: its credential, other jobs' work.
  if (!frame.remote && m.context.factory?.some((own) => isBelow(written, own) || isBelow(real, own)) === true)
    return "secret.read";
  return isSecret(written, m.context.home) || isSecret(real, m.context.home) ? "secret.read" : null;
}

function writing(path: string, cwd: string, frame: Frame, m: Machine): string | null {
  const zone = zoneOf(path, cwd, m.place(frame));
  switch (zone) {
    case "own-git":
      return gitFile(normalise(path, cwd));
    case "control":
      return "factory.settings";
    case "device":
      return "filesystem.device";
    case "root":
    case "outside":
      return "filesystem.write-outside";
    case "computed":
      return frame.lenient || !hasHole(path) ? null : "filesystem.write-outside";
    default:
      return null;
  }
}

function gitFile(path: string): string {
  if (/\/\.git\/(?:modules\/.*\/)?hooks(?:\/|$)/.test(path)) return "git.hooks";
  return /\/\.git\/(?:.*\/)?config(?:\.worktree)?$/.test(path) ? "git.config" : "filesystem.delete-checkout";
}
