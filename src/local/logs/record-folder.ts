/**
 * The records of one project in files, one JSON document a line, named after their first number. What is in them decides where
 * to go on: a start after a crash neither loses a record nor writes one twice.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Written = z.looseObject({ seq: z.int(), hash: z.string() });
export type Written = z.infer<typeof Written>;

export interface RecordFolder {
  /** The last record that is in the files; null when there is none. */
  last(): Written | null;
  /** In order, each the successor of the one before. */
  append(records: readonly { readonly seq: number; readonly hash: string; readonly line: string }[]): void;
  /** The factory that these were written of is gone: they are put aside, and a new chain begins. */
  putAside(name: string): void;
}

const MAX_BYTES = 10_000_000;
const KEPT = 20;

export function openRecordFolder(dir: string, max_bytes = MAX_BYTES, kept = KEPT): RecordFolder {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const files = () =>
    readdirSync(dir)
      .filter((name) => /^\d{10}\.ndjson$/.test(name))
      .sort();
  let last = readLast(dir, files());
  return {
    last: () => last,
    append(records) {
      for (const { seq, hash, line } of records) {
        const newest = files().at(-1);
        const full = newest === undefined || statSync(join(dir, newest)).size + line.length > max_bytes;
        const name = full ? `${String(seq).padStart(10, "0")}.ndjson` : newest;
        appendFileSync(join(dir, name), `${line}\n`, { mode: 0o600 });
        if (full) for (const old of files().slice(0, -kept)) rmSync(join(dir, old));
        last = { seq, hash };
      }
    },
    putAside(name) {
      renameSync(dir, `${dir}.${name}`);
      mkdirSync(dir, { recursive: true, mode: 0o700 });
      last = null;
    },
  };
}

/** A line that a crash cut short is taken away: its record is read again. */
function readLast(dir: string, files: readonly string[]): Written | null {
  const newest = files.at(-1);
  if (newest === undefined) return null;
  const path = join(dir, newest);
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole !== text) writeFileSync(path, whole, { mode: 0o600 });
  const line = whole.trimEnd().split("\n").at(-1) ?? "";
  if (line === "") {
    rmSync(path);
    return readLast(dir, files.slice(0, -1));
  }
  return Written.parse(JSON.parse(line));
}
