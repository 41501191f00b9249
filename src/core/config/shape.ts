/** Reads the schema: what may stand at a path, in words, so that no sentence can disagree with what is accepted. */
import * as z from "zod";
import { Cron } from "../../contract/config/schedule.ts";
import { OrchestratorConfig } from "../../contract/config.ts";
import { NAME_PATTERN, REPO_PATTERN } from "../../contract/names.ts";
import type { Path } from "./locate.ts";

/** What a default, an optional key or a transformation wraps. */
export function bare(schema: unknown): unknown {
  let at = schema;
  for (;;) {
    if (at instanceof z.ZodDefault || at instanceof z.ZodPrefault || at instanceof z.ZodOptional)
      at = at.def.innerType;
    // What is made of it afterwards is nothing that a person writes.
    else if (at instanceof z.ZodPipe) at = at.def.in;
    else return at;
  }
}

export function schemaAt(path: Path, root: unknown = OrchestratorConfig): unknown {
  let at = root;
  for (const part of path) {
    const here = bare(at);
    if (here instanceof z.ZodArray) at = here.element;
    else if (here instanceof z.ZodRecord) at = here.valueType;
    else if (here instanceof z.ZodObject && Object.hasOwn(here.shape, part)) at = here.shape[part];
    else return undefined;
  }
  return bare(at);
}

export function keysAt(path: Path, root?: unknown): string[] {
  const schema = schemaAt(path, root);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** Every table of the schema that has the key, as `[limits]` or `[[agents]]`. */
export function homesOf(key: string, root?: unknown): string[] {
  return keysAt([], root).flatMap((top) => {
    const many = schemaAt([top], root) instanceof z.ZodArray;
    return keysAt(many ? [top, 0] : [top], root).includes(key) ? [many ? `[[${top}]]` : `[${top}]`] : [];
  });
}

/** `a whole number from 1 to 20`, `one of "schedule", "always"`. */
export function expectation(schema: unknown): string {
  const s = bare(schema);
  if (s instanceof z.ZodEnum) return `one of ${s.options.map((o) => JSON.stringify(o)).join(", ")}`;
  if (s instanceof z.ZodBoolean) return "true or false, without quotes";
  if (s instanceof z.ZodNumber) return numberWords(s);
  if (s instanceof z.ZodURL) return "an address, as in https://git.example";
  if (s instanceof z.ZodString) {
    if (s === Cron) return "five cron fields: minute, hour, day, month, weekday";
    if (follows(s, NAME_PATTERN)) return "a name: 2 to 40 of a-z, 0-9 and -, a letter first";
    if (follows(s, REPO_PATTERN)) return "a repository as owner/name";
    const { minLength: min, maxLength: max } = s;
    return max === null ? "text in quotes" : `text in quotes, ${min ?? 0} to ${max} characters`;
  }
  if (s instanceof z.ZodArray) {
    return bare(s.element) instanceof z.ZodObject
      ? "tables, each under a header in double brackets"
      : `a list in square brackets, each entry ${expectation(s.element)}`;
  }
  // Two ways to write one thing: alone, or as a list.
  if (s instanceof z.ZodUnion) return s.options.map(expectation).join(", or ");
  return "a table";
}

const follows = (s: z.ZodString, pattern: RegExp): boolean =>
  s.def.checks?.some(({ _zod: { def } }) => "pattern" in def && def.pattern === pattern) === true;

function numberWords(s: z.ZodNumber): string {
  const kind = s.format === "safeint" ? "a whole number" : "a number";
  const { minValue: min, maxValue: max } = s;
  if (min === 0 && !s.safeParse(0).success) return `${kind} above 0${max === null ? "" : `, at most ${max}`}`;
  if (min === null || max === null) return kind;
  return `${kind} from ${min} to ${max}`;
}
