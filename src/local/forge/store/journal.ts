/**
 * An append-only file of mutations, one JSON array a line. `append` returns once the kernel has the line, so a
 * process killed right after loses nothing it acknowledged; a line torn by a kill is cut off at the next opening.
 * Not flushed to the platter: a power cut may cost the last moments, never the file.
 */
import { closeSync, existsSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from "node:fs";

/** `[table, key, row]`; a null row deletes the key. */
export type Op = readonly [table: string, key: string, row: unknown];

/** What the file holds is not what this build writes: a person has to decide what becomes of it. */
export class UnreadableJournal extends Error {
  override readonly name = "UnreadableJournal";
}

export interface Journal {
  append(ops: readonly Op[]): void;
  close(): void;
}

/** Replays the file into `apply`, then opens it for appending. */
export function openJournal(path: string, apply: (op: Op) => void): Journal {
  let lines = 0;
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    const end = bytes.lastIndexOf(0x0a) + 1;
    if (end < bytes.length) truncateSync(path, end);
    for (const line of bytes.subarray(0, end).toString("utf8").split("\n")) {
      if (line === "") continue;
      for (const op of parseLine(line, lines + 1, path)) apply(op);
      lines++;
    }
  }
  const fd = openSync(path, "a", 0o600);
  return {
    append(ops) {
      writeAll(fd, `${JSON.stringify(ops)}\n`);
    },
    close() {
      closeSync(fd);
    },
  };
}

/** Replaces the file by one that holds only what still counts; a kill leaves either the old or the new one. */
export function compactJournal(path: string, ops: Iterable<Op>): void {
  const fresh = `${path}.new`;
  const fd = openSync(fresh, "w", 0o600);
  for (const op of ops) writeAll(fd, `${JSON.stringify([op])}\n`);
  closeSync(fd);
  renameSync(fresh, path);
}

function writeAll(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

function parseLine(line: string, number: number, path: string): Op[] {
  try {
    return JSON.parse(line) as Op[];
  } catch (cause) {
    throw new UnreadableJournal(
      `the embedded forge's journal ${path} is damaged in line ${number}, and is whole without that line`,
      { cause },
    );
  }
}
