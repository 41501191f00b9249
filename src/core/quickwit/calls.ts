/** Quickwit's requests and answers, without the network: each edge sends the call and hands the answer back here. */
import * as z from "zod";
import { err, ok, type Result } from "../result.ts";

export interface Call {
  readonly method: "GET" | "POST" | "PUT";
  readonly path: string;
  readonly body?: string;
  readonly type?: "application/json" | "application/x-ndjson";
}

/** What came back: a status and a body that may be anything; or nothing, and why. */
export type Answer =
  | { readonly status: number; readonly body: unknown; readonly retry_after_secs?: number }
  | { readonly failed: string; readonly timeout: boolean };

export interface Trouble {
  /**
   * `absent`: no such index. `refused`: it will never be taken so. `denied`: not by us. `busy`: later. `unsure`: it may have been
   * done.
   */
  readonly kind: "absent" | "refused" | "denied" | "busy" | "unsure" | "unreachable";
  readonly detail: string;
  readonly retry_after_secs: number;
}

const json = (method: Call["method"], path: string, body: unknown): Call => ({
  method,
  path,
  body: JSON.stringify(body),
  type: "application/json",
});

export const healthCall: Call = { method: "GET", path: "/api/v1/version" };
export const indexCall = (index: string): Call => ({ method: "GET", path: `/api/v1/indexes/${index}` });
export const createCall = (config: unknown): Call => json("POST", "/api/v1/indexes", config);
export const updateCall = (index: string, config: unknown): Call =>
  json("PUT", `/api/v1/indexes/${index}`, config);

/** `lines`: one document each, as JSON. */
export const ingestCall = (index: string, lines: readonly string[]): Call => ({
  method: "POST",
  path: `/api/v1/${index}/ingest?detailed_response=true`,
  body: lines.map((line) => `${line}\n`).join(""),
  type: "application/x-ndjson",
});

const rangeOf = (source: string, from: number, to: number): string =>
  `source:"${source}" AND seq:[${from} TO ${to}]`;

const listOf = (source: string, seqs: readonly number[]): string =>
  `source:"${source}" AND seq:IN [${seqs.join(" ")}]`;

/** How often each number is there, as an aggregation: no document travels. */
const counting = (index: string, query: string, size: number): Call =>
  json("POST", `/api/v1/${index}/search`, {
    query,
    max_hits: 0,
    aggs: { seq: { terms: { field: "seq", size } } },
  });

export const countCall = (index: string, source: string, from: number, to: number): Call =>
  counting(index, rangeOf(source, from, to), to - from + 1);
export const countListCall = (index: string, source: string, seqs: readonly number[]): Call =>
  counting(index, listOf(source, seqs), seqs.length);

export const deleteCall = (index: string, source: string, seqs: readonly number[]): Call =>
  json("POST", `/api/v1/${index}/delete-tasks`, { query: listOf(source, seqs) });

const IndexMetadata = z.looseObject({ index_config: z.record(z.string(), z.unknown()) });
const Refused = z.object({ message: z.string() });
/** `errors`: of splits that could not be searched; what stands in them is not counted then. */
const Counts = z.object({
  errors: z.array(z.unknown()).default([]),
  aggregations: z.object({
    seq: z.object({
      sum_other_doc_count: z.number().default(0),
      buckets: z.array(z.object({ key: z.number(), doc_count: z.int() })),
    }),
  }),
});
/** Older versions say only what they will look at; newer ones what they took and what they did not. */
const Ingested = z.object({
  num_docs_for_processing: z.int(),
  num_ingested_docs: z.int().nullish(),
  num_rejected_docs: z.int().nullish(),
  parse_failures: z
    .array(z.object({ message: z.string().default(""), reason: z.string().default("") }))
    .nullish(),
});

export function readIndex(answer: Answer): Result<Readonly<Record<string, unknown>>, Trouble> {
  return read(answer, IndexMetadata, (body) => body.index_config);
}

export function readDone(answer: Answer): Result<unknown, Trouble> {
  return read(answer, z.unknown(), (body) => body);
}

export interface IngestCounts {
  readonly taken: number;
  readonly rejected: number;
  readonly why: string;
}

/** A 200 says nothing by itself: the counts in it do. */
export function readIngest(answer: Answer, sent: number): Result<IngestCounts, Trouble> {
  return read(answer, Ingested, (body) => {
    const refused = body.num_rejected_docs ?? 0;
    const taken = body.num_ingested_docs ?? Math.min(sent, body.num_docs_for_processing) - refused;
    const rejected = Math.max(refused, sent - taken);
    const first = body.parse_failures?.[0];
    return { taken, rejected, why: first === undefined ? "" : `${first.reason} ${first.message}`.trim() };
  });
}

/** Number → how often it is there; a number that is not in it is not there. An answer in part is none: it would miss what is there. */
export function readCounts(answer: Answer): Result<ReadonlyMap<number, number>, Trouble> {
  const found = read(answer, Counts, (body) => body);
  if (!found.ok) return found;
  const { errors, aggregations } = found.value;
  const { buckets, sum_other_doc_count } = aggregations.seq;
  if (errors.length > 0 || sum_other_doc_count > 0) {
    const why =
      errors.length > 0 ? told(errors[0]).slice(0, 500) : `${sum_other_doc_count} records are not counted`;
    return err({ kind: "busy", detail: `it searched only in part: ${why}`, retry_after_secs: 0 });
  }
  return ok(new Map(buckets.map((b) => [b.key, b.doc_count])));
}

const told = (error: unknown): string => (typeof error === "string" ? error : JSON.stringify(error));

function read<T, U>(answer: Answer, shape: z.ZodType<T>, pick: (body: T) => U): Result<U, Trouble> {
  if ("failed" in answer) {
    const kind = answer.timeout ? "unsure" : "unreachable";
    return err({ kind, detail: answer.failed, retry_after_secs: 0 });
  }
  const { status, body, retry_after_secs = 0 } = answer;
  if (status >= 200 && status < 300) {
    const parsed = shape.safeParse(body);
    if (parsed.success) return ok(pick(parsed.data));
    return err({
      kind: "unsure",
      detail: `${status} with an answer that is not Quickwit's`,
      retry_after_secs,
    });
  }
  const said = Refused.safeParse(body);
  const detail = `${status}${said.success ? `: ${said.data.message.slice(0, 500)}` : ""}`;
  return err({ kind: kindOf(status), detail, retry_after_secs });
}

function kindOf(status: number): Trouble["kind"] {
  if (status === 404) return "absent";
  if (status === 429 || status === 503) return "busy";
  if (status === 400 || status === 413 || status === 422) return "refused";
  return status >= 500 ? "unsure" : "denied";
}
