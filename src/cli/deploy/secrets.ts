/**
 * The Worker's secrets, from the files that setup wrote. They reach Cloudflare with the upload itself, from one file that only
 * its owner may read, so that no version of the Worker is without them and none stands on a command line.
 */
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { SECRET_NAMES, SECRETS_FILE, TOKENS_FILE } from "../../core/setup/steps.ts";
import { EXIT } from "../exit-codes.ts";
import { ACCESS_SECRETS } from "../forge-here.ts";
import { writeFiles } from "../setup/disk.ts";
import { readWords, type Words } from "../setup/secrets.ts";
import { Stop } from "./step.ts";

/** Beside the files it is made of; there for the time of the upload alone. */
export const UPLOAD_FILE = ".adf/deploy-secrets.json";

export interface Secrets {
  /** Null where the account keeps what it has: nothing was written here. */
  readonly upload: Words | null;
  readonly admin_token: string;
  /** Account → token, for the forge as this machine asks it. */
  readonly tokens: Words;
  /** The webhook's secret, to make one with; null where it is not known here. */
  readonly webhook_secret: string | null;
  /** A rotation has begun: hooks with the old secret are still to be replaced. */
  readonly rotating: boolean;
}

const SETUP = "npm run -s adf -- setup";

export function readSecrets(dir: string, env: NodeJS.ProcessEnv): Secrets {
  const words = readWords(dir, SECRETS_FILE);
  const tokens = readWords(dir, TOKENS_FILE);
  if (words === null || tokens === null)
    return kept(dir, words === null ? SECRETS_FILE : TOKENS_FILE, tokens, env);
  for (const path of [SECRETS_FILE, TOKENS_FILE]) {
    if ((statSync(join(dir, path)).mode & 0o077) !== 0)
      throw new Stop(
        EXIT.usage,
        `${path} can be read by others on this machine`,
        `chmod 600 ${join(dir, path)}`,
      );
  }
  const missing = SECRET_NAMES.filter((name) => (words[name] ?? "").length < 16);
  if (missing.length > 0)
    throw new Stop(
      EXIT.usage,
      `${SECRETS_FILE} has no ${missing.join(", ")} of 16 characters or more`,
      `${SETUP} … --apply   (it makes what is missing)`,
    );
  if (tokens.coordinator === undefined)
    throw new Stop(
      EXIT.usage,
      `${TOKENS_FILE} has no token of the account coordinator`,
      `${SETUP} … --admin-token-file admin.token --apply`,
    );
  const { WEBHOOK_SECRET = "", WEBHOOK_SECRET_PREVIOUS, ADMIN_TOKEN = "" } = words;
  const access = Object.fromEntries(ACCESS_SECRETS.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  // Without a rotation the slot of the old secret holds the new one: what is left out of an upload would stay.
  const previous = { WEBHOOK_SECRET_PREVIOUS: WEBHOOK_SECRET_PREVIOUS ?? WEBHOOK_SECRET };
  return {
    upload: { ...access, ...words, ...previous, FORGE_TOKENS: JSON.stringify(tokens) },
    admin_token: ADMIN_TOKEN,
    tokens,
    webhook_secret: WEBHOOK_SECRET,
    rotating: WEBHOOK_SECRET_PREVIOUS !== undefined,
  };
}

function kept(dir: string, missing: string, tokens: Words | null, env: NodeJS.ProcessEnv): Secrets {
  const admin_token = env.ADF_ADMIN_TOKEN ?? "";
  if (admin_token === "")
    throw new Stop(
      EXIT.usage,
      `there is no ${join(dir, missing)}, and no ADF_ADMIN_TOKEN to ask the Worker with`,
      `${SETUP} … --apply   (or, where the account has its secrets already: ADF_ADMIN_TOKEN=… npm run -s adf -- deploy)`,
    );
  return { upload: null, admin_token, tokens: tokens ?? {}, webhook_secret: null, rotating: false };
}

export async function withUploadFile<T>(
  dir: string,
  upload: Words,
  use: (path: string) => Promise<T>,
): Promise<T> {
  writeFiles(dir, [{ path: UPLOAD_FILE, text: `${JSON.stringify(upload)}\n`, mode: 0o600 }]);
  try {
    return await use(join(dir, UPLOAD_FILE));
  } finally {
    rmSync(join(dir, UPLOAD_FILE), { force: true });
  }
}

/** The new secret is on the disk, with the old one beside it, before anybody else hears of it. */
export function beginRotation(dir: string, make: () => string): void {
  const words = readWords(dir, SECRETS_FILE) ?? {};
  if (words.WEBHOOK_SECRET_PREVIOUS !== undefined || words.WEBHOOK_SECRET === undefined) return;
  save(dir, { ...words, WEBHOOK_SECRET: make(), WEBHOOK_SECRET_PREVIOUS: words.WEBHOOK_SECRET });
}

export function endRotation(dir: string): void {
  const { WEBHOOK_SECRET_PREVIOUS, ...words } = readWords(dir, SECRETS_FILE) ?? {};
  if (WEBHOOK_SECRET_PREVIOUS !== undefined) save(dir, words);
}

const save = (dir: string, words: Words): void =>
  writeFiles(dir, [{ path: SECRETS_FILE, text: `${JSON.stringify(words, null, 2)}\n`, mode: 0o600 }]);
