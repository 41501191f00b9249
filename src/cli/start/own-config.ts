/**
 * `start --config`: the configuration that `adf setup` wrote, with the tokens and secrets it left beside it. What runs is the
 * file's own text, checked as a deploy checks it.
 */
import { dirname, join, resolve } from "node:path";
import { SECRET_NAMES, SECRETS_FILE, TOKENS_FILE } from "../../core/setup/steps.ts";
import type { GivenFactory } from "../../local/factory/factory.ts";
import type { Settings } from "../../local/factory/home.ts";
import { count, examine } from "../check/examine.ts";
import { report } from "../check/report.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { ACCESS_SECRETS, serviceToken } from "../forge-here.ts";
import { note } from "../output.ts";
import { readPromptFiles } from "../prompt-files.ts";
import { readScenarioFiles, SHIPPED_SCENARIOS } from "../scenario-folder.ts";
import { readIfThere } from "../setup/disk.ts";
import { closeFiles, readWords, type Words } from "../setup/secrets.ts";
import { lookForAgents, type Offered } from "./offered.ts";

export interface ReadConfig {
  readonly given: GivenFactory;
  /** Of setup: webhooks that it made are signed with one of them. */
  readonly secrets: Partial<Settings>;
  /** The agent CLIs of this machine that the runner offers. */
  readonly offered: Offered;
  /** Sentences that the start must say. */
  readonly notes: readonly string[];
}

const SETUP = "npm run -s adf -- setup";

/** Where `adf setup` keeps the state and the secrets of this configuration. */
export const stateBeside = (file: string): string => join(dirname(resolve(file)), ".adf");

/** `only`: the one agent CLI that `--agent` names; null where all that are here are offered. */
export async function readOwnConfig(file: string, only: Offered | null): Promise<ReadConfig> {
  const dir = dirname(resolve(file));
  const text = readIfThere(resolve(file));
  if (text === null) {
    throw new CliError(EXIT.usage, {
      what: `there is no ${file}`,
      why: "--config runs a configuration that is there",
      next: SETUP,
    });
  }
  const examined = examine(file, text, await readScenarioFiles(SHIPPED_SCENARIOS), await readPromptFiles());
  const { config, scenarios } = examined;
  if (config === null || scenarios === null || count(examined.said, "error") > 0) {
    note(report(file, examined, []));
    throw new CliError(EXIT.no, {
      what: "nothing was started",
      why: `${file} has errors, and a Worker with such a configuration dispatches nothing`,
      next: `npm run -s adf -- check ${file}`,
    });
  }
  const notes = closeFiles(dir).map((path) => `${path} could be read by others: it is 0600 now.`);
  const tokens = readWords(dir, TOKENS_FILE);
  const secrets = readWords(dir, SECRETS_FILE);
  if (tokens?.coordinator === undefined || secrets === null) throw unready(dir, secrets === null);
  const offered = only ?? (await lookForAgents());
  return {
    given: {
      text,
      config,
      tokens,
      access: accessOf(config.gitea.via, secrets),
      notifier_secrets: secrets.NOTIFIER_SECRETS ?? "",
    },
    secrets: settingsOf(secrets),
    offered,
    notes: [...notes, ...offered.notes(config, scenarios)],
  };
}

const unready = (dir: string, secrets: boolean): CliError =>
  new CliError(EXIT.usage, {
    what: secrets
      ? `there is no ${join(dir, SECRETS_FILE)}`
      : `${join(dir, TOKENS_FILE)} has no token of the coordinator`,
    why: "the factory reads and writes the forge with the tokens and secrets that setup leaves there",
    next: `${SETUP} … --admin-token-file admin.token --apply   (or by hand: docs/setup-<project>.md)`,
  });

/** Setup kept the service token where one was needed; this shell's own goes before it. */
function accessOf(via: "direct" | "access", secrets: Words): GivenFactory["access"] {
  if (via === "direct") return null;
  const here = serviceToken();
  const [id, secret] = ACCESS_SECRETS;
  const [client_id, client_secret] = [secrets[id], secrets[secret]];
  if (here !== null) return here;
  if (client_id !== undefined && client_secret !== undefined) return { client_id, client_secret };
  throw new CliError(EXIT.usage, {
    what: `[gitea] via is "access", and ${SECRETS_FILE} has no ${id} and ${secret}`,
    why: "Cloudflare Access in front of the forge lets nothing through without its service token",
    next: `export ${id}=… ${secret}=…`,
  });
}

function settingsOf(secrets: Words): Partial<Settings> {
  const [webhook_secret, marker_secret, admin_token] = SECRET_NAMES.map((name) => secrets[name]);
  return {
    ...(webhook_secret === undefined ? {} : { webhook_secret }),
    ...(marker_secret === undefined ? {} : { marker_secret }),
    ...(admin_token === undefined ? {} : { admin_token }),
  };
}
