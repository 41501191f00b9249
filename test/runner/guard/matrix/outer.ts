/**
 * The sandbox that always stays on: whatever these lines do, they do it in memory. No network but a loopback of its own,
 * no devices, no process of this machine, no capability; the programs of the machine and this repository are read-only,
 * and nothing else of it is there.
 */
import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findProgram } from "../../../../src/runner/agents/detect.ts";
import { OWN_PROGRAMS } from "./stand-ins.ts";

export const REPOSITORY = join(import.meta.dirname, "../../../..");
/** Where it stands in there. Below /tmp, where somebody may have cloned it, the lines would meet it, and so would who looks after them. */
const INSIDE = "/opt/adf";
const inside = (path: string): string =>
  path.startsWith(`${REPOSITORY}/`) ? INSIDE + path.slice(REPOSITORY.length) : path;

/** Of /etc only what programs need to start. */
const ETC = [
  "alternatives",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "nsswitch.conf",
  "profile",
  "bash.bashrc",
  "ssl",
  "perl",
  "python3",
];

/** Null where it cannot be had: no bubblewrap, or as root without a way to become somebody else. */
export function outerSandbox(argv: readonly string[]): readonly string[] | null {
  const path = process.env.PATH ?? "";
  const bwrap = findProgram("bwrap", path);
  const root = process.getuid?.() === 0;
  // The proc file system of root could not be mounted again by the layer that is tried inside.
  const setpriv = root ? findProgram("setpriv", path) : null;
  if (process.platform !== "linux" || bwrap === null || (root && setpriv === null)) return null;
  return [
    ...(setpriv === null ? [] : [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]),
    bwrap,
    ...["--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"],
    ...["--uid", "1000", "--gid", "1000", "--cap-drop", "ALL"],
    ...["--die-with-parent", "--new-session", "--clearenv", "--ro-bind", "/usr", "/usr"],
    ...["/bin", "/sbin", "/lib", "/lib32", "/lib64"].flatMap(link),
    ...ETC.flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
    ...["--ro-bind-try", "/usr/local/bin", OWN_PROGRAMS, "--tmpfs", "/usr/local/bin"],
    ...["/tmp", "/var", "/home", "/srv", "/run", "/opt/matrix"].flatMap((folder) => ["--tmpfs", folder]),
    ...["--ro-bind", REPOSITORY, INSIDE, "--dev", "/dev", "--proc", "/proc"],
    ...[
      "--setenv",
      "PATH",
      ["/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
      "--setenv",
      "HOME",
      "/opt/matrix",
    ],
    ...["--chdir", "/opt/matrix", "--", ...argv.map(inside)],
  ];
}

function link(path: string): string[] {
  if (!existsSync(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ["--symlink", readlinkSync(path), path]
    : ["--ro-bind", path, path];
}
