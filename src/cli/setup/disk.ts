/** The files of setup: read, told from edits by hand by their digest, and written each as a whole or not at all. */
import { createHash } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { shellWord } from "../../core/text/shell-word.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { fileTrouble } from "../file-trouble.ts";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw trouble(path, "read", error);
  }
}

function trouble(path: string, what: "read" | "written", cause: unknown): CliError {
  const next = `look at it, then the same command again: ls -ld ${shellWord(dirname(path))} ${shellWord(path)}`;
  return new CliError(
    EXIT.usage,
    { what: `${path} cannot be ${what}`, why: fileTrouble(cause), next },
    { cause },
  );
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** 0o600 for what only its owner may read. */
  readonly mode?: number;
  /** Where a person put a link, what it leads to is written. Never in a clone, where links are whoever's. */
  readonly follow?: true;
}

/**
 * In the order given, each by a rename of a complete file beside it: whoever reads, whenever this process is killed, finds
 * the old text or the new. The name of the file beside is fixed, so that a later run overwrites what a kill left.
 */
export function writeFiles(
  dir: string,
  files: readonly NewFile[],
  before: (path: string) => void = () => {},
): void {
  for (const file of files) {
    const target = file.follow === true ? led(join(dir, file.path)) : join(dir, file.path);
    try {
      writeWhole(target, file, before);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      throw trouble(target, "written", error);
    }
  }
}

function writeWhole(target: string, { path, text, mode }: NewFile, before: (path: string) => void): void {
  const beside = join(dirname(target), `.${basename(target)}.adf-new`);
  mkdirSync(dirname(target), { recursive: true, mode: path.startsWith(".adf/") ? 0o700 : 0o755 });
  rmSync(beside, { force: true });
  const had = mode === undefined ? statSync(target, { throwIfNoEntry: false })?.mode : undefined;
  const fd = openSync(beside, "wx", mode ?? 0o644);
  try {
    // Who closed a file to others finds it closed.
    if (had !== undefined) fchmodSync(fd, had & 0o777);
    writeFileSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  before(path);
  renameSync(beside, target);
}

function led(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
