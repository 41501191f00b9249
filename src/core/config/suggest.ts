/** What was probably meant by a value that does not fit: never offered unless the schema accepts it. */
import * as z from "zod";
import { nearest } from "./nearest.ts";
import { bare } from "./shape.ts";
import { quote } from "./tree.ts";

const UNIT_SECS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 };
const UNIT_BYTES: Readonly<Record<string, number>> = { b: 1, k: 1_000, m: 1_000_000, g: 1_000_000_000 };
/** Words that people use for ours. */
const SYNONYMS: Readonly<Record<string, string>> = {
  watch: "observe",
  "dry-run": "observe",
  "read-only": "observe",
  ask: "approve",
  manual: "approve",
  tester: "qa",
  quality: "qa",
  coder: "developer",
  engineer: "developer",
  planner: "coordinator",
  tunnel: "access",
};
const YES = /^(?:true|yes|on|1)$/i;
const NO = /^(?:false|no|off|0)$/i;

/** As it would be written in the file; null when nothing comes to mind. */
export function suggest(schema: unknown, key: string, value: unknown): string | null {
  const s = bare(schema);
  if (!(s instanceof z.ZodType)) return null;
  for (const candidate of candidates(s, key, value)) {
    if (candidate !== value && s.safeParse(candidate).success) return JSON.stringify(candidate);
  }
  return null;
}

function candidates(s: z.ZodType, key: string, value: unknown): unknown[] {
  const text = typeof value === "string" ? value.trim() : null;
  if (s instanceof z.ZodEnum)
    return [text === null ? null : nearest(text, s.options.map(String)), SYNONYMS[text?.toLowerCase() ?? ""]];
  if (s instanceof z.ZodBoolean)
    return [YES.test(text ?? quote(value)) ? true : NO.test(text ?? quote(value)) ? false : null];
  if (s instanceof z.ZodNumber) {
    if (typeof value === "number") return [Math.round(value)];
    if (text === null) return [];
    return [
      plainNumber(text),
      key.endsWith("_secs") ? duration(text) : null,
      key.endsWith("_bytes") ? bytes(text) : null,
    ];
  }
  if (s instanceof z.ZodArray)
    return text !== null ? [[text]] : Number.isFinite(value) ? [[String(value)]] : [];
  if (Number.isFinite(value) || typeof value === "boolean") return [String(value)];
  if (Array.isArray(value) && value.length === 1) return [value[0]];
  if (text === null || text === "") return [];
  return s instanceof z.ZodURL
    ? [text, `https://${text.replace(/^[a-z][\w+.-]*:\/\//i, "")}`]
    : [text, repoPath(text), hostOf(text), slug(text)];
}

/** Of an address, with the port that it names. */
const hostOf = (text: string): string | null =>
  /^https?:\/\/([^/?#]+)/i.exec(text)?.[1]?.toLowerCase() ?? null;

const plainNumber = (text: string): number | null =>
  /^[+-]?[\d_]+(?:\.\d+)?$/.test(text) ? Number(text.replaceAll("_", "")) : null;

/** `90s`, `5 min`, `1h30m` in seconds. */
function duration(text: string): number | null {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)[a-z]*\s*/gi)];
  if (parts.map(([whole]) => whole).join("") !== text || parts.length === 0) return null;
  return parts.reduce((sum, [, n, unit = ""]) => sum + Number(n) * (UNIT_SECS[unit.toLowerCase()] ?? 0), 0);
}

function bytes(text: string): number | null {
  const [, n, unit = ""] = /^(\d+(?:\.\d+)?)\s*([bkmg])i?b?$/i.exec(text) ?? [];
  return n === undefined ? null : Number(n) * (UNIT_BYTES[unit.toLowerCase()] ?? 1);
}

/** `https://git.example/owner/name.git` and `git@host:owner/name` as `owner/name`. */
export function repoPath(text: string): string | null {
  const tail = text
    .replace(/\.git$/, "")
    .replace(/\/+$/, "")
    .split(/[/:]/)
    .slice(-2);
  return tail.length === 2 && tail.every((part) => part !== "") ? tail.join("/") : null;
}

/** A name as the grammar of names wants it. */
const slug = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
