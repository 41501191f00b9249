/** What this process knows to be secret: what goes wrong is said without it, and so is every line that is kept. */
import { SECRET_KEY } from "../core/config/secrets.ts";
import { createRedactor, type Redactor } from "../core/redact/redact.ts";

const known = new Set<string>();
let redactor: Redactor | null = null;

/** For whatever reads a token from a file: a later error may carry it. */
export function keepSecret(...values: readonly string[]): void {
  for (const value of values) known.add(value);
  redactor = null;
}

export function withoutSecrets(text: string): string {
  redactor ??= createRedactor([...known, ...fromEnvironment()]);
  return redactor.text(text);
}

const fromEnvironment = (): string[] =>
  Object.entries(process.env)
    .filter(([name]) => SECRET_KEY.test(name) || name === "FORGE_TOKENS")
    .map(([, value]) => value ?? "");
