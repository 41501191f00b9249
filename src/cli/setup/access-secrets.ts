/** The service token that the Worker shows to Cloudflare Access: taken from this shell, never asked for and never printed. */
import { SECRETS_FILE } from "../../core/setup/steps.ts";
import { ACCESS_SECRETS, serviceToken } from "../forge-here.ts";
import type { Words } from "./secrets.ts";

export interface AccessSecrets {
  /** What this shell has, by the names of the Worker's secrets. */
  readonly given: Words;
  readonly names: readonly string[];
  /** What is still to be done, given the secrets that will stand in the file. */
  notes(known: Words): readonly string[];
}

/** Nothing at all where the configuration does not go through Access. */
export function accessSecrets(wanted: boolean): AccessSecrets {
  const token = wanted ? serviceToken() : null;
  const [id, secret] = ACCESS_SECRETS;
  const given: Words = token === null ? {} : { [id]: token.client_id, [secret]: token.client_secret };
  const sentence = `The Worker needs ${id} and ${secret} of a service token of Cloudflare Access: export both and run this again, or put them into ${SECRETS_FILE}.`;
  return {
    given,
    names: Object.keys(given),
    notes: (known) => (wanted && ACCESS_SECRETS.some((name) => known[name] === undefined) ? [sentence] : []),
  };
}
