/**
 * Secrets and unfilled places in a configuration. What is found is named by its place and never repeated: complaints end
 * up in terminals, logs and health answers.
 */
import { TOKEN_SHAPES } from "../redact/shapes.ts";
import type { Finding } from "./complaint.ts";
import type { Path } from "./locate.ts";

export const SECRET_KEY =
  /(?:^|[_-])(?:tokens?|secrets?|passwords?|passwd|api[_-]?keys?|private[_-]?keys?|credentials?)$/i;

/** A number of them is what a model reads and writes, as `item_tokens = 100000`: a limit, and no secret, also where it is written as `"128k"`. */
const isCount = (key: string, value: unknown): boolean =>
  /(?:tokens|context_token)$/i.test(key) &&
  (typeof value === "number" || (typeof value === "string" && /^\d{1,6}\s?[km]$/i.test(value)));
const COUNT_LINE =
  /(?:tokens|context_token)["']?\s*=\s*(?:-?[\d_]+(?:\.\d+)?|"\d{1,6}\s?[km]"|'\d{1,6}\s?[km]')\s*(?:#.*)?$/i;

/** `name:password` in an address. */
const LOGIN = /(?<=:\/\/)[^\s/@"':]+:[^\s/@"']+(?=@)/g;

const LITERALS: readonly RegExp[] = [
  // In this file no commit is named: here such a run of digits is a token of the forge.
  /\b[0-9a-f]{32,}\b/gi,
  ...TOKEN_SHAPES.map((shape) => new RegExp(shape, "g")),
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*/g,
  LOGIN,
];

const PLACEHOLDER = /\$\{[^${}]*\}|\{\{[^{}]*\}\}|^\s*\$[A-Za-z_]\w*\s*$|^\s*<[^<>]+>\s*$|^%[A-Za-z_]\w*%$/;

/** `key = …` on one line, for text that no parser has read. */
const SECRET_LINE =
  /((?:tokens?|secrets?|passwords?|passwd|api[_-]?keys?|private[_-]?keys?|credentials?)["']?\s*=\s*)(\S.*)$/gim;

export interface Refused extends Finding {
  readonly code: "secret" | "placeholder";
}

/** Every value that must not stand in the file. */
export function findSecrets(tree: unknown): Refused[] {
  const found: Refused[] = [];
  walk(tree, [], (path, value) => {
    const key = String(path.findLast((part) => typeof part === "string") ?? "");
    const keyed = SECRET_KEY.test(key) && value !== "" && !isCount(key, value);
    const text = typeof value === "string" ? value : "";
    if (PLACEHOLDER.test(text) && !isTemplate(path)) found.push(unfilled(path, key, keyed));
    else if (keyed) found.push(secret(path, `"${key}" is a secret, and secrets never stand in this file`));
    else if (text.search(LOGIN) >= 0)
      found.push(secret(path, `"${key}" has a login and a password in its address`));
    else if (LITERALS.some((one) => text.search(one) >= 0))
      found.push(secret(path, `the value of "${key}" looks like a token or a password`));
    return !keyed;
  });
  return found;
}

/** A prompt template is made of variables, and has a check of its own. */
const isTemplate = ([top, second, third]: Path): boolean =>
  (top === "prompt" && second === "templates") || (top === "agents" && third === "prompt");

/** Blots out whatever looks like a secret, in place, so that columns stay true. */
export function blot(text: string): string {
  const keyed = text.replace(SECRET_LINE, (line, head: string, value: string) =>
    COUNT_LINE.test(line) ? line : head + value.replace(/[^\s"']/g, "*"),
  );
  return LITERALS.reduce((rest, one) => rest.replace(one, (hit) => "*".repeat(hit.length)), keyed);
}

const secret = (path: Path, message: string): Refused => ({
  code: "secret",
  path,
  message: `${message} (the value is not shown)`,
  help: `take it out of the file, and ${rightWay(path)}\nif the file was ever committed or shared, make a new one: this one is known`,
});

function unfilled(path: Path, key: string, keyed: boolean): Refused {
  return {
    code: "placeholder",
    path,
    message: `"${key}" still holds a placeholder: nothing is filled in or expanded in this file`,
    help: keyed ? `take it out of the file, and ${rightWay(path)}` : "write the value itself",
  };
}

/** Where the secret belongs, as a command or a place. */
function rightWay(path: Path): string {
  const [top] = path;
  if (top === "webhook") return "set it with: npx wrangler secret put WEBHOOK_SECRET";
  if (top === "providers" || top === "runners")
    return "put it into the runner's EnvironmentFile (mode 0600), where the agent CLI finds it";
  if (top === "gitea" || top === "projects" || top === "agents")
    return 'set it with: npx wrangler secret put FORGE_TOKENS   (JSON: {"coordinator":"…","developer":"…"})';
  if (top === "notifiers")
    return 'set it with: npx wrangler secret put NOTIFIER_SECRETS   (JSON: {"the notifier\'s name":"…"})';
  return "set it with: npx wrangler secret put NAME   (for an agent CLI: in the runner's EnvironmentFile)";
}

/** Goes below a value where the visitor says so. */
function walk(value: unknown, path: Path, visit: (path: Path, value: unknown) => boolean): void {
  if (path.length > 0 && !visit(path, value)) return;
  if (Array.isArray(value)) for (const [i, one] of value.entries()) walk(one, [...path, i], visit);
  else if (typeof value === "object" && value !== null && !(value instanceof Date))
    for (const [key, one] of Object.entries(value)) walk(one, [...path, key], visit);
}
