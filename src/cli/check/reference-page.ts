/** docs/configuration.md: every section and key with what it takes, its default and its meaning. */
import { LATER_SECTIONS } from "../../core/config/later.ts";
import { expectation, schemaAt } from "../../core/config/shape.ts";
import { type JsonSchema, jsonSchema } from "./json-schema.ts";

const HEAD = `# Configuration

<!-- Made by \`npm run generate\` from src/contract/config; do not edit. -->

What may stand in \`orchestrator.toml\`. Only \`[gitea]\`, \`[[projects]]\` and \`[[agents]]\` must be there; everything else has the
default shown. An unknown key is refused with the nearest known one, and so is a secret: tokens never stand in this file.

\`\`\`sh
npm run -s adf -- check        # everything that is wrong, at once, with its place
\`\`\`

Editors complete and validate the file when its first line is

\`\`\`toml
#:schema ./src/contract/orchestrator.schema.json
\`\`\`
`;

const TAIL = `
## Secrets

They are set with \`npx wrangler secret put NAME\` (\`WEBHOOK_SECRET\`, \`MARKER_SECRET\`, \`ADMIN_TOKEN\`, \`FORGE_TOKENS\`); what an agent CLI
needs stands in the \`EnvironmentFile\` of the runner, mode 0600. Nothing is expanded in this file: a value like \`\${NAME}\` is refused.

## Words of the predecessor

\`adf check\` recognises them: a key with a new name is read under it, with a note; a key whose job is done elsewhere is left out, with a
warning that says where.
`;

export function referencePage(): string {
  const sections = Object.entries(jsonSchema().properties ?? {}).flatMap(([name, one]) => tables(name, one));
  return [HEAD, ...sections, TAIL.trimStart()].join("\n");
}

function tables(name: string, schema: JsonSchema): string[] {
  const many = schema.items !== undefined;
  const own = schema.items ?? schema;
  const entries = Object.entries(own.properties ?? {});
  const keys = entries.filter(([, one]) => one.properties === undefined);
  const below = entries.flatMap(([key, one]) =>
    one.properties === undefined ? [] : tables(`${name}.${key}`, one),
  );
  if (keys.length === 0) return below;
  const path = [...name.split("."), ...(many ? [0] : [])];
  const rows = keys.map(([key, one]) => {
    const must = own.required?.includes(key) === true;
    return `| \`${key}\` | ${cell(expectation(schemaAt([...path, key])))} | ${initial(one, must)} | ${cell(one.description ?? "")} |`;
  });
  const later = LATER_SECTIONS.some((one) => one === name.split(".")[0])
    ? " *Accepted; this build does not act on it yet.*"
    : "";
  const table = ["| key | takes | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
  return [
    `## ${many ? `[[${name}]]` : `[${name}]`}\n\n${own.description ?? ""}${later}\n\n${table}\n`,
    ...below,
  ];
}

const initial = ({ default: value }: JsonSchema, must: boolean): string =>
  must ? "must be given" : value === undefined ? "none" : `\`${JSON.stringify(value)}\``;

const cell = (text: string): string => text.replaceAll("|", "\\|");
