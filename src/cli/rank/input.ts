/** The door of `adf rank`: JSON text to issues and dependencies, or a sentence that says what is wrong where. */
import * as z from "zod";
import { nearest } from "../../core/config/nearest.ts";
import { editDistance } from "../../core/mention/nearest.ts";
import type { Dependency } from "../../core/ranking/graph.ts";
import { holdingLabel } from "../../core/ranking/hold.ts";
import type { NamedIssue } from "../../core/ranking/view.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";

const REF = 'an issue is a positive whole number, or "owner/name#5" in another repository';
const Ref = z.union([z.int().positive(), z.string().regex(/^[\w.-]+\/[\w.-]+#\d+$/, REF)], REF);

const Label = z.union(
  [z.string(), z.looseObject({ name: z.string() })],
  'a label is a text, or {"name": text}',
);

const TIME = "a time is an ISO date or milliseconds";
const Time = z.union([z.number(), z.string()], TIME).transform((value, context) => {
  const time = new Date(value).getTime();
  if (!Number.isNaN(time)) return time;
  context.addIssue({ code: "custom", message: `${JSON.stringify(value)} is no date; ${TIME}` });
  return z.NEVER;
});

const Issue = z.looseObject({
  number: z.int().positive(),
  title: z.string().default(""),
  state: z.enum(["open", "closed"]).default("open"),
  labels: z.array(Label).nullish(),
  created_at: Time.default(0),
  /** As the forge's API gives it: null for an issue, an object for a pull request. */
  pull_request: z.unknown().optional(),
});

const Edge = z.looseObject({ issue: Ref, blocked_by: Ref });

const Input = z.looseObject({
  issues: z.array(Issue).max(200_000),
  dependencies: z.array(Edge).max(1_000_000).default([]),
});

export interface RankInput {
  readonly issues: readonly NamedIssue[];
  readonly dependencies: readonly Dependency[];
}

export function parseRankInput(text: string): RankInput {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause));
  }
  // First: a key that is not read leaves another missing, and that alone would be told.
  const slip = misspelt(json);
  if (slip !== null) throw wrong(slip);
  const parsed = Input.safeParse(json);
  if (!parsed.success) {
    const { issues } = parsed.error;
    const more = issues.length > SHOWN ? [`and ${issues.length - SHOWN} more`] : [];
    throw wrong([...issues.slice(0, SHOWN).map(complaint), ...more].join("\n"));
  }
  const seen = new Set<number>();
  const issues = parsed.data.issues.map((issue) => {
    if (seen.has(issue.number)) throw wrong(`issue #${issue.number} is listed twice`);
    seen.add(issue.number);
    const labels = (issue.labels ?? []).map((label) => (typeof label === "string" ? label : label.name));
    const is_pull =
      issue.pull_request !== undefined && issue.pull_request !== null && issue.pull_request !== false;
    const { number, title, state, created_at } = issue;
    const held_by = holdingLabel(labels);
    return { number, title, state, created_at, labels, is_pull, held_by, worked_by: null };
  });
  const dependencies = parsed.data.dependencies.map(({ issue, blocked_by }) => ({ issue, blocked_by }));
  return { issues, dependencies };
}

/** A key that is nearly one of ours, where that one is missing. Any other is the forge's, and left alone. */
function slipIn(table: unknown, keys: readonly string[], place: string): string | null {
  if (typeof table !== "object" || table === null) return null;
  const written = Object.keys(table);
  const missing = keys.filter((key) => !written.includes(key));
  for (const key of written) {
    const meant = keys.includes(key) ? null : nearest(key, missing);
    if (meant !== null && editDistance(key.toLowerCase(), meant) <= 2)
      return `${place}"${key}" is not read; did you mean "${meant}"?`;
  }
  return null;
}

function misspelt(json: unknown): string | null {
  const top = slipIn(json, Object.keys(Input.shape), "");
  if (top !== null || typeof json !== "object") return top;
  for (const [name, { shape }] of [
    ["issues", Issue],
    ["dependencies", Edge],
  ] as const) {
    const list: unknown = json === null ? null : Reflect.get(json, name);
    const keys = Object.keys(shape);
    for (const [i, one] of Array.isArray(list) ? list.entries() : []) {
      const slip = slipIn(one, keys, `${name}[${i}]: `);
      if (slip !== null) return slip;
    }
  }
  return null;
}

const SHOWN = 10;

/** `issues[3].number: expected number, found string`. */
function complaint({ path, message }: z.core.$ZodIssue): string {
  const place = path.map((part, i) =>
    typeof part === "number" ? `[${part}]` : `${i > 0 ? "." : ""}${String(part)}`,
  );
  const said = message
    .replace(/^Invalid input: expected (\w+), received undefined$/, "it is missing; expected $1")
    .replace(/^Invalid input: expected (\w+), received (\w+)$/, "expected $1, found $2")
    .replace(/^expected int, found number$/, "it is no whole number")
    .replace(/^Invalid option: /, "");
  return `${place.join("") || "the input"}: ${said}`;
}

function wrong(why: string): CliError {
  const next = 'echo \'{"issues":[{"number":1,"state":"open"}],"dependencies":[]}\' | npm run -s adf -- rank';
  return new CliError(EXIT.usage, { what: "the input of rank cannot be read", why, next });
}
