/** The secrets of a deployment on this machine: made at random once, 0600, and never printed. */
import { randomBytes } from "node:crypto";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { SECRET_NAMES, SECRETS_FILE, TOKENS_FILE } from "../../core/setup/steps.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { keepSecret } from "../secrets-at-hand.ts";
import { type NewFile, readIfThere, writeFiles } from "./disk.ts";

const Words = z.record(z.string(), z.string().min(1));
export type Words = z.infer<typeof Words>;

/** Null where there is no such file. */
export function readWords(dir: string, path: string): Words | null {
  const text = readIfThere(join(dir, path));
  if (text === null) return null;
  const parsed = Words.safeParse(parseJson(text));
  if (parsed.success) {
    keepSecret(...Object.values(parsed.data));
    return parsed.data;
  }
  throw new CliError(EXIT.usage, {
    what: `${path} is no list of secrets`,
    why: 'it must be JSON of the form {"name": "secret"}',
    next: `mend it, or move it away: mv ${path} ${path}.old`,
  });
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export const readTokens = (dir: string): Words => readWords(dir, TOKENS_FILE) ?? {};
export const saveTokens = (dir: string, tokens: Words): void =>
  writeFiles(dir, [wordsFile(TOKENS_FILE, tokens)]);

/** The secrets that are there and those still missing, as the file to write; null where none is missing. */
export function missingSecrets(
  dir: string,
  given: Words = {},
): {
  secrets: Words;
  file: NewFile | null;
  missing: readonly string[];
} {
  const now = readWords(dir, SECRETS_FILE) ?? {};
  const missing = SECRET_NAMES.filter((name) => now[name] === undefined);
  const local = ofLocalFactory(dir);
  const made = Object.fromEntries(
    missing.map((name) => [name, local[name] ?? randomBytes(32).toString("hex")]),
  );
  const secrets = { ...now, ...made, ...given };
  const changed = missing.length > 0 || Object.entries(given).some(([name, word]) => now[name] !== word);
  return { secrets, missing, file: changed ? wordsFile(SECRETS_FILE, secrets) : null };
}

const Local = z.object({ webhook_secret: z.string(), marker_secret: z.string(), admin_token: z.string() });

/** Of a factory that `npm start` began in this folder before: what setup makes on the forge is to fit to it. */
function ofLocalFactory(dir: string): Words {
  const local = Local.safeParse(parseJson(readIfThere(join(dir, ".adf/settings.json")) ?? ""));
  if (!local.success) return {};
  const { webhook_secret, marker_secret, admin_token } = local.data;
  return { WEBHOOK_SECRET: webhook_secret, MARKER_SECRET: marker_secret, ADMIN_TOKEN: admin_token };
}

const wordsFile = (path: string, words: Words): NewFile => ({
  path,
  text: `${JSON.stringify(words, null, 2)}\n`,
  mode: 0o600,
});

/** So that no secret of this folder is committed by accident. */
export const IGNORE: NewFile = { path: ".adf/.gitignore", text: "*\n" };

/** Closes what others on this machine could read; answers what it closed. */
export function closeFiles(dir: string): readonly string[] {
  return [TOKENS_FILE, SECRETS_FILE].filter((path) => {
    const full = join(dir, path);
    if (readIfThere(full) === null || (statSync(full).mode & 0o077) === 0) return false;
    chmodSync(full, 0o600);
    return true;
  });
}

/** A token from a file that only its owner may read. */
export function readSecretFile(flag: string, path: string): string {
  const text = readIfThere(path)?.trim();
  const wrong = (why: string, next: string) =>
    new CliError(EXIT.usage, { what: `${flag} ${path}`, why, next });
  if (text === undefined || text === "")
    throw wrong("there is no token in it", `write the token into ${path}, and chmod 600 ${path}`);
  if ((statSync(path).mode & 0o077) !== 0)
    throw wrong("others on this machine can read it", `chmod 600 ${path}`);
  if (/\s/.test(text)) throw wrong("it holds more than one word", "write the token alone into it");
  return text;
}
