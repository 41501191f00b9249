/** What this process knows to be secret: what goes wrong is said without it. */
import { SECRET_KEY } from "../core/config/secrets.ts";
import { createRedactor } from "../core/redact/redact.ts";

const known = new Set<string>();

/** For whatever reads a token from a file: a later error may carry it. */
export function keepSecret(...values: readonly string[]): void {
  for (const value of values) known.add(value);
}

export function withoutSecrets(text: string): string {
  const named = Object.entries(process.env).filter(
    ([name]) => SECRET_KEY.test(name) || name === "FORGE_TOKENS",
  );
  return createRedactor([...known, ...named.map(([, value]) => value ?? "")]).text(text);
}
