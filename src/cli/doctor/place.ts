/** Which factory is meant, where its forge is, and the tokens that this machine has for it. Read from files alone. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { shellWord } from "../../core/text/shell-word.ts";
import { holderOf, lockIn } from "../../runner/state/lock.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type Address, type AddressOptions, readAddress } from "../factory-address.ts";
import { fileTrouble } from "../file-trouble.ts";
import { keepSecret } from "../secrets-at-hand.ts";
import { readSecretFile } from "../setup/secrets.ts";
import type { Place } from "./facts.ts";

export interface PlaceOptions extends AddressOptions {
  readonly forge?: string;
  readonly tokens?: string;
  readonly repo?: string;
  /** Of an administrator, who may see the webhooks. */
  readonly adminTokenFile?: string;
}

export interface Located {
  readonly place: Place;
  /** Null where no factory was found, with what to say of it. */
  readonly address: Address | null;
  readonly absent: { readonly what: string; readonly next: string } | null;
  /** The forge as this machine knows it without asking the Worker. */
  readonly forge_url: string | null;
  readonly repo: string | null;
  /** Account → token. */
  readonly tokens: Readonly<Record<string, string>>;
}

const Local = z.object({
  forge: z.string(),
  forge_port: z.int(),
  tokens: z.record(z.string(), z.string()),
});
/** What `adf setup` left in the same folder: the factory's own accounts. */
function ofSetup(state: string): Readonly<Record<string, string>> {
  const file = join(state, "tokens.json");
  return existsSync(file) ? readTokens(file) : {};
}

const administrator = ({ adminTokenFile }: PlaceOptions): Readonly<Record<string, string>> =>
  adminTokenFile === undefined ? {} : { admin: readSecretFile("--admin-token-file", adminTokenFile) };

const Tokens = z.record(z.string(), z.string().min(1));

export function locate(options: PlaceOptions): Located {
  const given = options.tokens === undefined ? null : readTokens(options.tokens);
  const local = options.url === undefined ? readLocal(options.state) : null;
  const [address, absent] = addressOf(options);
  const embedded = local?.forge === "embedded";
  const [own_url = null, own_repo = null] = local === null || embedded ? [] : local.forge.split(" ");
  const kind = options.url !== undefined ? "deployed" : embedded || local === null ? "embedded" : "own";
  return {
    place: {
      kind,
      url: address?.url ?? options.url ?? null,
      started_secs: kind === "deployed" ? null : startedSecs(options.state),
      options: again(options),
      ...(address?.start === undefined ? {} : { start: address.start }),
    },
    address,
    absent,
    forge_url: options.forge ?? (embedded ? `http://127.0.0.1:${local.forge_port}` : own_url),
    repo: options.repo ?? own_repo,
    tokens: { ...(given ?? (embedded ? local.tokens : ofSetup(options.state))), ...administrator(options) },
  };
}

function addressOf(options: PlaceOptions): [Address | null, Located["absent"]] {
  try {
    return [readAddress(options), null];
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const { what, next } = error.trouble;
    return [null, { what, next }];
  }
}

const again = ({ url, state }: PlaceOptions): string => {
  if (url !== undefined) return ` --url ${shellWord(url)}`;
  return state === ".adf" ? "" : ` --state ${shellWord(state)}`;
};

/** A start takes the lock of its state folder, and nothing writes it again. */
function startedSecs(state: string): number | null {
  const taken = holderOf(state) === null ? undefined : statSync(lockIn(state), { throwIfNoEntry: false });
  return taken === undefined ? null : Math.max(0, (Date.now() - taken.mtimeMs) / 1000);
}

function readLocal(state: string): z.infer<typeof Local> | null {
  try {
    return Local.parse(JSON.parse(readFileSync(join(state, "settings.json"), "utf8")));
  } catch {
    return null;
  }
}

export function readTokens(file: string): Readonly<Record<string, string>> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new CliError(
      EXIT.usage,
      {
        what: `${file} cannot be read`,
        why: fileTrouble(cause),
        next: `write {"admin": "…", "coordinator": "…"} into ${file} and: chmod 600 ${file}`,
      },
      { cause },
    );
  }
  try {
    const tokens = Tokens.parse(JSON.parse(text));
    keepSecret(...Object.values(tokens));
    return tokens;
  } catch {
    throw new CliError(EXIT.usage, {
      what: `${file} is not a file of tokens`,
      why: "it must be a JSON object of account and token",
      next: `write {"admin": "…", "coordinator": "…"} into ${file} and: chmod 600 ${file}`,
    });
  }
}
