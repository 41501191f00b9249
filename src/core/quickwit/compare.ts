/** What stands between the index that is there and the one that the records need, and which of it can be mended in place. */
import type { FieldMapping, IndexConfig } from "./index-config.ts";

export interface Difference {
  /**
   * `add`: a field is missing, and can be added. `change`: a field is mapped otherwise; it can be changed, and holds for records
   * from then on. `stuck`: Quickwit does not change it in an index that exists.
   */
  readonly kind: "add" | "change" | "stuck";
  readonly field: string;
  readonly message: string;
}

/** What a field mapping means where it says nothing. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  tokenizer: "default",
  record: "basic",
  fast: false,
  stored: true,
  indexed: true,
  fast_precision: "seconds",
};
/** Keys that decide what can be found. How a value is shown again does not. */
const DECIDING = ["type", "tokenizer", "record", "fast", "stored", "indexed", "input_formats"];

export function compareIndex(wanted: IndexConfig, found: unknown): Difference[] {
  const mapping = tableOf(tableOf(found).doc_mapping);
  const there = new Map(
    (Array.isArray(mapping.field_mappings) ? mapping.field_mappings : []).map((field) => [
      String(tableOf(field).name),
      tableOf(field),
    ]),
  );
  const time = wanted.doc_mapping.timestamp_field;
  const differences: Difference[] = [];
  if (mapping.timestamp_field !== time) {
    differences.push({
      kind: "stuck",
      field: time,
      message: `its timestamp field is ${mapping.timestamp_field == null ? "not set" : `"${String(mapping.timestamp_field)}"`}, and must be "${time}"`,
    });
  }
  for (const field of wanted.doc_mapping.field_mappings) {
    const same = there.get(field.name);
    if (same === undefined) {
      differences.push({
        kind: "add",
        field: field.name,
        message: `"${field.name}" is not mapped: ${brief(field)}`,
      });
      continue;
    }
    const off = DECIDING.filter((key) => key in field && meant(field, key) !== meant(same, key));
    if (off.length === 0) continue;
    const words = off.map((key) => `${key} ${meant(same, key)} instead of ${meant(field, key)}`).join(", ");
    differences.push({
      kind: field.name === time ? "stuck" : "change",
      field: field.name,
      message: `"${field.name}" has ${words}`,
    });
  }
  return differences;
}

/** The configuration that mends what can be mended: theirs, with our fields; what else they map stays. */
export function migrated(wanted: IndexConfig, found: unknown): Record<string, unknown> {
  const theirs = tableOf(found);
  const mapping = tableOf(theirs.doc_mapping);
  const ours = new Set(wanted.doc_mapping.field_mappings.map((f) => f.name));
  const rest = (Array.isArray(mapping.field_mappings) ? mapping.field_mappings : []).filter(
    (field) => !ours.has(String(tableOf(field).name)),
  );
  // The id of a mapping names the old one; with it the new mapping would be refused.
  const { doc_mapping_uid: _, ...kept } = mapping;
  return {
    ...theirs,
    doc_mapping: { ...kept, field_mappings: [...wanted.doc_mapping.field_mappings, ...rest] },
    search_settings: wanted.search_settings,
  };
}

const brief = ({ type, tokenizer, fast }: FieldMapping): string =>
  [type, tokenizer === undefined ? "" : `tokenizer ${String(tokenizer)}`, fast === true ? "fast" : ""]
    .filter((word) => word !== "")
    .join(", ");

function meant(field: Readonly<Record<string, unknown>>, key: string): string {
  const value = field[key] ?? DEFAULTS[key];
  // An index answers `fast: true` of a text as the normaliser that it stands for.
  if (key === "fast" && typeof value === "object" && value !== null)
    return tableOf(value).normalizer === "raw" ? "true" : JSON.stringify(value);
  return Array.isArray(value) ? value.join("+") : String(value);
}

const tableOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
