/** The index that takes the log records, generated from their contract: it cannot name a field that no record has. */
import { type FieldKind, LOG_FIELDS } from "../../contract/log.ts";

export interface FieldMapping {
  readonly name: string;
  readonly type: string;
  readonly [key: string]: unknown;
}

export interface IndexConfig {
  readonly version: string;
  readonly index_id: string;
  readonly doc_mapping: {
    readonly mode: "lenient" | "strict" | "dynamic";
    readonly field_mappings: readonly FieldMapping[];
    readonly timestamp_field: string;
    readonly [key: string]: unknown;
  };
  readonly search_settings: { readonly default_search_fields: readonly string[] };
  readonly indexing_settings: { readonly commit_timeout_secs: number };
}

/**
 * Identifiers are kept whole (`tokenizer: raw`): cut into words, `job:tides-12` would find `tides-13` too. What is sorted or
 * counted is `fast`.
 */
const MAPPING: Readonly<Record<FieldKind, Readonly<Record<string, unknown>>>> = {
  id: { type: "text", tokenizer: "raw", record: "basic", fast: true },
  text: { type: "text", tokenizer: "default", record: "position" },
  number: { type: "u64", fast: true },
  time: {
    type: "datetime",
    input_formats: ["rfc3339"],
    output_format: "rfc3339",
    fast_precision: "milliseconds",
    fast: true,
  },
  json: { type: "json", tokenizer: "raw" },
};

/** Seconds until what was taken in can be found. The shipping waits for longer before it calls a record lost. */
export const COMMIT_SECS = 10;

export function indexConfig(index_id: string): IndexConfig {
  const fields = Object.entries(LOG_FIELDS);
  const named = (kind: FieldKind) => fields.filter(([, k]) => k === kind).map(([name]) => name);
  return {
    version: "0.8",
    index_id,
    doc_mapping: {
      // A newer build may send a field that this index has not yet: it is left out, and the record is kept.
      mode: "lenient",
      field_mappings: fields.map(([name, kind]) => ({ name, ...MAPPING[kind] }) as FieldMapping),
      timestamp_field: named("time")[0] ?? "timestamp",
    },
    search_settings: { default_search_fields: named("text") },
    indexing_settings: { commit_timeout_secs: COMMIT_SECS },
  };
}
