/**
 * A Quickwit in memory with its response shapes, and its habits: what was taken in is found only after a commit, an unmapped or
 * mistyped document is counted as received and dropped later, and nothing has an id. `chance` makes it as unreliable as a day is
 * bad. Time is the caller's.
 */
import type { Answer, Call } from "../../../src/core/quickwit/calls.ts";

export interface Weather {
  /** Answers 503 and does nothing. */
  readonly busy?: number;
  /** Answers 500, with the batch stored or not. */
  readonly broken?: number;
  /** Stores the batch, and the answer is lost. */
  readonly lost?: number;
  /** Never stores it, and the caller waits in vain. */
  readonly hung?: number;
  /** Takes only some of the documents and says so, with 200. */
  readonly partial?: number;
  /** Says it took all, and drops some. */
  readonly drops?: number;
  /** Stores the batch twice. */
  readonly twice?: number;
}

interface Stored {
  readonly doc: Readonly<Record<string, unknown>>;
  readonly at: number;
}

type Index = { config: Record<string, unknown>; docs: Stored[] };

export class Quickwit {
  readonly indexes = new Map<string, Index>();
  readonly calls: Call[] = [];
  weather: Weather = {};
  /** Older versions answer a change of the mapping so. */
  changes_mapping = true;
  /** Older versions answer only how many documents they will look at. */
  counts_rejected = true;
  readonly #random: () => number;
  readonly #now: () => number;
  readonly #commit_ms: number;

  constructor(random: () => number = () => 1, now: () => number = () => 0, commit_ms = 0) {
    this.#random = random;
    this.#now = now;
    this.#commit_ms = commit_ms;
  }

