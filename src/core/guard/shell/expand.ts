/**
 * A word of the syntax tree to the fields the shell would make of it. Each word has one or more alternatives, because a
 * variable may have several values; each alternative is a list of fields, because blanks and braces split words.
 */
import {
  type DoubleQuotedChild,
  type ParsedScript,
  type ProcessSubstitutionPart,
  parse,
  type Word,
  type WordPart,
} from "unbash";
import { LIMITS } from "../limits.ts";
import { ANY, asGlob, ENV, ONE, STAR } from "../value.ts";
import { arithmetic } from "./arithmetic.ts";
import { braceWords } from "./brace.ts";
import { parameter, simpleParameter } from "./parameter.ts";
import type { Scope } from "./scope.ts";

/** What expansion needs from the one who walks the line. */
export interface Expander {
  readonly home: string;
  /** The value of a variable that the line did not set. */
  environment(name: string): string;
  /** Judges a command substitution and returns what it prints, without the last line ends. */
  capture(script: ParsedScript | undefined, scope: Scope): string;
  /** Judges text that is evaluated although it was quoted. */
  evaluate(text: string, scope: Scope): void;
  /** Judges a process substitution and returns the path that stands for it. */
  substituted(part: ProcessSubstitutionPart, scope: Scope): string;
}

export type Fields = readonly string[];

/** A piece of a word: what it may be, and whether blanks in it split the word. */
interface Piece {
  readonly values: readonly string[];
  readonly splits: boolean;
  /** `"$@"` and `"${a[@]}"`: fields of their own. */
  readonly fields?: Fields;
}

export function expandWord(word: Word, scope: Scope, x: Expander): readonly Fields[] {
  const parts = word.parts;
  if (parts === undefined) return [[tilde(word.text, word.value, scope, x)]];
  if (parts.some((part) => part.type === "BraceExpansion")) return expandBraces(word, scope, x);
  return combine(pieces(parts, word.text, scope, x), scope);
}

/** As an assigned value or a redirection target: one string, neither split nor matched against files. */
export function expandText(word: Word, scope: Scope, x: Expander): readonly string[] {
  if (word.parts === undefined) return [tilde(word.text, word.value, scope, x)];
  const all = pieces(word.parts, word.text, scope, x, true);
  return product(all.map((p) => p.values)).map((values) => values.join(""));
}

/** The parts of a here document or of a double-quoted string. */
export function expandParts(parts: readonly WordPart[], scope: Scope, x: Expander): readonly string[] {
  const all = parts.map((part) => piece(part, true, scope, x));
  return product(all.map((p) => (p.fields === undefined ? p.values : [p.fields.join(" ")]))).map((v) =>
    v.join(""),
  );
}

/** Every way to take one of each; too many ways become one that may be anything. */
export function product(lists: ReadonlyArray<readonly string[]>): ReadonlyArray<readonly string[]> {
  let made: string[][] = [[]];
  for (const list of lists) {
    const [only] = list;
    if (list.length === 1 && only !== undefined) for (const row of made) row.push(only);
    else if (made.length * list.length > LIMITS.alternatives) for (const row of made) row.push(ANY);
    else made = made.flatMap((row) => list.map((value) => [...row, value]));
  }
  return made;
}

function expandBraces(word: Word, scope: Scope, x: Expander): readonly Fields[] {
  const texts = braceWords(word.text);
  if (texts === null) return [[ANY]];
  if (texts.length === 1) return combine(pieces(word.parts ?? [], word.text, scope, x), scope);
  const each = texts.map((text) => {
    const command = parse(`_ ${text}`).commands[0]?.command;
    const arg = command?.type === "Command" ? command.suffix[0] : undefined;
    if (arg?.type !== "Word") return [[text]];
    return arg.parts === undefined
      ? expandWord(arg, scope, x)
      : combine(pieces(arg.parts, arg.text, scope, x), scope);
  });
  // The words stand beside one another; only where one of them has alternatives are there several lists.
  let made: string[][] = [[]];
  for (const alternatives of each) {
    const [only = []] = alternatives;
    if (alternatives.length === 1 || made.length * alternatives.length > LIMITS.alternatives) {
      for (const row of made) row.push(...only);
    } else made = made.flatMap((row) => alternatives.map((fields) => [...row, ...fields]));
  }
  return made;
}

