/** grep, cut, sed and tr on text that is known; what they leave of unknown text is unknown in the same way. */
import { hitsOthers } from "../path/processes.ts";
import { ANY, ENV, hasHole, isComputed, isKnown, NAME, NET, PARENT, STAR } from "../value.ts";
import type { Call, Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";

export const perLine = (value: string, change: (line: string) => string): string =>
  value.split("\n").map(change).join("\n");

export function filtered(call: Call, m: Machine, input: string, skip: number): string {
  const operands = readArguments(call.argv, "-e -f -m -A -B -C --include --exclude").rest.slice(skip);
  const all =
    operands.length === 0 ? input : operands.map((file) => m.read(file, call.frame) ?? ANY).join("\n");
  const wanted = readArguments(call.argv, "-e -f -m -A -B -C").rest[0] ?? "";
  const bare = wanted.replace(/^\[(\w)\]/, "$1");
  if (
    all.includes(PARENT) &&
    bare !== "" &&
    !call.argv.some((arg) => /^-\w*v/.test(arg)) &&
    !hitsOthers(bare, false)
  )
    return all.replaceAll(PARENT, "");
  if (all.includes(PARENT)) return all;
  // Some files of a list of all.
  if (all.trim() === STAR) return `${NAME}\n`;
  // A plain word picks its lines; every other pattern may pick any.
  return /^[\w -]+$/.test(wanted) && !hasHole(all) && !call.argv.some((a) => /^-\w*[vio]/.test(a))
    ? all
        .split("\n")
        .filter((line) => line.includes(wanted))
        .join("\n")
    : pieces(all);
}

/** Parts of known text cannot be told apart from here: they are computed; parts of a listing are names. */
export function pieces(value: string): string {
  if (value.includes(NET)) return NET;
  if (isComputed(value)) return ANY;
  if (value.includes(ENV)) return ENV;
  return hasHole(value) || value.trim() === "" ? value : ANY;
}

export function columns(value: string, call: Call): string {
  const read = readArguments(call.argv, "-d -f -c -b --delimiter --fields");
  const [delimiter = "\t"] = valuesOf(read, "-d", "--delimiter");
  const [field = ""] = valuesOf(read, "-f", "--fields");
  const [chars = ""] = valuesOf(read, "-c", "-b");
  if (!isKnown(value)) return pieces(value);
  const range = /^(\d+)?(-)?(\d+)?$/.exec(field === "" ? chars : field);
  if (range === null) return ANY;
  const from = Number(range[1] ?? 1) - 1;
  const to = range[2] === undefined ? from + 1 : range[3] === undefined ? undefined : Number(range[3]);
  return perLine(value, (line) =>
    field === "" ? line.slice(from, to) : line.split(delimiter).slice(from, to).join(delimiter),
  );
}

export function substituted(call: Call, m: Machine, input: string): string {
  const read = readArguments(call.argv, "-e -f --expression");
  const scripts = valuesOf(read, "-e", "--expression");
  const operands = scripts.length === 0 ? read.rest.slice(1) : read.rest;
  const all =
    operands.length === 0 ? input : operands.map((file) => m.read(file, call.frame) ?? ANY).join("");
  const found = /^s([^\w\s\\])((?:(?!\1).)*)\1((?:(?!\1).)*)\1(g?)$/.exec(
    (scripts.length === 0 ? read.rest[0] : scripts.length === 1 ? scripts[0] : "") ?? "",
  );
  if (found === null || !/^[\w \-/.,:;@!%#~=]*$/.test(found[2] ?? "") || /[&\\]/.test(found[3] ?? ""))
    return pieces(all);
  const from = found[2] ?? "";
  if (from.includes(".")) return pieces(all);
  return found[4] === "g"
    ? all.replaceAll(from, () => found[3] ?? "")
    : perLine(all, (line) => line.replace(from, () => found[3] ?? ""));
}

export function translated(call: Call, input: string): string {
  const read = readArguments(call.argv);
  const [from = "", to = ""] = read.rest.map(expandSet);
  if (hasHole(input) && pieces(input) !== input) return input;
  if (read.flags.includes("-c") || read.flags.includes("-C")) return pieces(input);
  if (read.flags.includes("-d")) return [...input].filter((c) => !from.includes(c)).join("");
  if (to === "" || read.flags.includes("-s")) return input;
  return [...input]
    .map((c) => (from.includes(c) ? (to[Math.min(from.lastIndexOf(c), to.length - 1)] ?? c) : c))
    .join("");
}

const CLASSES: Readonly<Record<string, string>> = {
  upper: "A-Z",
  lower: "a-z",
  digit: "0-9",
  space: " \t\n",
  alpha: "A-Za-z",
};
const expandSet = (set: string): string =>
  set
    .replace(/\[:(\w+):\]/g, (_, name: string) => CLASSES[name] ?? "")
    .replace(/\\n/g, "\n")
    .replace(/\\t/g, "\t")
    .replace(/\\([0-7]{1,3})/g, (_, o: string) => String.fromCharCode(Number.parseInt(o, 8)))
    .replace(/(.)-(.)/g, (_, a: string, b: string) =>
      String.fromCharCode(
        ...Array.from(
          { length: Math.max(0, b.charCodeAt(0) - a.charCodeAt(0) + 1) },
          (__, i) => a.charCodeAt(0) + i,
        ),
      ),
    );
