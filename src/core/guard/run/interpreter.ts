/** Shells and script languages: the text they get on the command line, on standard input or from a file. */
import { own } from "../../own.ts";
import { scanSed } from "../code/sed.ts";
import { fork } from "../shell/scope.ts";
import { ENV, hasHole, isComputed, NET } from "../value.ts";
import { runText } from "./builtin.ts";
import { codeOfUrl } from "./decode.ts";
import { codeFile } from "./disk.ts";
import { imported } from "./import.ts";
import { LANGUAGES, type Language, PRELOADS, SHELLS } from "./languages.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";
import { pythonModule } from "./python-module.ts";
import { skipOptions } from "./wrapper.ts";

export function interpret(call: Call, m: Machine): string | undefined {
  const { name } = call;
  if (SHELLS.has(name)) return shell(call, m);
  if (/^(?:[gmn]?awk|original-awk)$/.test(name)) return awk(call, m);
  if (name === "sed" || name === "gsed") return sed(call, m);
  const known = own(LANGUAGES, name);
  return known === undefined ? undefined : language(call, known, m);
}

function shell(call: Call, m: Machine): string {
  const { argv, frame } = call;
  for (const name of ["BASH_ENV", "ENV"]) {
    const file = frame.env[name];
    const text = file === undefined ? null : m.read(file, frame);
    if (text !== null) runText(text, deeper(frame, { scope: fork(frame.scope) }), m);
  }
  let i = 0;
  let inline = false;
  for (; i < argv.length; i += 1) {
    const arg = argv[i] ?? "";
    if (!/^[-+]./.test(arg)) break;
    if (arg === "--") {
      i += 1;
      break;
    }
    if (/^--(?:rcfile|init-file)$/.test(arg)) {
      const text = m.read(argv[++i] ?? "", frame);
      if (text !== null) runText(text, deeper(frame, { scope: fork(frame.scope) }), m);
    } else if (/^[-+][a-zA-Z]*[oO]$/.test(arg)) i += 1;
    if (/^-(?=[a-zA-Z]*$)[a-zA-Z]*[cC]|^--(?:command|commands|init-command)$/.test(arg) && arg !== "-C")
      inline = true;
    if (arg === "-C" && call.name === "fish") inline = true;
  }
  const [first, ...rest] = argv.slice(i);
  const told = argv.slice(0, i).includes("-s");
  const operands = told ? argv.slice(i) : rest;
  const scope = { ...fork(frame.scope), positional: inline ? rest.slice(1) : operands };
  scope.aliases.clear();
  if (inline && rest[0] !== undefined) scope.vars.set("0", { values: [rest[0]] });
  const inner = deeper(frame, { scope });
  if (inline) return first === undefined ? "" : runText(first, inner, m);
  if (first !== undefined && first !== "-" && !/^\/dev\/(?:stdin|fd\/0)$/.test(first) && !told) {
    codeFile(first, "shell", rest, frame, m);
    return ENV;
  }
  return frame.stdin === undefined
    ? ""
    : piped(frame.stdin, call, m, (text) => runText(text, { ...inner, stdin: "" }, m));
}

/** Text on standard input is run, so it has to be known. */
function piped(text: string, call: Call, m: Machine, run: (text: string) => string): string {
  if (text.includes(NET)) m.object("network.download-run", [call.name, text], call.frame);
  else if (
    (isComputed(text) || /^[ \t]*[\ufdd1-\ufdd4\ufdd7]/m.test(text)) &&
    text !== "" &&
    !call.frame.lenient
  )
    m.object("shell.unknown-input", [call.name, ...call.argv], call.frame);
  else return run(text);
  return "";
}

