/** A file of lines that does not grow for ever: at its limit it becomes `.1`, the one before `.2`, and the oldest goes. */
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";

export interface LineFileOptions {
  readonly max_bytes?: number;
  /** Files kept besides the one that is written. */
  readonly kept?: number;
  /** Applied to each line before it is written. */
  readonly clean: (line: string) => string;
}

export type LineFile = (line: string) => void;

export function openLineFile(
  path: string,
  { max_bytes = 10_000_000, kept = 4, clean }: LineFileOptions,
): LineFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let size = existsSync(path) ? statSync(path).size : 0;
  return (line) => {
    const text = `${clean(line)}\n`;
    if (size > 0 && size + Buffer.byteLength(text) > max_bytes) {
      rotate(path, kept);
      size = 0;
    }
    appendFileSync(path, text, { mode: 0o600 });
    size += Buffer.byteLength(text);
  };
}

function rotate(path: string, kept: number): void {
  rmSync(`${path}.${kept}`, { force: true });
  for (let n = kept - 1; n >= 1; n -= 1)
    if (existsSync(`${path}.${n}`)) renameSync(`${path}.${n}`, `${path}.${n + 1}`);
  renameSync(path, `${path}.1`);
}
