/** Which model is asked, where, and with which credential: the machine's configuration laid over the CLI's own ways. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { AgentOrder } from "../../contract/runner.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { AgentAdapter, Credential, PlanProblem } from "./adapter.ts";
import type { AgentCommand } from "./command.ts";

export interface Endpoint {
  readonly model: string;
  readonly baseUrl: string | null;
  readonly credential: Credential;
}

/** The machine as far as logins go. */
export interface Keyring {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The home directory of the person whose logins are used. */
  readonly home: string;
}

export function endpointFor(
  command: AgentCommand,
  adapter: AgentAdapter,
  offer: Pick<AgentOrder, "provider" | "model">,
  keyring: Keyring,
): Result<Endpoint, PlanProblem> {
  const own = command.providers[offer.provider];
  const models = { ...command.models, ...own?.models };
  const baseUrl = own?.base_url ?? command.base_url ?? null;
  const named = own?.key ?? command.key;
  const keys = adapter.login.keys(command, offer.provider);
  const credential = credentialFor(adapter, named, keys, baseUrl, keyring);
  if (!credential.ok) return credential;
  return ok({
    model: models[offer.model] ?? models["*"] ?? offer.model,
    baseUrl: baseUrl?.replace(/\/+$/, "") ?? null,
    credential: credential.value,
  });
}

/** What a run must reach to ask its model, as `host:port`. Empty for a CLI that asks none. */
export function apiHosts(
  adapter: AgentAdapter,
  provider: string,
  { baseUrl, credential }: Endpoint,
): string[] {
  const url = URL.parse(baseUrl ?? "");
  if (url === null) return [...adapter.api(provider, credential)];
  const port = url.port === "" ? (url.protocol === "http:" ? "80" : "443") : url.port;
  return [`${url.hostname}:${port}`];
}

function credentialFor(
  adapter: AgentAdapter,
  named: string | undefined,
  keys: readonly string[],
  baseUrl: string | null,
  { env, home }: Keyring,
): Result<Credential, PlanProblem> {
  const { file, command, required } = adapter.login;
  // What was given for one vendor is nobody else's to see: another address gets the key that is named for it, or none.
  const name = named ?? (baseUrl === null ? keys.find((key) => isSet(env[key])) : undefined);
  const value = name === undefined ? undefined : env[name];
  if (name !== undefined && isSet(value)) return ok({ kind: "key", name, value });
  if (named !== undefined) {
    const message = `The runner's environment has no ${named}, which its configuration names as the key of ${adapter.title}.`;
    return err({ kind: "auth", message });
  }
  if (baseUrl !== null) return ok({ kind: "none" });
  if (file !== null && existsSync(join(home, file)))
    return ok({ kind: "file", from: join(home, file), to: file });
  if (!required) return ok({ kind: "none" });
  const message = `${adapter.title} is not logged in on this machine: there is no ${[...keys, ...(file === null ? [] : [`~/${file}`])].join(", no ")}. Log in with: ${command}`;
  return err({ kind: "auth", message });
}

const isSet = (value: string | undefined): value is string => value !== undefined && value !== "";
