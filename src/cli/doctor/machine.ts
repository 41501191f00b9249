/** Lines about the machine that doctor runs on. */
import { NEEDED_GIT } from "../../runner/checkout/version.ts";
import { type Check, fix, ok, unknown } from "./check.ts";
import type { MachineFacts, Place } from "./facts.ts";

/** As entry.js has it: adf runs TypeScript directly. The installed runner is one file and asks for less. */
const NEEDED_NODE = [22, 12] as const;
/** Mirrors, checkouts and logs of a few jobs at once. */
const LOW_BYTES = 2_000_000_000;

export function machineLines(m: MachineFacts, place: Place): Check[] {
  return [nodeLine(m.node), gitLine(m.git), diskLine(m), clisLine(m, place), sandboxLine(m, place)];
}

export function nodeLine(version: string): Check {
  if (isAtLeast(version, NEEDED_NODE)) return ok("node", `Node ${version}`);
  return fix("node", `Node ${version} is older than ${NEEDED_NODE.join(".")}`, "nvm install --lts");
}

export function gitLine(version: string | null): Check {
  const install = "sudo apt-get install git";
  if (version === null) return fix("git", "git is not on the PATH", install);
  if (isAtLeast(version, NEEDED_GIT)) return ok("git", version);
  return fix(
    "git",
    `${version} is older than ${NEEDED_GIT.join(".")}: it cannot merge without a work tree`,
    install,
  );
}

export function diskLine({ free_bytes, folder }: MachineFacts): Check {
  if (free_bytes === null) return unknown("disk", `the free space below ${folder} could not be read`);
  const free = `${(free_bytes / 1024 ** 3).toFixed(1)} GB free below ${folder}`;
  return free_bytes >= LOW_BYTES
    ? ok("disk", free)
    : fix(
        "disk",
        `only ${free}; a job needs room for a checkout`,
        `du -xh --max-depth=2 ${folder} | sort -h | tail`,
      );
}

export function clisLine({ wanted_clis, found_clis }: MachineFacts, place: Place): Check {
  const found = found_clis.map(described).join("; ");
  const built_in = "adf-repair comes with adf";
  if (place.kind !== "deployed") return ok("agents", found === "" ? built_in : `${built_in}; ${found}`);
  if (found !== "") return ok("agents", `on this machine: ${found}`);
  return unknown(
    "agents",
    `none of ${wanted_clis.join(", ")} is on this machine's PATH; only a runner's machine needs one`,
  );
}

/** On another machine than the runner's it says nothing about jobs. */
export function sandboxLine({ sandbox }: MachineFacts, place: Place): Check {
  if (sandbox === null)
    return ok("sandbox", "bubblewrap works on this machine: each agent runs in a sandbox of its own");
  if (place.kind === "deployed")
    return unknown("sandbox", `${sandbox.why}; only a runner's machine needs it`, sandbox.fix);
  return fix("sandbox", `agents run without a sandbox: ${sandbox.why}`, sandbox.fix);
}

/** "claude 2.1.330, logged in by ~/.claude/.credentials.json". */
function described({ cli, version, login, login_command }: MachineFacts["found_clis"][number]): string {
  const how = login === null ? `not logged in (${login_command})` : `logged in by ${login}`;
  return `${cli} ${version ?? "of an unknown version"}, ${how}`;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [a = 0, b = 0] = (version.match(/\d+/g) ?? []).map(Number);
  return a > major || (a === major && b >= minor);
}
