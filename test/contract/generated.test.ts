/** What is committed as generated is what the contract generates; and every key is described. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { GENERATED } from "../../src/cli/check/generate.ts";
import { type JsonSchema, jsonSchema } from "../../src/cli/check/json-schema.ts";
import { DESCRIPTIONS } from "../../src/contract/config/descriptions.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Every section and key, with dots; the tables of a list by the list's name. */
function keys(schema: JsonSchema, path: readonly string[] = []): string[] {
  const below = schema.items?.properties ?? schema.properties ?? {};
  return Object.entries(below).flatMap(([key, one]) => {
    const own = [...path, key];
    return [own.join("."), ...keys(one, own)];
  });
}

describe("what is generated from the contract", () => {
  it.each(Object.entries(GENERATED))("%s is up to date (else: npm run generate)", (path, content) => {
    expect(readFileSync(resolve(ROOT, path), "utf8")).toBe(content());
  });

  it("has a description of every key, and of nothing else", () => {
    expect(Object.keys(DESCRIPTIONS).sort()).toEqual(keys(jsonSchema()).sort());
  });

  it("has a full default of every key outside of the tables that a person must write", () => {
    const { properties = {} } = jsonSchema();
    const bare: string[] = [];
    const visit = (schema: JsonSchema, path: string): void => {
      for (const [key, one] of Object.entries(schema.properties ?? {})) {
        if (one.default === undefined) bare.push(`${path}.${key}`);
        visit(one, `${path}.${key}`);
      }
    };
    for (const [name, section] of Object.entries(properties))
      if (section.items === undefined) visit(section, name);
    expect(bare).toEqual(["gitea.url", "gitea.trusted"]);
  });

  it("names the unit of every duration and size", () => {
    const numbers = keys(jsonSchema()).filter((key) => /timeout|interval|period|duration|size|ttl/.test(key));
    expect(numbers.filter((key) => !/_(?:secs|bytes|ticks|usd)$/.test(key))).toEqual([]);
  });
});
