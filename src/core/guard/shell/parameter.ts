/** `$x`, `${x:-y}`, `${x/a/b}`, `${a[@]}` and the rest, as far as the values are known. */
import type { ParameterExpansionPart, ParameterOperation } from "unbash";
import { printf } from "../run/printf.ts";
import { ANY, ENV, hasHole, isKnown, NUMBER, PARENT } from "../value.ts";
import { type Expander, expandText } from "./expand.ts";
import type { Scope, Variable } from "./scope.ts";

const NUMBERS = new Set([
  "?",
  "$",
  "!",
  "#",
  "RANDOM",
  "SECONDS",
  "EPOCHSECONDS",
  "EPOCHREALTIME",
  "LINENO",
  "UID",
  "EUID",
  "BASHPID",
  "SRANDOM",
]);

export function simpleParameter(name: string, scope: Scope, x: Expander): Variable {
  if (NUMBERS.has(name)) return { values: [NUMBER] };
  if (name === "@" || name === "*") {
    const list = scope.positional ?? [ENV];
    return { values: [list.join(" ")], list };
  }
  if (/^\d+$/.test(name)) {
    if (name === "0") return { values: scope.vars.get("0")?.values ?? ["bash"] };
    return { values: [scope.positional === null ? ENV : (scope.positional[Number(name) - 1] ?? "")] };
  }
  const known = scope.vars.get(name);
  if (known !== undefined) return { values: known.values };
  if (name === "PWD") return { values: scope.cwd };
  if (name === "OLDPWD") return { values: scope.oldCwd };
  if (name === "PPID") return { values: [PARENT] };
  return { values: [x.environment(name)] };
}

export function parameter(part: ParameterExpansionPart, scope: Scope, x: Expander): Variable {
  const base = named(part, scope, x);
  if (part.prefix === "#") return { values: [NUMBER] };
  if (part.prefix === "!") {
    if (part.operation?.type === "Names" || part.index !== undefined) return { values: [ENV] };
    return {
      values: base.values.flatMap((name) => (isKnown(name) ? simpleParameter(name, scope, x).values : [ENV])),
    };
  }
  if (part.operation === undefined) return base;
  const operation = part.operation;
  const change = (value: string): readonly string[] => changed(value, operation, scope, x);
  if (base.list !== undefined) {
    if (operation.type === "Slice") return sliced(base.list, operation, scope, x);
    const list = base.list.flatMap((value) => change(value).slice(0, 1));
    return { values: [list.join(" ")], list };
  }
  return { values: [...new Set(base.values.flatMap(change))] };
}

function named(part: ParameterExpansionPart, scope: Scope, x: Expander): Variable {
  const known = scope.vars.get(part.parameter);
  if (part.index?.parts !== undefined) expandText(part.index, scope, x);
  const index = part.index?.value;
  if (index === undefined || known === undefined) return simpleParameter(part.parameter, scope, x);
  const list = known.list ?? known.values;
  if (index === "@" || index === "*") return { values: [list.join(" ")], list };
  if (/^-?\d+$/.test(index)) return { values: [list.at(Number(index)) ?? ""] };
  return { values: list };
}

