/** What the shell itself does: going elsewhere, setting variables, evaluating text. */
import { own } from "../../own.ts";
import { LIMITS } from "../limits.ts";
import { normalise } from "../path/normal.ts";
import { assign, fork, limited } from "../shell/scope.ts";
import { ANY, ENV, hasHole, isComputed, NAME, NET, NUMBER, SETUP, TOKEN } from "../value.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments } from "./options.ts";

/** What prints every variable: values nobody knows, and one of them may be a credential. */
export const WHOLE = `${ENV}\n${TOKEN}\n`;

/** Undefined when the name is no builtin that needs more than the rules. */
export function builtin(call: Call, m: Machine): string | undefined {
  const known = own(BUILTINS, call.name);
  return known?.(call, m);
}

type Builtin = (call: Call, m: Machine) => string | undefined;

const BUILTINS: Readonly<Record<string, Builtin>> = {
  cd: goTo,
  pushd: goTo,
  popd: ({ frame }) => {
    [frame.scope.cwd, frame.scope.oldCwd] = [frame.scope.oldCwd, frame.scope.cwd];
    return "";
  },
  export: declare,
  declare,
  typeset: declare,
  local: declare,
  readonly: declare,
  unset: ({ argv, frame }) => {
    for (const name of argv) {
      if (name.startsWith("-")) continue;
      frame.scope.vars.set(name, { values: [""] });
      frame.scope.functions.delete(name);
    }
    return "";
  },
  set: ({ argv, frame }) => {
    if (argv.length === 0) return WHOLE;
    const at = argv.indexOf("--");
    const plain = argv.findIndex((arg) => !/^[-+]/.test(arg));
    if (at >= 0) frame.scope.positional = argv.slice(at + 1);
    else if (plain >= 0 && argv[plain - 1] !== "-o" && argv[plain - 1] !== "+o")
      frame.scope.positional = argv.slice(plain);
    return "";
  },
  shift: ({ argv, frame }) => {
    frame.scope.positional = frame.scope.positional?.slice(Number(argv[0] ?? 1) || 1) ?? null;
    return "";
  },
  exit: leave,
  return: leave,
  break: () => "",
  continue: () => "",
  ":": () => "",
  true: () => "",
  false: () => "",
  eval: evaluate,
  ".": source,
  source,
  alias: ({ argv, frame }, m) => {
    for (const arg of argv) {
      const at = arg.indexOf("=");
      if (at <= 0) continue;
      const text = arg.slice(at + 1);
      frame.scope.aliases.set(arg.slice(0, at), text);
      if (!hasHole(text)) m.text(text, deeper(frame, { scope: fork(frame.scope), lenient: true }));
    }
    return "";
  },
  unalias: () => "",
  trap: ({ argv, frame }, m) => {
    const [text = ""] = argv.filter((arg) => !/^-[lp]?$/.test(arg));
    if (argv.length < 2 || text === "") return "";
    const before = m.objections.length;
    const run = () => void runText(text, deeper(frame, { scope: fork(frame.scope) }), m);
    run();
    // A variable that is only set after this is judged when it has its value.
    const open = [...text.matchAll(/\$\{?(\w+)/g)].some(([, name = ""]) => !frame.scope.vars.has(name));
    const since = m.objections.slice(before);
    if (open && argv.includes("EXIT") && since.every(({ rule }) => rule === "filesystem.delete-unknown")) {
      m.objections.length = before;
      m.atEnd(run);
    }
    return "";
  },
  read: takeLine,
  mapfile: takeLines,
  readarray: takeLines,
};

function leave({ frame }: Call): string {
  frame.scope.dead = true;
  return "";
}

function goTo({ argv, frame }: Call, m: Machine): string {
  const { scope } = frame;
  const [to] = argv.filter((arg) => !/^-[LPe@]+$|^--$|^[-+]\d+$/.test(arg));
  const before = scope.cwd;
  if (to === "-") scope.cwd = scope.oldCwd;
  else {
    const target = to ?? scope.vars.get("HOME")?.values[0] ?? m.context.home;
    const elsewhere = scope.vars.has("CDPATH") && !/^[./]/.test(target);
    const folders = before.map((cwd) => normalise(target, cwd));
    const nowhere = elsewhere || folders.some(({ length }) => length > LIMITS.folder);
    scope.cwd = nowhere ? [`/${ANY}`] : limited(folders);
  }
  scope.oldCwd = before;
  return "";
}

function declare(call: Call, m: Machine): string {
  if (call.argv.every((arg) => /^-[px]+$/.test(arg))) return WHOLE;
  if (call.argv.includes("-p")) return ENV;
  const { frame, argv } = call;
  const another = argv.some((arg) => /^-\w*n/.test(arg)) && call.name !== "export";
  for (const arg of argv) {
    const found = /^(\w+)(\+?)=([\s\S]*)$/.exec(arg);
    if (found === null) continue;
    const [, name = "", append, value = ""] = found;
    // Another variable under this name, with whatever that one will hold.
    if (another) {
      assign(frame.scope, name, [ANY]);
      continue;
    }
    const before = append === "+" ? (frame.scope.vars.get(name)?.values ?? [""]) : [""];
    const values = before.map((old) => old + value);
    for (const one of values) m.variable(name, one, { ...frame, lenient: true });
    const list = argv.some((a) => /^-\w*[aA]/.test(a)) ? value.split(" ") : undefined;
    assign(frame.scope, name, values, list);
  }
  return "";
}

function evaluate({ argv, frame }: Call, m: Machine): string {
  const text = argv.join(" ");
  return runText(text, deeper(frame), m);
}

/** Text made of unknown parts is not run blindly. Programs that print setup for a shell are the exception. */
export function runText(text: string, frame: Call["frame"], m: Machine): string {
  const plain = text.replaceAll(SETUP, "");
  if (plain.trim() === "") return "";
  if (isComputed(plain) && (!frame.lenient || plain.includes(NET))) {
    m.object(plain.includes(NET) ? "network.download-run" : "shell.dynamic-code", ["eval", text], frame);
  } else if (!frame.lenient && /(?:^|[;&|(\n])[ \t]*\ufdd1/.test(plain) && plain.trim() !== ENV) {
    m.object("shell.dynamic-code", ["eval", text], frame);
  }
  return m.text(plain, frame);
}

function source({ argv, frame }: Call, m: Machine): string {
  const [file = ""] = argv;
  const text = file === "/dev/stdin" ? (frame.stdin ?? "") : m.read(file, frame);
  if (text === null) return "";
  const { vars } = frame.scope;
  const before = vars.get("BASH_SOURCE");
  vars.set("BASH_SOURCE", { values: [file] });
  const said = runText(text, deeper(frame, { lenient: frame.lenient || !isFresh(file, frame) }), m);
  if (before === undefined) vars.delete("BASH_SOURCE");
  else vars.set("BASH_SOURCE", before);
  return said;
}

/** Whether this line wrote the file itself. */
export const isFresh = (file: string, frame: Call["frame"]): boolean =>
  frame.scope.cwd.some((cwd) => frame.scope.files.has(normalise(file, cwd)));

const LINE_UNKNOWN = new RegExp(`[${ANY}${NET}]`);

function takeLine({ argv, frame }: Call): string {
  const options = readArguments(argv, "-d -i -n -N -p -t -u -a");
  const names = options.rest.length > 0 ? options.rest : ["REPLY"];
  const lines = frame.stdin === undefined ? [ENV] : frame.stdin.split(/[\n\0]/).filter((line) => line !== "");
  // `while read`: each line in turn; a listing stands for all its lines.
  const separators = frame.env.IFS ?? " \t";
  const between = new RegExp(`[${separators.replace(/[\]\\^-]/g, "\\$&")}]+`);
  const [array] = options.values.get("-a") ?? [];
  if (array !== undefined) {
    const fields = lines.flatMap((line) => line.split(between).filter((field) => field !== ""));
    assign(frame.scope, array, [fields[0] ?? ""], fields);
    return "";
  }
  for (const [i, name] of names.entries()) {
    const values = lines.map((line) => {
      const fields = separators === "" || names.length === 1 ? [line] : line.split(between);
      return (
        (i === names.length - 1 ? fields.slice(i).join(" ") : (fields[i] ?? "")) ||
        (LINE_UNKNOWN.test(line) ? ANY : line.includes(NAME) ? NAME : NUMBER)
      );
    });
    assign(frame.scope, name, values.length === 0 ? [""] : limited(values));
  }
  return "";
}

function takeLines({ argv, frame }: Call, m: Machine): string {
  const read = readArguments(argv, "-d -n -O -s -u -C -c");
  const name = read.rest[0] ?? "MAPFILE";
  // It is evaluated between the lines, with an index and the line behind it.
  for (const callback of read.values.get("-C") ?? [])
    runText(`${callback} 0 line`, deeper(frame, { scope: fork(frame.scope) }), m);
  const lines = (frame.stdin ?? ENV).split("\n").filter((line) => line !== "");
  assign(frame.scope, name, [lines[0] ?? ""], lines);
  return "";
}
