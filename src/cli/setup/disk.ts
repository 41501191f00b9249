/** The files of setup: read, told from edits by hand by their digest, and written each as a whole or not at all. */
import { createHash } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

export interface NewFile {
  readonly path: string;
  readonly text: string;
  /** 0o600 for what only its owner may read. */
  readonly mode?: number;
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
  for (const { path, text, mode = 0o644 } of files) {
    const target = join(dir, path);
    const beside = join(dirname(target), `.${basename(target)}.adf-new`);
    mkdirSync(dirname(target), { recursive: true, mode: path.startsWith(".adf/") ? 0o700 : 0o755 });
    rmSync(beside, { force: true });
    const fd = openSync(beside, "wx", mode);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    before(path);
    renameSync(beside, target);
  }
}