function changed(value: string, op: ParameterOperation, scope: Scope, x: Expander): readonly string[] {
  const operand = (word: Parameters<typeof expandText>[0] | undefined) =>
    word === undefined ? [""] : expandText(word, scope, x);
  switch (op.type) {
    case "Default": {
      // What the environment holds may be there or not: both.
      const other = operand(op.operand);
      const unsure = value.includes(ENV);
      if (op.operator.includes("+")) return value === "" ? [""] : unsure ? ["", ...other] : other;
      if (op.operator.includes("?")) return [value];
      return value === "" ? other : unsure && value === ENV ? [value, ...other] : [value];
    }
    case "Remove":
      return [removed(value, patternSource(op.operand.text, operand(op.operand)[0] ?? ""), op.operator)];
    case "Replace": {
      const source = patternSource(op.pattern.text, operand(op.pattern)[0] ?? "");
      return [replaced(value, source, operand(op.replacement)[0] ?? "", op.operator)];
    }
    case "Slice": {
      if (hasHole(value)) return [value];
      const from = Number(operand(op.offset)[0]);
      const length = op.length === undefined ? undefined : Number(operand(op.length)[0]);
      if (Number.isNaN(from) || Number.isNaN(length ?? 0)) return [ENV];
      const start = from < 0 ? Math.max(0, value.length + from) : from;
      return [value.slice(start, length === undefined ? undefined : length < 0 ? length : start + length)];
    }
    case "CaseModification": {
      const all = op.operator.length === 2;
      const turn = (s: string) => (op.operator.startsWith("^") ? s.toUpperCase() : s.toLowerCase());
      return [all ? turn(value) : turn(value.slice(0, 1)) + value.slice(1)];
    }
    case "Transform": {
      const how = op.operand.value;
      // A prompt runs the substitutions in it, also those that its escapes spell; without any it is its text.
      if (how === "P") {
        const prompt = printf(["%b", value]);
        if (/[$`]/.test(prompt)) x.evaluate(`: "${prompt.replaceAll('"', "")}"`, scope);
        return [/[$`\\]/.test(value) ? ENV : value];
      }
      if (how === "E") return [printf(["%b", value])];
      if (how === "U") return [value.toUpperCase()];
      if (how === "L") return [value.toLowerCase()];
      if (how === "u") return [value.slice(0, 1).toUpperCase() + value.slice(1)];
      return how === "Q" ? [value] : [hasHole(value) || value === "" ? value : ENV];
    }
    case "Names":
    case "Unknown":
      return [ENV];
  }
}

function sliced(
  list: readonly string[],
  op: ParameterOperation & { type: "Slice" },
  scope: Scope,
  x: Expander,
): Variable {
  const from = Number(expandText(op.offset, scope, x)[0]);
  const length = op.length === undefined ? undefined : Number(expandText(op.length, scope, x)[0]);
  if (Number.isNaN(from) || Number.isNaN(length ?? 0)) return { values: [list.join(" ")], list };
  // `${@:1}` counts from one, arrays from zero; taking from the smaller shows more, never less.
  const start = Math.max(0, from - 1);
  const taken = list.slice(start, length === undefined ? undefined : start + length + 1);
  return { values: [taken.join(" ")], list: taken };
}

/** A shell pattern as the source of a regular expression, its stars lazy; a quoted pattern is plain text. */
function patternSource(text: string, value: string): string {
  const plain = /["'\\]/.test(text);
  let source = "";
  for (let i = 0; i < value.length; i += 1) {
    const c = value[i] ?? "";
    const set = plain ? null : /^\[([!^]?)([^\]\\]+)\]/.exec(value.slice(i, i + 80));
    if (set !== null) {
      source += `[${set[1] === "" ? "" : "^"}${(set[2] ?? "").replace(/[[^]/g, "\\$&")}]`;
      i += set[0].length - 1;
    } else if (!plain && c === "*") source += ".*?";
    else if (!plain && c === "?") source += ".";
    else source += c.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  }
  return source;
}

/** A class that no expression can be made of matches nobody knows what. */
function compiled(source: string, flags: string): RegExp | null {
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

/** Patterns with several stars on long values could take very long; what they leave is then unknown. */
const tooMuch = (value: string, source: string): boolean =>
  value.length * source.split(".*?").length ** 2 > 4_000;

function removed(value: string, source: string, operator: string): string {
  if (tooMuch(value, source)) return ANY;
  const longest = operator.length === 2;
  if (operator.startsWith("#")) {
    const front = compiled(`^${longest ? source.replaceAll(".*?", ".*") : source}`, "s");
    if (front === null) return ANY;
    const found = front.exec(value);
    return found === null ? value : value.slice(found[0].length);
  }
  const whole = compiled(`^${source}$`, "s");
  if (whole === null) return ANY;
  for (let n = 0; n <= value.length; n += 1) {
    const from = longest ? n : value.length - n;
    if (whole.test(value.slice(from))) return value.slice(0, from);
  }
  return value;
}

function replaced(value: string, source: string, by: string, operator: string): string {
  if (source === "") return value;
  if (tooMuch(value, source)) return ANY;
  const greedy = source.replaceAll(".*?", ".*");
  const anchored = operator === "/#" ? `^${greedy}` : operator === "/%" ? `${greedy}$` : greedy;
  const pattern = compiled(anchored, operator === "//" ? "gs" : "s");
  return pattern === null ? ANY : value.replace(pattern, () => by);
}
