/** Looks up what the sandbox hides and shows on this machine. */
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { isInAny, outermost, type Surroundings } from "./plan.ts";
import { foldersOf, placesOf } from "./programs.ts";

/** Where people and services keep what is theirs. Below /run are the sockets of docker, systemd, D-Bus and ssh agents. */
const EMPTIED = ["/home", "/root", "/run", "/var/run", "/mnt", "/media"];
const SCRATCH = ["/tmp", "/var/tmp"];
/** Readable for a runner that is root, and for some others; no agent needs them. */
const KEYS = [
  "/etc/shadow",
  "/etc/gshadow",
  "/etc/ssh",
  "/etc/ssl/private",
  "/etc/letsencrypt",
  "/etc/kubernetes",
  "/etc/credstore",
  "/etc/credstore.encrypted",
  "/var/lib/docker",
  "/var/lib/containerd",
  "/var/lib/kubelet",
  "/var/lib/private",
];
/** Of a package whose folder is shown: what people keep there beside the code. */
const BESIDE_CODE = [".adf", ".env", ".env.local", ".dev.vars", ".git"];
/** Where names are resolved: often a link into /run. */
const NETWORK_FILES = ["/etc/resolv.conf", "/etc/hosts"];
/**
 * A runner that is root owns them, and owning is enough to write: what is started when a program crashes, for one. A cover
 * costs: below it no further sandbox can have a /proc of its own, so nobody else gets one.
 */
const KERNEL = ["sys", "sysrq-trigger", "irq", "bus", "fs", "mtrr", "pressure", "acpi", "scsi"].map(
  (name) => `/proc/${name}`,
);
const NETWORK_VARIABLES = ["SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS"];

export interface Look {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stateDir: string;
  /** What the operator names besides, both ways. */
  readonly hidden: readonly string[];
  readonly visible: readonly string[];
}

export function lookAround({ argv, env, stateDir, hidden, visible }: Look): Surroundings {
  const state = realpathSync(stateDir);
  const home = realOf([homedir()]).filter((dir) => !isInAny("/usr", [dir]));
  const scratch = realOf(SCRATCH);
  const emptied = outermost([...realOf(EMPTIED), ...home]).filter((dir) => !isInAny(dir, scratch));
  const away = [...emptied, ...scratch];
  const wide = ["/", ...away, ...home, ...realOf(["/home"]).flatMap(childrenOf)];
  const named = [...visible, ...NETWORK_VARIABLES.map((name) => env[name] ?? ""), ...NETWORK_FILES];
  const shown = [
    ...foldersOf(argv, env.PATH ?? "", wide),
    ...named.filter((path) => isAbsolute(path) && existsSync(path)).flatMap(placesOf),
  ].filter(({ at }) => isInAny(at, away) && !isInAny(at, [state]));
  const ats = outermost(shown.map(({ at }) => at));
  const outer = ats.flatMap((at) => shown.find((place) => place.at === at) ?? []);
  const beside = ats.flatMap((at) => BESIDE_CODE.map((name) => join(at, name)));
  // A socket is as open below a read-only folder as anywhere; those of services mostly lie in /run, which is empty.
  const secret = realOf([...KEYS, ...hidden, ...beside, ...openSockets()]).filter(
    // What is away already stays so.
    (path) => isReadable(path) && (!isInAny(path, away) || isInAny(path, ats)),
  );
  const folders = outermost([...secret.filter(isFolder), state]);
  return {
    emptied,
    scratch,
    shown: outer,
    secretFolders: folders,
    secretFiles: secret.filter((path) => !isFolder(path) && !isInAny(path, folders)),
    kernel: process.getuid?.() === 0 ? realOf(KERNEL) : [],
  };
}

/**
 * Files of Unix sockets that are open on this machine now. The kernel has the names as those gave them who opened the
 * sockets, in a folder that is theirs or was renamed since: what is no socket here was named to be hidden from others.
 */
function openSockets(): string[] {
  const table = "/proc/net/unix";
  if (!existsSync(table)) return [];
  const paths = readFileSync(table, "utf8")
    .split("\n")
    .map((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1] ?? "");
  return [...new Set(paths)].filter((path) => isAbsolute(path) && isSocket(path));
}

function realOf(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(path)).map((path) => realpathSync(path));
}

const isSocket = (path: string) =>
  existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isSocket() === true;

const isFolder = (path: string) => statSync(path).isDirectory();

const childrenOf = (dir: string): string[] => {
  try {
    return readdirSync(dir).map((name) => join(dir, name));
  } catch {
    return [];
  }
};

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