function pieces(parts: readonly WordPart[], text: string, scope: Scope, x: Expander, whole = false): Piece[] {
  return parts.map((part, i) => {
    if (i === 0 && part.type === "Literal" && text.startsWith("~")) {
      return { values: [tilde(part.text, part.value, scope, x)], splits: false };
    }
    return piece(part, whole, scope, x);
  });
}

function piece(part: WordPart, quoted: boolean, scope: Scope, x: Expander): Piece {
  const one = (value: string, splits = false): Piece => ({ values: [value], splits });
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      return one(part.value);
    case "DoubleQuoted":
    case "LocaleString":
      return doubleQuoted(part.parts, scope, x);
    case "SimpleExpansion": {
      const { values, list } = simpleParameter(part.text.slice(1), scope, x);
      return spread(values, list, part.text === "$@", quoted);
    }
    case "ParameterExpansion": {
      const { values, list } = parameter(part, scope, x);
      return spread(values, list, /[@]\]?\}?$/.test(part.text), quoted);
    }
    case "CommandExpansion":
      return one(x.capture(part.script, scope), !quoted);
    case "ArithmeticExpansion":
      return one(arithmetic(part.expression, scope, x));
    case "ProcessSubstitution":
      return one(x.substituted(part, scope));
    case "Glob":
      return one(quoted ? part.text : part.kind === "star" ? STAR : ONE);
    case "ExtendedGlob":
      return one(quoted ? part.text : STAR);
    case "BraceExpansion":
      return one(part.text);
  }
}

function doubleQuoted(parts: readonly DoubleQuotedChild[], scope: Scope, x: Expander): Piece {
  const all = parts.map((part) => piece(part, true, scope, x));
  const [only] = all;
  if (all.length === 1 && only?.fields !== undefined) return only;
  const values = product(all.map((p) => (p.fields === undefined ? p.values : [p.fields.join(" ")])));
  return { values: values.map((v) => v.join("")), splits: false };
}

function spread(
  values: readonly string[],
  list: Fields | undefined,
  separate: boolean,
  quoted: boolean,
): Piece {
  if (list === undefined) return { values, splits: !quoted };
  if (separate && quoted) return { values: [list.join(" ")], splits: false, fields: list };
  return { values: [list.join(" ")], splits: !quoted };
}

function combine(all: readonly Piece[], scope: Scope): readonly Fields[] {
  const separators = scope.vars.get("IFS")?.values[0] ?? " \t\n";
  return product(all.map((p) => p.values)).map((values) => {
    const fields: string[] = [];
    let current: string | null = null;
    values.forEach((value, i) => {
      const from = all[i];
      if (from?.fields !== undefined) {
        // `x"$@"y`: the first and the last stick to what stands around them.
        from.fields.forEach((field, n) => {
          if (n > 0 && current !== null) fields.push(current);
          current = n > 0 ? field : (current ?? "") + field;
        });
      } else if (from?.splits === true) {
        const words = splitAt(value, separators);
        words.forEach((field, n) => {
          if (n > 0) {
            if (current !== null) fields.push(current);
            current = null;
          }
          if (field !== "") current = (current ?? "") + asGlob(field);
        });
      } else current = (current ?? "") + value;
    });
    if (current !== null) fields.push(current);
    return fields;
  });
}

function splitAt(value: string, separators: string): string[] {
  if (separators === "") return [value];
  const made: string[] = [];
  let from = 0;
  for (let i = 0; i < value.length; i += 1) {
    if (!separators.includes(value[i] ?? "")) continue;
    made.push(value.slice(from, i));
    from = i + 1;
  }
  made.push(value.slice(from));
  return made;
}

function tilde(text: string, value: string, scope: Scope, x: Expander): string {
  if (!text.startsWith("~")) return text.includes("=~") ? value.replace(/=~(?=\/|$)/, `=${x.home}`) : value;
  const [, user = ""] = /^~([^/]*)/.exec(value) ?? [];
  const rest = value.slice(1 + user.length);
  if (user === "") return (scope.vars.get("HOME")?.values[0] ?? x.home) + rest;
  if (user === "+") return (scope.cwd[0] ?? ENV) + rest;
  if (user === "-") return (scope.oldCwd[0] ?? ENV) + rest;
  return (user === "root" ? "/root" : `/home/${user}`) + rest;
}
