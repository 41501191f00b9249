/** What the owner adds to the Dangerous Commands Guard, and lets through: `[[guard_rules]]`, `[[guard_exceptions]]`. */
import * as z from "zod";
import { Name } from "../names.ts";
import { word } from "./section.ts";

/** The words of a command; the program itself must be named. */
const shape = word(300).regex(/^[^\s*]+( \S+)*$/, "words of a command, its program without *");

export const GuardRule = z.strictObject({
  name: Name,
  project: Name.optional(),
  command: shape,
  reason: word(300),
});
export type GuardRule = z.infer<typeof GuardRule>;

export const GuardException = z.strictObject({
  /** Rules about the factory itself and about lines that cannot be followed have no exceptions. */
  rule: z
    .string()
    .max(60)
    .regex(
      /^(?!factory\.|shell\.)[a-z]+\.[a-z-]+$/,
      "a rule as adf guard rules lists it, not of factory or shell",
    ),
  project: Name.optional(),
  command: shape.regex(/^(?!\S+ \*\*$)/, "narrower than every use of one program"),
  reason: word(300),
  /** The last day on which it holds, UTC. */
  expires: z
    .string()
    .regex(/^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/, "a day in quotes, as in 2026-12-31"),
});
export type GuardException = z.infer<typeof GuardException>;
