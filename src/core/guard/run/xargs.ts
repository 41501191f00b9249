/** `xargs`: what it is given on standard input becomes arguments, by its own rules for blanks and quotes. */
import { ENV } from "../value.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";

export function xargs(call: Call, m: Machine): string {
  const read = readArguments(
    call.argv,
    "-I -i -L -n -P -s -d -E -a --replace --max-args --max-procs --delimiter --arg-file --max-lines",
    true,
  );
  const [file] = valuesOf(read, "-a", "--arg-file");
  const input = file === undefined ? (call.frame.stdin ?? ENV) : (m.read(file, call.frame) ?? ENV);
  if (file !== undefined) m.open(file, "read", call.frame);
  const zero = read.flags.includes("-0") || read.flags.includes("--null");
  const [delimiter] = valuesOf(read, "-d", "--delimiter");
  const command = read.rest.length === 0 ? ["echo"] : read.rest;
  const [mark = read.flags.some((f) => f === "-i" || f === "--replace") ? "{}" : undefined] = valuesOf(
    read,
    "-I",
    "--replace",
  );
  const items = (
    zero
      ? input.split(/\0|\n/)
      : delimiter !== undefined
        ? input.split(delimiter.length === 1 ? delimiter : /[\n\0]/)
        : mark !== undefined
          ? input.split("\n").map((line) => unquoted(line.trimStart()))
          : words(input)
  ).filter((item) => item !== "");
  // None is left out however many there are: past the limit of steps the line is refused.
  for (const _ of items) m.step();
  const frame = deeper(call.frame, { stdin: "" });
  // A whole script is one argument of `xargs -0 sh -c`; what `find -print0` lists is held with line ends here.
  if (zero && command.includes("-c") && /\n./s.test(input) && !input.includes("\0"))
    m.argv([...command, input], frame);
  if (mark === undefined) return m.argv([...command, ...items], frame);
  let out = "";
  for (const item of items)
    out += `${m.argv(
      command.map((arg) => arg.replaceAll(mark, () => item)),
      frame,
    )}\n`;
  return out;
}

/** Split at blanks, where quotes and backslashes hold together what stands in them. */
const words = (input: string): string[] =>
  (input.match(/(?:"[^"\n]*"|'[^'\n]*'|\\[\s\S]|[^\s\\])+/g) ?? []).map(unquoted);

const unquoted = (word: string): string =>
  word.replace(
    /"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])/g,
    (_, d?: string, s?: string, e?: string) => d ?? s ?? e ?? "",
  );
