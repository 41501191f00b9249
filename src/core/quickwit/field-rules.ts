/**
 * What Quickwit lets a field mapping say, by type. Written from its reference (index configuration, versions 0.7 to 0.9): it
 * refuses an unknown key only in places, and what it does not refuse it may drop, so nothing unknown passes here.
 */
export type Rule =
  | { readonly kind: "flag" }
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "tokenizer" }
  | { readonly kind: "text" }
  | { readonly kind: "list" }
  /** `true`, `false`, or how a text is normalised before it is sorted. */
  | { readonly kind: "fast_text" };

const flag: Rule = { kind: "flag" };
const text: Rule = { kind: "text" };
const words = (...of: string[]): Rule => ({ kind: "words", words: of });

const RECORD = words("basic", "freq", "position");
const COMMON = { name: text, type: text, description: text, stored: flag, indexed: flag } as const;
const NUMBER = { ...COMMON, fast: flag, coerce: flag, output_format: words("number", "string") };

export const FIELD_RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  text: {
    ...COMMON,
    tokenizer: { kind: "tokenizer" },
    record: RECORD,
    fieldnorms: flag,
    fast: { kind: "fast_text" },
  },
  i64: NUMBER,
  u64: NUMBER,
  f64: NUMBER,
  bool: { ...COMMON, fast: flag },
  ip: { ...COMMON, fast: flag },
  bytes: {
    ...COMMON,
    fast: flag,
    input_format: words("base64", "hex"),
    output_format: words("base64", "hex"),
  },
  datetime: {
    ...COMMON,
    fast: flag,
    input_formats: { kind: "list" },
    output_format: text,
    fast_precision: words("seconds", "milliseconds", "microseconds", "nanoseconds"),
    precision: words("seconds", "milliseconds", "microseconds", "nanoseconds"),
  },
  json: {
    ...COMMON,
    tokenizer: { kind: "tokenizer" },
    record: RECORD,
    fast: { kind: "fast_text" },
    expand_dots: flag,
  },
  object: { name: text, type: text, description: text, field_mappings: { kind: "list" } },
  concatenate: {
    name: text,
    type: text,
    description: text,
    concatenate_fields: { kind: "list" },
    include_dynamic_fields: flag,
    tokenizer: { kind: "tokenizer" },
    record: RECORD,
    indexed: flag,
  },
};

export const TOKENIZERS = [
  "raw",
  "raw_lowercase",
  "lowercase",
  "default",
  "en_stem",
  "whitespace",
  "chinese_compatible",
  "source_code_default",
  "source_code_with_hex",
];

/** Words that people write and Quickwit does not have, with the right ones. */
export const MISSPELT: Readonly<Record<string, string>> = {
  tokenized:
    'Quickwit has no such word: how a text is cut is "tokenizer" ("raw" keeps it whole), and what is kept of its words is "record" ("basic", "freq" or "position")',
  analyzer: 'that is Elasticsearch\'s word: here it is "tokenizer"',
  keyword: 'that is Elasticsearch\'s word: here it is type "text" with "tokenizer": "raw"',
  precision: 'it is called "fast_precision" since Quickwit 0.7',
  store: 'it is called "stored"',
  index: 'it is called "indexed"',
};