function language(call: Call, known: Language, m: Machine): string | undefined {
  const { argv, frame, name } = call;
  if (name === "deno" && argv[0] === "eval") {
    m.code("node", argv.slice(1).find((arg) => !arg.startsWith("-")) ?? "", frame);
    return ENV;
  }
  if (
    name === "bun" &&
    /^(?:run|test|install|i|add|remove|x|build|create|pm|update|link|dev|start)$/.test(argv[0] ?? "") &&
    !(argv[0] === "run" && /^-$|^[./]|\.[cm]?[jt]sx?$/.test(argv[1] ?? ""))
  )
    return undefined;
  if (name === "bun" && argv[0] === "exec") return m.text(argv.slice(1).join(" "), deeper(frame));
  const module = known.language === "python" ? argv.indexOf("-m") : -1;
  if (module >= 0 && argv.slice(0, module).every((arg) => arg.startsWith("-")))
    return pythonModule(argv[module + 1] ?? "", argv.slice(module + 2), call, m);
  const read = readArguments(argv, `${known.code} ${known.valued ?? ""}`, true);
  const code = valuesOf(read, ...known.code.split(" ").filter((flag) => flag !== ""));
  for (const preload of valuesOf(read, ...PRELOADS)) {
    const inline = codeOfUrl(preload);
    if (inline !== null) m.code("node", inline, frame);
    else if (/^[./]/.test(preload) || known.language === "lisp")
      codeFile(preload, known.language, [], frame, m);
  }
  if (known.language === "tex")
    for (const text of read.rest) if (text.startsWith("\\")) m.code("tex", text, frame);
  if (code.length > 0) {
    const text = code.join("\n");
    if (text.includes(NET)) m.object("network.download-run", [name, text], frame);
    // `perl -ne` and `ruby -ne` run the code on lines: nothing more than the code itself can act.
    const lines = /^-[a-z]*[np]/i.test(argv[0] ?? "") ? contents(read.rest, call, m) : undefined;
    m.code(known.language, text, lines === undefined ? frame : { ...frame, stdin: lines }, read.rest);
    imported(known.language, text, frame, m);
    return printed(text);
  }
  if (/^(?:deno|bun)$/.test(name) && read.rest.some((arg) => /^https?:\/\//.test(arg)))
    m.object("network.download-run", [name, ...argv], frame);
  const [file, ...rest] =
    name === "tsx" && read.rest[0] === "watch"
      ? skipOptions(read.rest.slice(1), "")
      : /^(?:deno|bun|scala-cli)$/.test(name) && /^(?:run|test|bench|serve)$/.test(read.rest[0] ?? "")
        ? skipOptions(read.rest.slice(1), "-c --config -L --log-level --port --host --import-map --env-file")
        : read.rest;
  if (file !== undefined && file !== "-" && file !== "/dev/stdin") {
    codeFile(file, known.language, rest, frame, m);
    return undefined;
  }
  if (frame.stdin !== undefined) {
    if (hasHole(frame.stdin) && frame.stdin.includes(NET))
      m.object("network.download-run", [name, frame.stdin], frame);
    else if (isComputed(frame.stdin) && !frame.lenient)
      m.object("shell.unknown-input", [name, ...argv], frame);
    else m.code(known.language, frame.stdin, frame, read.rest);
  }
  return undefined;
}

/** What a one-line program prints, when all it does is print one string. */
function printed(code: string): string | undefined {
  const only =
    /^\s*(?:print|puts|echo|say|console\.log|sys\.stdout\.write|process\.stdout\.write)\s*\(?\s*(["'])((?:(?!\1)[^\\]|\\.)*)\1\s*\)?\s*;?\s*$/.exec(
      code,
    );
  if (only !== null)
    return only[2]
      ?.replace(/\\n/g, "\n")
      .replace(/\\x([0-9a-f]{2})/gi, (_, h: string) => String.fromCharCode(Number.parseInt(h, 16)));
  return undefined;
}

/** What a program that goes through files line by line is given; undefined where nothing is known of it. */
function contents(files: readonly string[], call: Call, m: Machine): string | undefined {
  const known = files.map((file) => m.read(file, call.frame)).filter((text) => text !== null);
  return known.length > 0 ? known.join("\n") : call.frame.stdin;
}

function awk(call: Call, m: Machine): string | undefined {
  const read = readArguments(call.argv, "-f -F -v -i -l -e --file --assign --source --field-separator", true);
  const files = valuesOf(read, "-f", "--file");
  for (const file of [...files, ...valuesOf(read, "-i")]) codeFile(file, "awk", [], call.frame, m);
  const inline = [...valuesOf(read, "-e", "--source"), ...(files.length === 0 ? read.rest.slice(0, 1) : [])];
  const given = valuesOf(read, "-v", "--assign").map((one) =>
    one.replace(/=([\s\S]*)$/, (_, v: string) => `=${JSON.stringify(v)}`),
  );
  const operands = (files.length === 0 ? read.rest.slice(1) : read.rest).filter(
    (word) => !/^\w+=/.test(word),
  );
  const input = contents(operands, call, m);
  const programs = [...inline, ...files.map((file) => m.read(file, call.frame) ?? "")];
  for (const program of programs) {
    for (const [, file = ""] of program.matchAll(/@(?:include|load)\s{0,9}"([^"\n]+)"/g))
      codeFile(file, "awk", [], call.frame, m);
    if (inline.includes(program))
      m.code("awk", [...given, program].join("\n"), call.frame, read.rest.slice(1));
    // `system($0)`, `$0 | getline` and `print | "sh"` make each line a command.
    if (
      /\bsystem\s*\(\s*\$(?:0|1|NF)?\s*\)|\$0\s*\|\s*getline|\bprint(?:\s*\$0)?\s*\|\s*"(?:[\w/]*\/)?(?:ba|da|z|k)?sh\b/.test(
        program,
      ) &&
      input !== undefined
    )
      piped(input, call, m, (text) => runText(text, deeper(call.frame, { stdin: "" }), m));
  }
  return undefined;
}

function sed(call: Call, m: Machine): string | undefined {
  const read = readArguments(
    call.argv.filter((arg) => !/^-i./.test(arg)),
    "-e -f -l --expression --file",
  );
  const given = [...valuesOf(read, "-e", "--expression")];
  const files = valuesOf(read, "-f", "--file");
  for (const script of given.length + files.length === 0 ? read.rest.slice(0, 1) : given)
    scanSed(script, call.frame, m);
  for (const file of files) {
    const text = m.read(file, call.frame);
    if (text !== null) scanSed(text, call.frame, m);
  }
  // `e` alone, and behind a replacement by nothing, runs each line.
  const scripts = [...given, ...files.map((file) => m.read(file, call.frame) ?? "")];
  const inline = given.length + files.length === 0;
  for (const script of inline ? read.rest.slice(0, 1) : scripts)
    if (/(?:^|[;{\n])[\d,$]*e(?:$|[;}\n])|\bs([^\w\s\\])\^?\1\1\w*e/.test(script)) {
      const input = contents(inline ? read.rest.slice(1) : read.rest, call, m);
      if (input !== undefined)
        piped(input, call, m, (text) => runText(text, deeper(call.frame, { stdin: "" }), m));
    }
  return undefined;
}
