import { describe, expect, it } from "vitest";
import { LOG_FIELDS, LogDocument } from "../../../src/contract/log.ts";
import { readIndex } from "../../../src/core/quickwit/calls.ts";
import { checkIndexConfig } from "../../../src/core/quickwit/check-mapping.ts";
import { compareIndex, migrated } from "../../../src/core/quickwit/compare.ts";
import { indexConfig } from "../../../src/core/quickwit/index-config.ts";
import { Quickwit } from "../../support/quickwit/quickwit.ts";

const wanted = indexConfig("adf-logs");
const field = (name: string) => wanted.doc_mapping.field_mappings.find((f) => f.name === name);
type Loose = {
  doc_mapping: { field_mappings: Record<string, unknown>[] } & Record<string, unknown>;
} & Record<string, unknown>;
const changed = (change: (config: Loose) => void): Loose => {
  const config = structuredClone(wanted) as unknown as Loose;
  change(config);
  return config;
};
/** As an index answers it: every default written out. */
function asFound(config: unknown): Record<string, unknown> {
  const quickwit = new Quickwit();
  const body = JSON.stringify(config);
  quickwit.answer({ method: "POST", path: "/api/v1/indexes", body });
  const read = readIndex(quickwit.answer({ method: "GET", path: "/api/v1/indexes/adf-logs" }));
  if (!read.ok) throw new Error(read.error.detail);
  return { ...read.value };
}

describe("the index of the log records", () => {
  it("maps every field of a record, and no other", () => {
    const mapped = wanted.doc_mapping.field_mappings.map((f) => f.name);
    expect(mapped.sort()).toEqual(Object.keys(LogDocument.shape).sort());
    expect(mapped.length).toBe(Object.keys(LOG_FIELDS).length);
  });

  it("keeps identifiers whole, and lets what is sorted or counted be so", () => {
    for (const name of ["job", "source", "event", "hash", "effect", "runner"])
      expect(field(name)).toMatchObject({ type: "text", tokenizer: "raw", fast: true });
    for (const name of ["seq", "issue", "epoch"])
      expect(field(name)).toMatchObject({ type: "u64", fast: true });
    expect(field("message")).toMatchObject({ type: "text", tokenizer: "default" });
    expect(field("timestamp")).toMatchObject({ type: "datetime", fast: true });
    expect(wanted.doc_mapping.timestamp_field).toBe("timestamp");
  });

  it("is in order by Quickwit's rules", () => {
    expect(checkIndexConfig(wanted)).toEqual([]);
  });
});

describe("an index configuration with a mistake", () => {
  const first = (config: Loose) => config.doc_mapping.field_mappings[0] ?? {};
  it.each<[string, (config: Loose) => void, string, RegExp]>([
    [
      "tokenized in a field",
      (c) => Object.assign(first(c), { tokenized: false }),
      "field_mappings[0].tokenized",
      /"tokenizer" \("raw" keeps it whole\).*"record"/,
    ],
    [
      "tokenized in the mapping",
      (c) => Object.assign(c.doc_mapping, { tokenized: false }),
      "doc_mapping.tokenized",
      /"tokenizer"/,
    ],
    ["tokenized beside it", (c) => Object.assign(c, { tokenized: false }), "tokenized", /"tokenizer"/],
    [
      "a tokenizer that is none",
      (c) => Object.assign(c.doc_mapping.field_mappings[1] ?? {}, { tokenizer: "raww" }),
      ".tokenizer",
      /did you mean "raw"/,
    ],
    [
      "a record that is none",
      (c) => Object.assign(c.doc_mapping.field_mappings[1] ?? {}, { record: "positions" }),
      ".record",
      /basic, freq, position/,
    ],
    [
      "a type that is none",
      (c) => c.doc_mapping.field_mappings.push({ name: "x", type: "keyword" }),
      ".type",
      /no type "keyword"/,
    ],
    [
      "fast as text",
      (c) => Object.assign(c.doc_mapping.field_mappings[2] ?? {}, { fast: "yes" }),
      ".fast",
      /true or false/,
    ],
    [
      "one field twice",
      (c) => c.doc_mapping.field_mappings.push({ name: "seq", type: "u64" }),
      ".name",
      /mapped twice/,
    ],
    [
      "a name that is none",
      (c) => c.doc_mapping.field_mappings.push({ name: "time stamp", type: "u64" }),
      ".name",
      /no name of a field/,
    ],
    [
      "a timestamp that is not fast",
      (c) => Object.assign(first(c), { fast: false }),
      "timestamp_field",
      /must have "fast": true/,
    ],
    [
      "a timestamp that is text",
      (c) => Object.assign(c.doc_mapping, { timestamp_field: "job" }),
      "timestamp_field",
      /must be datetime/,
    ],
    [
      "a timestamp that is not there",
      (c) => Object.assign(c.doc_mapping, { timestamp_field: "at" }),
      "timestamp_field",
      /no field "at"/,
    ],
    [
      "a tag that is cut into words",
      (c) => Object.assign(c.doc_mapping, { tag_fields: ["message"] }),
      "tag_fields[0]",
      /"tokenizer": "raw"/,
    ],
    [
      "a search field that is not there",
      (c) => Object.assign(c, { search_settings: { default_search_fields: ["mesage"] } }),
      "default_search_fields[0]",
      /no field "mesage"/,
    ],
    [
      "a dynamic mapping that is not in force",
      (c) => Object.assign(c.doc_mapping, { dynamic_mapping: {} }),
      "dynamic_mapping",
      /"mode": "dynamic"/,
    ],
    [
      "a field thrown away",
      (c) => c.doc_mapping.field_mappings.push({ name: "x", type: "u64", stored: false, indexed: false }),
      "]",
      /thrown away/,
    ],
    ["no version", (c) => Object.assign(c, { version: 0.8 }), "version", /it is text/],
  ])("%s is refused at its place", (_what, change, at, message) => {
    const problems = checkIndexConfig(changed(change));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.at).toContain(at);
    expect(problems[0]?.message).toMatch(message);
  });
});

describe("an index that is there", () => {
  it("is equal, with every default written out", () => {
    expect(compareIndex(wanted, asFound(wanted))).toEqual([]);
  });

  it("lacks a field of a newer build: it is added, and what else is mapped stays", () => {
    const older = changed((c) => {
      c.doc_mapping.field_mappings = c.doc_mapping.field_mappings.filter((f) => f.name !== "prompts");
      c.doc_mapping.field_mappings.push({ name: "own", type: "u64" });
    });
    const found = asFound(older);
    expect(compareIndex(wanted, found)).toEqual([
      { kind: "add", field: "prompts", message: '"prompts" is not mapped: text, tokenizer raw, fast' },
    ]);
    const next = migrated(wanted, found);
    expect(compareIndex(wanted, asFound(next))).toEqual([]);
    expect(JSON.stringify(next)).toContain('"own"');
    expect(JSON.stringify(next)).not.toContain("doc_mapping_uid");
  });

  it("was made with identifiers cut into words: it is named, and can be changed from now on", () => {
    const cut = changed((c) => {
      for (const f of c.doc_mapping.field_mappings) if (f.name === "job") delete f.tokenizer;
    });
    expect(compareIndex(wanted, asFound(cut))).toEqual([
      { kind: "change", field: "job", message: '"job" has tokenizer default instead of raw' },
    ]);
  });

  it("has no timestamp field: that cannot be changed in place", () => {
    const blind = changed((c) => Object.assign(c.doc_mapping, { timestamp_field: null }));
    expect(compareIndex(wanted, asFound(blind))).toMatchObject([{ kind: "stuck", field: "timestamp" }]);
  });
});
