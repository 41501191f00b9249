/** The forge as this machine reaches it: through Cloudflare Access where the environment holds a service token, else direct. */
import type { Connection } from "../forge/client.ts";
import { DIRECT, type ServiceToken, type Transport, throughAccess } from "../forge/transport.ts";
import { CliError } from "./cli-error.ts";
import { EXIT } from "./exit-codes.ts";

const ID = "CF_ACCESS_CLIENT_ID";
const SECRET = "CF_ACCESS_CLIENT_SECRET";
/** As the Worker calls them too. */
export const ACCESS_SECRETS = [ID, SECRET] as const;

/** Null where none is set; half a token is a mistake that would look like a refusal. */
export function serviceToken(env: NodeJS.ProcessEnv = process.env): ServiceToken | null {
  const { [ID]: client_id = "", [SECRET]: client_secret = "" } = env;
  if (client_id !== "" && client_secret !== "") return { client_id, client_secret };
  if (client_id === "" && client_secret === "") return null;
  const [there, missing] = client_id === "" ? [SECRET, ID] : [ID, SECRET];
  throw new CliError(EXIT.usage, {
    what: `${there} is set, and ${missing} is not`,
    why: "a service token of Cloudflare Access is both, or neither",
    next: `export ${missing}=…   (or: unset ${there})`,
  });
}

export function transportHere(forge_url: string): Transport {
  const token = serviceToken();
  return token === null ? DIRECT : throughAccess(forge_url, token);
}

export const connectHere = (url: string, token: string): Connection => ({
  url,
  token,
  fetch: transportHere(url).send,
});
