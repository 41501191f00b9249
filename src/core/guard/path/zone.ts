/**
 * What a path is to the agent. Everything about places is decided here: rules only ask for the zone.
 *
 * own: in the checkout · own-root: the checkout itself, or everything in it · own-git: its `.git` · temp: below a scratch
 * folder · temp-root: such a folder itself · null: streams and `/dev/null` · device · root: `/`, a folder directly below it,
 * a home, or a folder above the checkout · control: the factory's and the agent CLIs' own files · env: known only to the
 * environment · computed: cannot be known · outside: everything else.
 */
import type { GuardContext } from "../decision.ts";
import { ANY, couldBe, ENV, hasHole, isComputed, NAME, NET, NUMBER, STAR, TOKEN } from "../value.ts";
import { isBelow, nameOf, normalise, parentOf } from "./normal.ts";

export type Zone =
  | "own"
  | "own-root"
  | "own-git"
  | "temp"
  | "temp-root"
  | "null"
  | "device"
  | "root"
  | "control"
  | "env"
  | "computed"
  | "outside";

export interface Place {
  readonly context: GuardContext;
  readonly root: string | null;
  readonly links: ReadonlyMap<string, string>;
  /** Another machine or a container: nothing there is the agent's, except scratch folders. */
  readonly remote: boolean;
}

const STREAM =
  /^\/dev\/(?:null|zero|full|tty|stdin|stdout|stderr|random|urandom|fd(?:\/\d+)?|pts\/\d+|shm\/.+)$|^\/proc\/self\/fd\/\d+$/;
/** Files by which an agent CLI is configured: whoever writes them can switch the guard off. */
const CLI_FILE =
  /\/\.(?:claude|gemini|copilot|kimi|kimi-code|pi|amp|cursor)\/(?:settings[^/]*\.(?:json|toml)|hooks?(?:\/|\.json|$)|config\.(?:toml|json)|policies|plugins?(?:\/|$))|\/\.(?:codex|kimi|kimi-code)\/(?:config\.toml|hooks\.json|rules|auth\.json)|\/\.claude\.json$|\/managed-settings\.json$|\/opencode\.jsonc?$|\/\.opencode\/(?:plugin|opencode)|\/\.config\/opencode(?:\/|$)|\/\.github\/hooks(?:\/|$)|\/\.mcp\.json$|\/\.gemini\/\.env$/;
/** The same for whole folders, when they are deleted or moved away. */
const CLI_FOLDER = /\/\.(?:claude|codex|gemini|copilot|kimi|kimi-code|opencode|adf)$/;

export function zoneOf(path: string, cwd: string, place: Place): Zone {
  if (path === "") return "null";
  const plain = normalise(path, cwd);
  const real = resolved(plain, path, place);
  return worse(zone(plain, place), real === plain ? null : zone(real, place));
}

/** The path as it is after links that the line made, and then after those on disk. */
export function resolved(path: string, written: string, place: Place): string {
  let now = path;
  for (let n = 0; n < 8; n += 1) {
    const hit = [...place.links].find(
      ([link]) => isBelow(now, link) && (now !== link || written.endsWith("/")),
    );
    if (hit === undefined) break;
    now = normalise(hit[1] + now.slice(hit[0].length), parentOf(hit[0]));
  }
  if (place.remote || hasHole(now)) return now;
  // A link itself can be removed; only what lies behind it belongs to somebody else.
  const parent = parentOf(now);
  const through = written.endsWith("/") ? place.context.realpath?.(now) : place.context.realpath?.(parent);
  if (through === null || through === undefined) return now;
  return written.endsWith("/") ? through : normalise(nameOf(now), through);
}

const ORDER: readonly Zone[] = [
  "null",
  "temp",
  "own",
  "env",
  "own-git",
  "temp-root",
  "own-root",
  "outside",
  "control",
  "computed",
  "device",
  "root",
];
const worse = (a: Zone, b: Zone | null): Zone => (b !== null && ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a);

function zone(path: string, place: Place): Zone {
  if (STREAM.test(path)) return "null";
  if (path.startsWith("/dev/") || path === "/dev") return "device";
  if (!path.startsWith("/")) return startZone(path);
  const { root, context } = place;
  if (isBelow(path, context.home) || (root !== null && isBelow(path, root))) {
    if (CLI_FILE.test(path) || CLI_FOLDER.test(path)) return "control";
  }
  if (context.factory?.some((own) => isBelow(path, own)) === true) return "control";
  if (!place.remote && root !== null && isBelow(path, root)) return inCheckout(path, root);
  // A home and what holds the checkout stay what they are, wherever they lie.
  if (isBelow(context.home, path) || (root !== null && isBelow(root, path))) return "root";
  const temp = (context.temp ?? ["/tmp", "/var/tmp"]).find((t) => isBelow(path, t));
  if (temp !== undefined) return inTemp(path, temp);
  const hole = path.search(/[\ufdd0-\ufdd9]/);
  if (hole >= 0) {
    // What stands before the unknown part decides; an unknown part directly below a folder may be that folder.
    const before = path.slice(0, hole).replace(/[^/]*$/, "");
    if (isComputed(path) && before === "/") return "computed";
    if (before.split("/").length <= 3) return "root";
    return "outside";
  }
  const depth = path.split("/").length - 1;
  if (path === "/" || depth === 1) return "root";
  return "outside";
}

function startZone(path: string): Zone {
  const first = path[0] ?? "";
  if (first === ENV || first === TOKEN) return "env";
  if (first === ANY || first === NET) return "computed";
  return "computed";
}

function inCheckout(path: string, root: string): Zone {
  const rest = path.slice(root.length + 1);
  if (rest === "") return "own-root";
  const [first = ""] = rest.split("/");
  // All of it: `*`, `*/*`, and a name that may be empty.
  if (/^[\ufdd8/]+$/.test(rest) || rest === ENV || rest === TOKEN || first === ANY || first === NET)
    return "own-root";
  if (isComputed(rest)) return "computed";
  if (first === ".git" || (first.startsWith(".") && couldBe(first, ".git") && first !== `.${NAME}`))
    return "own-git";
  if (/^\ufdd9|[\ufdd8]/.test(first) && couldBe(first, ".git") && first.startsWith(".")) return "own-git";
  if (/(?:^|\/)\.git$/.test(rest)) return "own-git";
  return "own";
}

function inTemp(path: string, temp: string): Zone {
  const rest = path.slice(temp.length + 1);
  if (rest === "" || rest === STAR || rest === ENV || rest === ANY) return "temp-root";
  const [first = ""] = rest.split("/");
  if (isComputed(rest) && !/^[\w.-]/.test(first.replaceAll(NUMBER, "0"))) return "computed";
  return "temp";
}