  answer(call: Call): Answer {
    this.calls.push(call);
    const [path = "", query = ""] = call.path.split("?");
    const parts = path.replace("/api/v1/", "").split("/");
    if (path === "/api/v1/version") return { status: 200, body: { build: { version: "0.9.0" } } };
    if (parts[0] === "indexes") return this.#indexes(call, parts[1]);
    const index = this.indexes.get(parts[0] ?? "");
    if (index === undefined) return refused(404, `index \`${parts[0]}\` not found`);
    if (this.#hits(this.weather.busy)) return refused(503, "the shards are full");
    if (this.#hits(this.weather.hung)) return { failed: "no answer within 15 s", timeout: true };
    if (parts[1] === "ingest") return this.#ingest(index, call.body ?? "", query);
    if (this.#hits(this.weather.broken)) return refused(500, "internal error");
    const body = JSON.parse(call.body ?? "{}") as { query: string };
    if (parts[1] === "delete-tasks") return this.#delete(index, body.query);
    if (parts[1] === "search") return this.#count(index, body.query);
    return refused(404, "Route not found");
  }

  /** Every number of a source, with how often it is there once everything is committed. */
  numbers(index: string, source: string): Map<number, number> {
    const found = new Map<number, number>();
    for (const { doc } of this.indexes.get(index)?.docs ?? [])
      if (doc.source === source) found.set(Number(doc.seq), (found.get(Number(doc.seq)) ?? 0) + 1);
    return found;
  }

  #indexes({ method, body }: Call, id: string | undefined): Answer {
    const config = JSON.parse(body ?? "{}") as Record<string, unknown>;
    if (method === "POST") {
      if (this.indexes.has(String(config.index_id))) return refused(400, "index already exists");
      this.indexes.set(String(config.index_id), { config: withDefaults(config), docs: [] });
      return metadata(config);
    }
    const index = this.indexes.get(id ?? "");
    if (index === undefined) return refused(404, `index \`${id}\` not found`);
    if (method === "PUT") {
      if (!this.changes_mapping) return refused(405, "HTTP method not allowed");
      index.config = withDefaults(config);
    }
    return metadata(index.config);
  }

  #ingest(index: Index, body: string, query: string): Answer {
    const lines = body.split("\n").filter((line) => line !== "");
    const docs = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const bad = docs.filter((doc) => !this.#fits(index, doc));
    let good = docs.filter((doc) => this.#fits(index, doc));
    const broken = this.#hits(this.weather.broken);
    if (broken && this.#random() < 0.5) return refused(500, "internal error");
    let rejected = bad.length;
    if (this.#hits(this.weather.partial)) {
      const kept = good.filter(() => this.#random() < 0.5);
      rejected += good.length - kept.length;
      good = kept;
    }
    const stored = this.#hits(this.weather.drops) ? good.filter(() => this.#random() < 0.5) : good;
    const times = this.#hits(this.weather.twice) ? 2 : 1;
    for (let n = 0; n < times; n += 1)
      index.docs.push(...stored.map((doc) => ({ doc, at: this.#now() + this.#commit_ms })));
    if (broken) return refused(500, "internal error");
    if (this.#hits(this.weather.lost)) return { failed: "the connection was closed", timeout: true };
    const failures = bad.map((doc) => ({
      document: JSON.stringify(doc),
      message: "The field `seq` could not be parsed",
      reason: "invalid_schema",
    }));
    const counts = { num_ingested_docs: docs.length - rejected, num_rejected_docs: rejected };
    const detail = query.includes("detailed_response=true") ? { parse_failures: failures } : {};
    return {
      status: 200,
      body: {
        num_docs_for_processing: docs.length,
        ...(this.counts_rejected ? { ...counts, ...detail } : {}),
      },
    };
  }

  #count(index: Index, query: string): Answer {
    const counts = new Map<number, number>();
    for (const seq of this.#found(index, query)) counts.set(seq, (counts.get(seq) ?? 0) + 1);
    const buckets = [...counts].map(([key, doc_count]) => ({ key, doc_count }));
    return {
      status: 200,
      body: {
        num_hits: buckets.length,
        hits: [],
        elapsed_time_micros: 1200,
        errors: [],
        aggregations: { seq: { buckets, doc_count_error_upper_bound: 0, sum_other_doc_count: 0 } },
      },
    };
  }

  #delete(index: Index, query: string): Answer {
    const gone = new Set(this.#found(index, query));
    const source = /source:"([^"]+)"/.exec(query)?.[1];
    index.docs = index.docs.filter(({ doc }) => doc.source !== source || !gone.has(Number(doc.seq)));
    return { status: 200, body: { create_timestamp: 0, opstamp: 1, delete_query: { query_ast: query } } };
  }

  #found(index: Index, query: string): number[] {
    const [, source, from, to, list] =
      /source:"([^"]+)" AND seq:(?:\[(\d+) TO (\d+)\]|IN \[([\d ]+)\])/.exec(query) ?? [];
    const listed = new Set((list ?? "").split(" ").map(Number));
    const wanted = (seq: number) =>
      list === undefined ? seq >= Number(from) && seq <= Number(to) : listed.has(seq);
    return index.docs
      .filter(({ doc, at }) => at <= this.#now() && doc.source === source)
      .map(({ doc }) => Number(doc.seq))
      .filter(wanted);
  }

  #fits = (_index: Index, doc: Readonly<Record<string, unknown>>): boolean =>
    typeof doc.seq === "number" && typeof doc.timestamp === "string";

  #hits = (chance: number | undefined): boolean => chance !== undefined && this.#random() < chance;
}

const refused = (status: number, message: string): Answer => ({ status, body: { message } });

const metadata = (config: Record<string, unknown>): Answer => ({
  status: 200,
  body: { version: "0.9", index_uid: `${String(config.index_id)}:01J`, index_config: config, sources: [] },
});

/** An index answers its mapping with every default written out. */
function withDefaults(config: Record<string, unknown>): Record<string, unknown> {
  const mapping = config.doc_mapping as Record<string, unknown>;
  const fields = (mapping.field_mappings as Record<string, unknown>[]).map((field) =>
    field.type === "text"
      ? {
          stored: true,
          indexed: true,
          fieldnorms: false,
          ...field,
          record: field.record ?? "basic",
          fast: field.fast === true ? { normalizer: "raw" } : false,
        }
      : {
          stored: true,
          indexed: true,
          ...field,
          ...(field.type === "u64" ? { coerce: true, output_format: "number" } : {}),
        },
  );
  return {
    index_uri: `s3://adf/${String(config.index_id)}`,
    ...config,
    version: "0.9",
    doc_mapping: {
      doc_mapping_uid: "00000000000000000000000000",
      tag_fields: [],
      ...mapping,
      field_mappings: fields,
    },
  };
}
