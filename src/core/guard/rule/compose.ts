/** What a compose file gives its containers of this machine. */
import { zoneOf } from "../path/zone.ts";
import { isFresh } from "../run/builtin.ts";
import type { Call, Machine } from "../run/machine.ts";
import { readArguments, valuesOf } from "../run/options.ts";
import { isComputed } from "../value.ts";

const NAMES = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const RIGHTS =
  /(?:^|[\s{,])(?:privileged\s*:\s*["']?true|(?:pid|ipc|userns_mode|uts)\s*:\s*["']?host\b)|^[ \t]*-[ \t]*["']?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE)["']?[ \t]*$/im;
const adds = (line: string): boolean => /\bcap_add\s*:/.test(line) && /\b(?:ALL|SYS_\w+)\b/i.test(line);
/** `- /host:/inside`, `["/host:/inside"]`, `source: /host`. */
const MOUNTS = /(?:^|[\s"'[,])([~/.][^:\s"',[\]]*):\/[^\s"',\]]|\bsource\s*:\s*["']?([~/.][^\s"',}]*)/gm;
const SOCKET = /(?:docker|containerd|podman)\.sock/;

/**
 * A project may describe containers with rights as it likes; what it mounts of this machine counts all the same. A file that this
 * line wrote, or hands over on standard input, is the agent's own, and there a right counts, too.
 */
export function composed(call: Call, m: Machine): string | null {
  const named = valuesOf(
    readArguments(
      call.argv.filter((arg) => arg !== "compose"),
      "-f --file -p --project-name --profile --env-file",
      true,
    ),
    "-f",
    "--file",
  );
  for (const file of named.length > 0 ? named : NAMES) {
    const raw = file === "-" ? (call.frame.stdin ?? "") : m.read(file, call.frame);
    if (raw === null) continue;
    const text = raw.replace(/\$(?:HOME\b|\{HOME\})/g, m.context.home);
    const own = file === "-" || isFresh(file, call.frame);
    if (own && isComputed(text)) return "shell.dynamic-code";
    if (own && (RIGHTS.test(text) || text.split("\n").some(adds) || SOCKET.test(text)))
      return "container.escape";
    for (const [, short, long] of text.matchAll(MOUNTS)) {
      const from = (short ?? long ?? "").replace(/^~(?=\/|$)/, m.context.home);
      if (SOCKET.test(from)) continue;
      const zones = call.frame.scope.cwd.map((cwd) => zoneOf(from, cwd, call.place));
      if (zones.some((zone) => /^(?:root|control|device)$/.test(zone) || (own && zone === "outside")))
        return "container.escape";
    }
  }
  return null;
}
