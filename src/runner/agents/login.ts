/**
 * A person's login on loan to one job: the file is copied into the job's private HOME and taken away when the agent has
 * ended. A CLI that renewed it there would leave the person with one that no longer works, so a renewed login comes back,
 * and nothing else does: the same fields, other tokens.
 */
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Credential } from "./adapter.ts";

/** No login of today is larger than a few kilobytes. */
const MAX_BYTES = 256 * 1024;

export interface Loan {
  /** Takes the copy away. `unsaved` says why a renewed login could not be brought back. */
  end(): { readonly kind: "unchanged" | "renewed" } | { readonly kind: "unsaved"; readonly why: string };
}

/** Throws when the file cannot be read or written: a job without its login is no use. */
export function lend(credential: Credential & { readonly kind: "file" }, home: string): Loan {
  const before = readFileSync(credential.from, "utf8");
  const copy = join(realpathSync(home), credential.to);
  mkdirSync(dirname(copy), { recursive: true, mode: 0o700 });
  writeFileSync(copy, before, { mode: 0o600 });
  chmodSync(copy, 0o600);
  return {
    end() {
      // The agent could have led this path to the very file that it is a copy of.
      if (!isWhole(copy)) return { kind: "unchanged" };
      const after = takeBack(copy);
      if (after === null || after === before || !isRenewal(before, after)) return { kind: "unchanged" };
      try {
        // Somebody else, or another job, has renewed it meanwhile: theirs is newer.
        if (readFileSync(credential.from, "utf8") !== before) return { kind: "unchanged" };
        const fresh = `${credential.from}.${randomUUID()}`;
        writeFileSync(fresh, after, { mode: 0o600 });
        renameSync(fresh, credential.from);
        return { kind: "renewed" };
      } catch (cause) {
        return { kind: "unsaved", why: (cause as Error).message };
      }
    },
  };
}

/** Whether no folder on the way is a link. */
function isWhole(copy: string): boolean {
  try {
    return realpathSync(dirname(copy)) === dirname(copy);
  } catch {
    return false;
  }
}

/** The agent could have put anything in its place: a link is not followed, a pipe not opened, a folder goes with the job. */
function takeBack(file: string): string | null {
  try {
    const stat = lstatSync(file);
    const text = stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(file, "utf8") : null;
    rmSync(file, { force: true });
    return text;
  } catch {
    return null;
  }
}

/** What may differ after a renewal; who it is and what may be done stays. Pure. */
const RENEWED = /token|expir|refresh|access|_at$|date/i;

export function isRenewal(before: string, after: string): boolean {
  try {
    return sameBut(JSON.parse(before), JSON.parse(after), false);
  } catch {
    return false;
  }
}

function sameBut(a: unknown, b: unknown, free: boolean): boolean {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") {
    return a === b || (free && typeof a === typeof b);
  }
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.join("\0") !== Object.keys(b).join("\0")) return false;
  return keys.every((key) =>
    sameBut((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], RENEWED.test(key)),
  );
}

/** What of a credential must never be printed. */
export function secretsIn(credential: Credential): string[] {
  if (credential.kind === "key") return [credential.value];
  if (credential.kind === "none") return [];
  try {
    return strings(JSON.parse(readFileSync(credential.from, "utf8"))).filter((word) => word.length >= 20);
  } catch {
    return [];
  }
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(strings);
}
