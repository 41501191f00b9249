/** Programs that run a command for each of many: `find -exec`, `xargs`, `parallel`, `fd -x`. */

import { seeksSecrets } from "../path/secret.ts";
import { fork } from "../shell/scope.ts";
import { asGlob, ENV, NAME, STAR } from "../value.ts";
import { runText } from "./builtin.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";
import { skipOptions } from "./wrapper.ts";

/** A command line in a scope of its own. */
export const text = (call: Call, m: Machine, line: string, change = {}): string =>
  line.trim() === ""
    ? ""
    : runText(line, deeper(call.frame, { scope: fork(call.frame.scope), ...change }), m);

export function find(call: Call, m: Machine): string {
  const { argv } = call;
  const found = foundBy(argv);
  for (let i = 0; i < argv.length; i += 1) {
    if (!/^-(?:exec|execdir|ok|okdir)$/.test(argv[i] ?? "")) continue;
    const end = argv.findIndex((arg, n) => n > i && (arg === ";" || (arg === "+" && argv[n - 1] === "{}")));
    const inner = argv.slice(i + 1, end < 0 ? undefined : end);
    for (const path of found)
      m.argv(
        inner.map((arg) => arg.replaceAll("{}", () => path)),
        deeper(call.frame),
      );
    if (end > 0) i = end;
  }
  return `${found.join("\n")}\n`;
}

/** Names that say nothing without their folder. */
const KEPT_IN: Readonly<Record<string, string>> = {
  credentials: ".aws",
  "auth.json": ".codex",
  environ: "1",
  shadow: "etc",
};

/** What a search finds, below each place it starts from: by name where it asks for names, else everything. */
export function foundBy(argv: readonly string[]): readonly string[] {
  const at = argv.findIndex((arg) => /^[-(!]/.test(arg) && !/^-(?:[HLP]|O\d|D)$/.test(arg));
  const starts = (at < 0 ? argv : argv.slice(0, at)).filter((arg) => !/^-(?:[HLP]|O\d)$/.test(arg));
  const names = argv.flatMap((arg, i) => {
    const name = argv[i + 1] ?? "";
    const excluded =
      /^(?:!|-not)$/.test(argv[i - 1] ?? "") || argv[i + 2] === "-prune" || argv[i + 4] === "-prune";
    return /^-i?name$/.test(arg) && !/^[*\ufdd8]*$/.test(name) && !(excluded && argv.includes("-o"))
      ? [asGlob(name), ...(Object.hasOwn(KEPT_IN, name) ? [`${KEPT_IN[name]}/${name}`] : [])]
      : [];
  });
  // A pattern over whole paths, where it asks for keys: the rest of it is where they are.
  for (const [i, arg] of argv.entries()) {
    const pattern = argv[i + 1] ?? "";
    if (
      /^-i?(?:path|wholename|regex)$/.test(arg) &&
      seeksSecrets(pattern) &&
      !/^(?:!|-not)$/.test(argv[i - 1] ?? "")
    )
      names.push(asGlob(pattern.replace(/^(?:\.?\*\/)+/, "").replaceAll(".*", "*")));
  }
  const filters = argv.some((arg) =>
    /^-(?:i?path|i?wholename|i?regex|lname|empty|[amc]time|[amc]min|newer\w*|size|perm|user|inum|xtype)$/.test(
      arg,
    ),
  );
  const found = names.length > 0 ? names : [filters ? NAME : STAR];
  const shallow = argv.some((arg, i) => arg === "-maxdepth" && argv[i + 1] === "0");
  return (starts.length === 0 ? ["."] : starts).flatMap((start) =>
    shallow ? [start] : found.map((name) => `${start.replace(/\/$/, "")}/${name}`),
  );
}

export function parallel(call: Call, m: Machine): string {
  const at = call.argv.findIndex((arg) => /^:::/.test(arg));
  const [list] = valuesOf(readArguments(call.argv, "-a --arg-file -j"), "-a", "--arg-file");
  const given = list === undefined ? (call.frame.stdin ?? ENV) : (m.read(list, call.frame) ?? ENV);
  const own = skipOptions(
    at < 0 ? call.argv : call.argv.slice(0, at),
    "-j -P -S -a --jobs --colsep -C -N -n --delay --timeout --retries --joblog --results --tmpdir --workdir --sshlogin",
  );
  const items = (at < 0 ? given : listed(call.argv.slice(at), call, m).join("\n"))
    .split("\n")
    .filter((line) => line !== "");
  let out = "";
  if (own.length === 0) for (const item of items) out += text(call, m, item);
  const command = own.join(" ");
  for (const item of own.length === 0 ? [] : items) {
    const line = /\{[^}\s]*\}/.test(command)
      ? command.replace(/\{(?:\d*|[./#%]+)\}/g, () => item)
      : `${command} ${item}`;
    out += `${text(call, m, line)}\n`;
  }
  return out;
}

/** Behind `:::` words, behind `::::` files with one a line. */
function listed(words: readonly string[], call: Call, m: Machine): readonly string[] {
  let files = false;
  return words.flatMap((word) => {
    if (/^:{3,4}\+?$/.test(word)) {
      files = word.startsWith("::::");
      return [];
    }
    return files ? [m.read(word, call.frame) ?? ENV] : [word];
  });
}

export function fdExec(call: Call, m: Machine): string {
  const at = call.argv.findIndex((arg) => /^(?:-x|-X|--exec|--exec-batch)$/.test(arg));
  const own = at < 0 ? call.argv : call.argv.slice(0, at);
  const [, ...folders] = readArguments(own, "-e -E -t -d -g --extension --exclude --type --max-depth").rest;
  const found = (folders.length === 0 ? ["."] : folders).map((folder) => `${folder}/${NAME}`);
  if (at >= 0) {
    const inner = call.argv.slice(at + 1);
    for (const path of found) {
      const filled = inner.map((arg) => arg.replace(/\{[./]*\}/g, () => path));
      m.argv(inner.some((arg) => /\{[./]*\}/.test(arg)) ? filled : [...inner, path], deeper(call.frame));
    }
  }
  return `${found.join("\n")}\n`;
}
