/**
 * The sandbox of one run as arguments of bubblewrap. Pure: what is where on this machine was looked up before. The order
 * is the meaning, because a later mount lies over an earlier one: everything read-only, then the places of others
 * emptied, then what the agent's programs need of them, then the runner's own files away, then the job's folders.
 */
import type { Workspace } from "../state/workspace.ts";

/** A folder or file as programs name it, and where it really is. */
export interface Place {
  readonly at: string;
  readonly real: string;
}

/** What there is on this machine to be hidden or shown, as real paths. */
export interface Surroundings {
  /** Homes, sockets of services, temporary files: an empty read-only folder is there instead. */
  readonly emptied: readonly string[];
  /** Anybody's temporary files: the job has its own there. */
  readonly scratch: readonly string[];
  /** Within those, what a program needs to run, or the network to be found; read-only. */
  readonly shown: readonly Place[];
  /** Folders and files below what is shown that must not be: the runner's state, tokens, keys. */
  readonly secretFolders: readonly string[];
  readonly secretFiles: readonly string[];
  /** The kernel's own files that the runner's user may write. */
  readonly kernel: readonly string[];
}

export interface Room {
  readonly space: Pick<Workspace, "dir" | "checkout" | "home" | "tmp" | "outputsFile">;
  readonly surroundings: Surroundings;
  /** Whether it has the machine's network; otherwise nothing but a loopback of its own. */
  readonly network: boolean;
  /** Below the runner's state and readable all the same: the objects that the checkout borrows, the way to the guard. */
  readonly lent: readonly Place[];
}

/**
 * No session of its own: the runner has made one without a terminal, and a second would leave the process group by
 * which the agent is stopped. Namespaces inside stay allowed, since agent CLIs fence their own tools with them.
 */
const FENCES = [
  "--die-with-parent",
  "--unshare-user",
  "--unshare-pid",
  "--unshare-ipc",
  "--unshare-uts",
  "--unshare-cgroup-try",
  "--cap-drop",
  "ALL",
];

export function sandboxed(bwrap: string, room: Room, argv: readonly string[]): string[] {
  const { space, surroundings, lent } = room;
  const { emptied, scratch, shown, secretFolders, secretFiles, kernel } = surroundings;
  const seen = shown.filter(({ at }) => !isInAny(at, [space.dir]));
  const binds = [...seen, ...lent].map(({ at }) => at);
  const inside = [...binds, ...secretFolders, ...secretFiles, space.dir];
  const out = space.outputsFile.slice(0, space.outputsFile.lastIndexOf("/"));
  return [
    bwrap,
    ...FENCES,
    ...(room.network ? [] : ["--unshare-net"]),
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...kernel.flatMap((path) => ["--ro-bind", path, path]),
    ...emptied.flatMap((path) => ["--tmpfs", path]),
    ...scratch.flatMap((path) => scratchAt(path, space.tmp, inside)),
    ...seen.flatMap(({ at, real }) => ["--ro-bind", real, at]),
    ...secretFolders.flatMap((path) => ["--tmpfs", path]),
    ...secretFiles.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...lent.flatMap(({ at, real }) => ["--ro-bind", real, at]),
    ...["--ro-bind", space.dir, space.dir],
    ...[space.checkout, space.home, space.tmp, out].flatMap((path) => ["--bind", path, path]),
    // Last, when every place to mount on has been made in them.
    ...[...emptied, ...secretFolders].flatMap((path) => ["--remount-ro", path]),
    ...["--chdir", space.checkout, "--", ...argv],
  ];
}

/** On the disk where it can be, so that a build cannot fill the memory; nothing may have to be mounted inside it. */
const scratchAt = (path: string, tmp: string, inside: readonly string[]): string[] =>
  inside.some((one) => isInAny(one, [path])) ? ["--tmpfs", path] : ["--bind", tmp, path];

export const isInAny = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`));

/** Without those that lie in another. */
export const outermost = (paths: readonly string[]): string[] =>
  [...new Set(paths)].filter((path) => !paths.some((other) => other !== path && isInAny(path, [other])));
