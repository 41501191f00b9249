/** Judges an index configuration by Quickwit's rules before Quickwit sees it: what it would refuse, and what it would lose. */

import { nearest } from "../config/nearest.ts";
import { own } from "../own.ts";
import { FIELD_RULES, MISSPELT, type Rule, TOKENIZERS } from "./field-rules.ts";

export interface MappingProblem {
  /** Where, as in `doc_mapping.field_mappings[3].tokenized`. */
  readonly at: string;
  readonly message: string;
}

type Table = Readonly<Record<string, unknown>>;

const NAME = /^[@$_a-zA-Z][_.\-a-zA-Z0-9@$]{0,254}$/;
const CONFIG_KEYS = [
  "version",
  "index_id",
  "index_uri",
  "doc_mapping",
  "search_settings",
  "indexing_settings",
  "retention",
  "ingest_settings",
];
const MAPPING_KEYS = [
  "doc_mapping_uid",
  "mode",
  "field_mappings",
  "timestamp_field",
  "tag_fields",
  "partition_key",
  "max_num_partitions",
  "tokenizers",
  "store_source",
  "store_document_size",
  "index_field_presence",
  "dynamic_mapping",
  "document_length",
];

export function checkIndexConfig(config: unknown): MappingProblem[] {
  const found: MappingProblem[] = [];
  const say = (at: string, message: string) => void found.push({ at, message });
  if (!isTable(config)) return [{ at: "", message: "an index configuration is a table" }];
  if (typeof config.version !== "string") say("version", 'missing; it is text, as in "0.8"');
  if (typeof config.index_id !== "string" || !/^[a-zA-Z][a-zA-Z0-9-_]{2,254}$/.test(config.index_id))
    say("index_id", "3 to 255 letters, digits, - and _, and a letter first");
  checkKeys(config, "", CONFIG_KEYS, say);
  const mapping = config.doc_mapping;
  if (!isTable(mapping)) return [...found, { at: "doc_mapping", message: "missing" }];
  checkKeys(mapping, "doc_mapping.", MAPPING_KEYS, say);
  if (isTable(mapping.dynamic_mapping))
    checkKeys(
      mapping.dynamic_mapping,
      "doc_mapping.dynamic_mapping.",
      Object.keys(FIELD_RULES.json ?? {}),
      say,
    );
  const mode = mapping.mode ?? "dynamic";
  if (!["lenient", "strict", "dynamic"].includes(String(mode)))
    say("doc_mapping.mode", "lenient, strict or dynamic");
  if (mapping.dynamic_mapping !== undefined && mode !== "dynamic")
    say("doc_mapping.dynamic_mapping", 'only with "mode": "dynamic"');
  const own = listOf(mapping.tokenizers).map((t) => (isTable(t) ? String(t.name) : ""));
  const fields = checkFields(
    mapping.field_mappings,
    "doc_mapping.field_mappings",
    [...TOKENIZERS, ...own],
    say,
  );
  checkReferences(mapping, config.search_settings, fields, say);
  return found;
}

type Say = (at: string, message: string) => void;

function checkKeys(table: Table, at: string, known: readonly string[], say: Say): void {
  for (const key of Object.keys(table)) if (!known.includes(key)) say(at + key, unknownKey(key, known));
}

/** The fields by name, those of objects with their path. */
function checkFields(list: unknown, at: string, tokenizers: readonly string[], say: Say): Map<string, Table> {
  const named = new Map<string, Table>();
  for (const [n, field] of listOf(list).entries()) {
    const here = `${at}[${n}]`;
    if (!isTable(field)) {
      say(here, "a field is a table");
      continue;
    }
    const name = String(field.name ?? "");
    if (!NAME.test(name))
      say(`${here}.name`, `"${name}" is no name of a field: a letter, then letters, digits, . _ -`);
    if (named.has(name)) say(`${here}.name`, `"${name}" is mapped twice`);
    named.set(name, field);
    const type = String(field.type ?? "").replace(/^array<(.*)>$/, "$1");
    const rules = FIELD_RULES[type];
    if (rules === undefined) {
      say(
        `${here}.type`,
        `no type "${type}"; there are ${Object.keys(FIELD_RULES).join(", ")}, and array<…> of them`,
      );
      continue;
    }
    for (const [key, value] of Object.entries(field)) {
      const rule = own(rules, key);
      const wrong = rule === undefined ? unknownKey(key, Object.keys(rules)) : judge(rule, value, tokenizers);
      if (wrong !== null) say(`${here}.${key}`, wrong);
    }
    if (field.stored === false && field.indexed === false && (field.fast ?? false) === false)
      say(here, "neither stored nor indexed nor fast: it would be thrown away");
    if (type === "object")
      for (const [inner, table] of checkFields(
        field.field_mappings,
        `${here}.field_mappings`,
        tokenizers,
        say,
      ))
        named.set(`${name}.${inner}`, table);
  }
  return named;
}

function judge(rule: Rule, value: unknown, tokenizers: readonly string[]): string | null {
  switch (rule.kind) {
    case "flag":
      return typeof value === "boolean" ? null : "true or false";
    case "text":
      return typeof value === "string" ? null : "a text";
    case "list":
      return Array.isArray(value) ? null : "a list";
    case "words":
      return rule.words.includes(String(value)) ? null : `one of ${rule.words.join(", ")}`;
    case "tokenizer":
      return tokenizers.includes(String(value)) ? null : unknownWord("tokenizer", String(value), tokenizers);
    case "fast_text":
      return typeof value === "boolean" || (isTable(value) && tokenizers.includes(String(value.normalizer)))
        ? null
        : 'true, false or {"normalizer": "raw"}';
  }
}

function checkReferences(mapping: Table, search: unknown, fields: Map<string, Table>, say: Say): void {
  const time = mapping.timestamp_field;
  if (time !== undefined && time !== null) {
    const field = fields.get(String(time));
    const at = "doc_mapping.timestamp_field";
    if (field === undefined) say(at, `there is no field "${String(time)}"`);
    else if (field.type !== "datetime")
      say(at, `"${String(time)}" is ${String(field.type)}, and it must be datetime`);
    else if (field.fast !== true) say(at, `"${String(time)}" must have "fast": true`);
  }
  for (const [n, tag] of listOf(mapping.tag_fields).entries()) {
    const field = fields.get(String(tag));
    const at = `doc_mapping.tag_fields[${n}]`;
    if (field === undefined) say(at, `there is no field "${String(tag)}"`);
    else if (field.type === "text" && field.tokenizer !== "raw")
      say(at, `"${String(tag)}" must have "tokenizer": "raw"`);
  }
  const settings = isTable(search) ? search : {};
  for (const [n, name] of listOf(settings.default_search_fields).entries()) {
    const field = fields.get(String(name));
    const at = `search_settings.default_search_fields[${n}]`;
    if (field === undefined && mapping.mode !== "dynamic") say(at, `there is no field "${String(name)}"`);
    else if (field?.indexed === false) say(at, `"${String(name)}" is not indexed`);
  }
}

function unknownKey(key: string, known: readonly string[]): string {
  return MISSPELT[key] ?? unknownWord("key", key, known);
}

function unknownWord(what: string, word: string, known: readonly string[]): string {
  const like = nearest(word, known);
  return `no ${what} "${word}"${like === null ? `; there are ${known.join(", ")}` : `; did you mean "${like}"?`}`;
}

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
