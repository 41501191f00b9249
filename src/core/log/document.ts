/** From an entry of the journal to the document that is chained, shipped and shown. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { LogDocument, LogRecord, Origin } from "../../contract/log.ts";
import { utf8 } from "../text/utf8.ts";
import { sentence } from "./sentence.ts";

/** What is stored of a record. */
export interface Numbered {
  readonly source: string;
  readonly seq: number;
  /** Milliseconds by the brain's clock. */
  readonly at: number;
  /** With its origin. */
  readonly entry: LogRecord;
  /** Hash of the record before; "" for the first. */
  readonly prev: string;
}

const NAMED: ReadonlySet<string> = new Set(Object.keys({ ...LogRecord.shape, ...Origin.shape }));

export function documentOf(record: Numbered): LogDocument {
  const content = contentOf(record);
  return LogDocument.parse({ ...content, message: sentence(record.entry), hash: hashOf(content) });
}

/** Sealed as it is written: whoever changes a record afterwards must change every record behind it. */
export const seal = (record: Numbered): string => hashOf(contentOf(record));

type Content = Omit<LogDocument, "message" | "hash">;

/** The sentence is made from the rest, and a later build may say it better: the chain leaves it out. */
export function contentOfDocument({ message: _m, hash: _h, ...content }: LogDocument): Content {
  return content;
}

export const hashOf = (content: Content): string => bytesToHex(sha256(utf8(canonical(content))));

function contentOf({ source, seq, at, entry, prev }: Numbered): Content {
  const named: Record<string, unknown> = {};
  const data: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(entry)) {
    if (value !== undefined && value !== null) (NAMED.has(key) ? named : data)[key] = value;
  }
  return {
    ...(named as LogRecord & Origin),
    timestamp: new Date(at).toISOString(),
    source,
    seq,
    project: entry.project ?? source,
    ...(Object.keys(data).length === 0 ? {} : { data }),
    prev,
  };
}

/** One text for one value, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const pairs = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${pairs.join(",")}}`;
}

/** A record that breaks its contract is a defect of ours; it is kept as one, and stops nobody's work. */
export function fitting(entry: LogRecord): LogRecord {
  const parsed = LogRecord.safeParse(entry);
  if (parsed.success) return entry;
  return {
    event: "record.invalid",
    level: "error",
    ...(typeof entry.project === "string" ? { project: entry.project } : {}),
    reason: `${String(entry.event)}: ${parsed.error.issues[0]?.path.join(".")} ${parsed.error.issues[0]?.message}`,
  };
}
