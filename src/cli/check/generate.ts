/** `npm run generate`: writes what is made from the contract. A test fails when one of the files is not what this writes. */
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { jsonSchema } from "./json-schema.ts";
import { referencePage } from "./reference-page.ts";

/** Path below the repository → content. */
export const GENERATED: Readonly<Record<string, () => string>> = {
  "src/contract/orchestrator.schema.json": () => formatted(jsonSchema()),
  "docs/configuration.md": referencePage,
};

/** As the formatter of this repository writes JSON: a list of words that fits a line stands on one. */
function formatted(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/^(.*)\[\n\s+([^[\]{}]*?)\n\s+\]/gm, (whole, head: string, inner: string) => {
    const line = `${head}[${inner.split(/\n\s+/).join(" ")}]`;
    return line.length < 110 ? line : whole;
  })}\n`;
}

if (import.meta.main) {
  for (const [path, content] of Object.entries(GENERATED)) {
    writeFileSync(resolve(import.meta.dirname, "../../..", path), content());
    process.stdout.write(`wrote ${path}\n`);
  }
}
