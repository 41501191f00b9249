/** What a client of a database is given to run: options, operands, standard input, files, and the files that those name. */
import type { Call, Machine } from "../run/machine.ts";
import { readArguments, valuesOf } from "../run/options.ts";

const CLIENTS =
  "-c -f -d -h -p -U -u -P -D -e -H -o -v -L -T -F -R -S -s -i -Q -q --command --file --dbname --host --port --username --user --password --database --execute --init-command --query -cmd -init --eval --set --variable --queries-file";
const INLINE = [
  "-c",
  "--command",
  "-e",
  "--execute",
  "-Q",
  "-q",
  "--query",
  "-cmd",
  "--init-command",
  "--eval",
];
const FILES = ["-f", "--file", "-i", "-init", "--queries-file"];
/** `\i FILE`, `.read FILE`, `source FILE`, `:r FILE`. */
const INCLUDES =
  /(?:^|[\n;])[ \t]*(?:\\(?:i|ir|include|include_relative|\.)|\.read|source|:r)[ \t]+["']?([^\s"';]+)/gi;

export function statements(call: Call, m: Machine): readonly string[] {
  const argv = call.argv.map((arg) => arg.replace(/^-(?:p|P|h|u)(?=.)\S*$/, "-_"));
  const read = readArguments(argv, call.name === "psql" ? CLIENTS : CLIENTS.replace(" -p ", " "));
  const inFile = (file: string): string[] => {
    const text = m.read(file, call.frame);
    return text === null ? [] : [text];
  };
  const given = [...valuesOf(read, ...INLINE), ...valuesOf(read, ...FILES).flatMap(inFile), ...read.rest];
  let texts = call.frame.stdin === undefined ? given : [...given, call.frame.stdin];
  const all = [...texts];
  const seen = new Set<string>();
  // Each file once, however deep it is named: what it holds counts as work.
  while (texts.length > 0) {
    const named = texts.flatMap((text) => [...text.matchAll(INCLUDES)].map(([, file = ""]) => file));
    texts = named.filter((file) => !seen.has(file) && seen.add(file)).flatMap(inFile);
    all.push(...texts);
  }
  return all;
}
