/** What the guard may know of this machine for one job: files by size and kind, links, and what is the factory's own. */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { GuardContext, GuardPolicy } from "../../core/guard/index.ts";
import type { Workspace } from "../state/workspace.ts";

/** Larger ones are not judged by their text; the guard has its own, smaller limit. */
const MAX_READ_BYTES = 300_000;

/** What a sandbox gives each job anew. */
const SCRATCH = ["/tmp", "/var/tmp"];

/** From a path as the agent means it to the same file as the runner sees it. */
export type Outside = (path: string) => string;

/** `boxed`: in a sandbox a job's `/tmp` is its own, unless the job itself lies below the machine's. */
export function outsideOf({ dir, tmp }: Pick<Workspace, "dir" | "tmp">, boxed: boolean): Outside {
  const own = boxed ? SCRATCH.filter((scratch) => !dir.startsWith(`${scratch}/`)) : [];
  return (path) => {
    const scratch = own.find((one) => path === one || path.startsWith(`${one}/`));
    return scratch === undefined ? path : join(tmp, path.slice(scratch.length));
  };
}

/** What holds for a whole job; where it stands and where paths lead is asked anew with each question. */
export type Known = Omit<GuardContext, "cwd" | "realpath">;

export function contextFor(
  space: Workspace,
  stateDir: string,
  identityDir: string,
  env: Readonly<Record<string, string>>,
  policy: GuardPolicy | undefined,
  outside: Outside,
): Known {
  return {
    home: space.home,
    root: space.checkout,
    // Not /var/tmp: what is kept there is kept on purpose. The answer is written where the job was told to.
    temp: [space.tmp, dirname(space.outputsFile), "/tmp"],
    factory: [...ownParts(stateDir), join(identityDir, "runner.json")],
    env,
    unattended: true,
    read: (path) => readText(outside(path)),
    ...(policy === undefined ? {} : { policy }),
  };
}

/** All of the runner's folder but the jobs' own: the checkout lies below it. */
function ownParts(stateDir: string): string[] {
  try {
    return readdirSync(stateDir)
      .filter((name) => name !== "work")
      .map((name) => join(stateDir, name));
  } catch {
    return [];
  }
}

/** What the agent may change at any moment: so what is looked at is what was opened, and the opening waits for nobody. */
function readText(path: string): string | null {
  let handle: number;
  try {
    // To open a device is enough to make some of them do something.
    if (!statSync(path).isFile()) return null;
    handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    return fstatSync(handle).isFile() ? textOf(handle) : null;
  } catch {
    return null;
  } finally {
    closeSync(handle);
  }
}

/** By what there is to read, and not by the size that is told: files of the kernel tell none, and may have no end. */
function textOf(handle: number): string | null {
  const bytes = Buffer.alloc(Math.min(fstatSync(handle).size, MAX_READ_BYTES) + 4_096);
  const parts: Buffer[] = [];
  let size = 0;
  for (let read = readSync(handle, bytes); read > 0; read = readSync(handle, bytes)) {
    size += read;
    if (size > MAX_READ_BYTES) return null;
    parts.push(Buffer.from(bytes.subarray(0, read)));
  }
  const text = Buffer.concat(parts).toString("utf8");
  return text.includes("\0") ? null : text;
}
