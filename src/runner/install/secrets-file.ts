/**
 * The `environment` file: provider keys, one `NAME=value` a line. systemd reads it for a user's runner
 * (EnvironmentFile=), this program for the system's (LoadCredential=) and without systemd; the values are kept to
 * characters that every reader takes as they stand. Pure.
 */
import { err, ok, type Result } from "../../core/result.ts";

const NAME = /^[A-Z_][A-Z0-9_]*$/;
/** No white space, quotes, backslash, `$`, `#` or `;`: some reader gives each of them a meaning. */
const VALUE = /^[\w!%&()*+,./:<=>?@[\]^`{|}~-]{1,4000}$/;
const HEADER =
  "# Provider keys of the adf runner, NAME=value a line. An agent sees only the one its CLI needs.";

export function renderSecrets(secrets: ReadonlyMap<string, string>): string {
  return `${[HEADER, ...[...secrets].map(([name, value]) => `${name}=${value}`)].join("\n")}\n`;
}

export function parseSecrets(text: string): Result<Map<string, string>, string> {
  const found = new Map<string, string>();
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const at = line.indexOf("=");
    const checked = checkSecret(line.slice(0, at), line.slice(at + 1));
    if (at < 1 || checked !== null) {
      return err(`Line ${index + 1} of the secrets is not NAME=value: ${checked ?? "there is no ="}`);
    }
    found.set(line.slice(0, at), line.slice(at + 1));
  }
  return ok(found);
}

/** Null, or a sentence that never contains the value. */
export function checkSecret(name: string, value: string | undefined): string | null {
  if (!NAME.test(name)) return `${JSON.stringify(name)} is not the name of a variable, in capitals.`;
  if (value === undefined || value === "") return `${name} is not set in this environment.`;
  if (/^(?:\$\{?\w+\}?|<[^>]*>)$/.test(value)) {
    return `${name} still holds a placeholder. Nothing here expands variables: set it to the key itself.`;
  }
  if (!VALUE.test(value))
    return `${name} holds white space, a quote or another character that no key contains.`;
  return null;
}
