/** The JSON Schema that editors read, made from the one zod schema and its descriptions. */
import * as z from "zod";
import { DESCRIPTIONS } from "../../contract/config/descriptions.ts";
import { OrchestratorConfig } from "../../contract/config.ts";

/** The part of JSON Schema that zod writes for us. */
export interface JsonSchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  format?: string;
  pattern?: string;
  additionalProperties?: boolean;
}

export function jsonSchema(): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(OrchestratorConfig, { io: "input" });
  const schema = describe(rest as JsonSchema, []);
  const about = "The configuration of an AI Dark Factory. Made by `npm run generate`; do not edit.";
  return { $schema, title: "orchestrator.toml", description: about, ...schema } as JsonSchema;
}

/** Places of keys, with dots; the tables of a list stand at the list's own. */
function describe(schema: JsonSchema, path: readonly string[]): JsonSchema {
  const said = path.length === 0 ? undefined : DESCRIPTIONS[path.join(".")];
  const out: JsonSchema = { ...(said === undefined ? {} : { description: said }), ...schema };
  if (out.properties !== undefined) {
    const entries = Object.entries(out.properties);
    out.properties = Object.fromEntries(entries.map(([key, one]) => [key, describe(one, [...path, key])]));
  }
  if (out.items?.properties !== undefined) out.items = describe(out.items, path);
  return out;
}
