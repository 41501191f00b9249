/** The owner's rules and exceptions from a configuration file, with what is wrong or over in them said aloud. */
import { readFile } from "node:fs/promises";
import { loadConfig } from "../../core/config/load.ts";
import { type GuardPolicy, ownerPolicy } from "../../core/guard/index.ts";
import { RULE_FILES } from "../../core/guard/rule/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { fileTrouble } from "../file-trouble.ts";
import { note } from "../output.ts";

export async function ownPolicy(file: string, project: string | null): Promise<GuardPolicy> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const why = fileTrouble(cause);
    throw new CliError(
      EXIT.usage,
      { what: `cannot read ${file}`, why, next: "leave out --config, or name the file" },
      { cause },
    );
  }
  const loaded = loadConfig(text);
  if (!loaded.ok) {
    const why = loaded.error.map(({ at, message }) => `${at}: ${message}`).join("\n");
    throw new CliError(EXIT.usage, {
      what: `${file} is refused`,
      why,
      next: `npm run -s adf -- check ${file}`,
    });
  }
  const config = loaded.value;
  const { policy, expired } = ownerPolicy(config, project, new Date().toISOString().slice(0, 10));
  const known = new Set(RULE_FILES.flatMap((one) => Object.keys(one.rules)));
  for (const { rule, command, expires } of expired)
    note(`adf: the exception from ${rule} for "${command}" ended on ${expires}`);
  for (const { rule } of policy.allow)
    if (!known.has(rule))
      note(`adf: an exception names ${rule}, and there is no such rule: npm run -s adf -- guard rules`);
  return policy;
}
