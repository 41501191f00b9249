/** Editors and other tools that take commands line by line, some of which are shell: `:!rm`, `.shell`, `!ls`. */
import { fork } from "../shell/scope.ts";
import { runText } from "./builtin.ts";
import { codeFile } from "./disk.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";

/** `vim -c '!cmd'`, `+!cmd`, `-S file`, `-s keys`, and `ex` with its commands on standard input. */
export function editor(call: Call, m: Machine): undefined {
  const { argv, frame } = call;
  argv.forEach((arg, i) => {
    const before = argv[i - 1] ?? "";
    if (arg.startsWith("+")) command(arg.slice(1), call, m);
    else if (/^-(?:[a-zA-Z]*c|-cmd)$/.test(before)) command(arg, call, m);
    else if (/^-[Sus]$/.test(before)) script(arg, call, m);
    else if (/^-c./.test(arg)) command(arg.slice(2), call, m);
    else if (/^-S./.test(arg)) script(arg.slice(2), call, m);
  });
  if (argv[0] === "-l") codeFile(argv[1] ?? "", "lua", argv.slice(2), frame, m);
  if (frame.stdin !== undefined && (call.name === "ex" || argv.some((arg) => /^-[eE]?s$/.test(arg))))
    for (const line of frame.stdin.split("\n")) command(line, call, m);
  return undefined;
}

function script(file: string, call: Call, m: Machine): void {
  if (file.endsWith(".lua")) return codeFile(file, "lua", [], call.frame, m);
  const inner = { ...call, frame: deeper(call.frame) };
  for (const line of (m.read(file, call.frame) ?? "").split("\n")) command(line, inner, m);
}

/** What may stand before a command: blanks, colons, lines that it is for, words that change how it runs. Never fails, so that it never goes back. */
const BEFORE = /(?:[\s:%'"\d.$,;]+|(?:silent|sil|noautocmd|exe(?:cute)?|keepalt|verbose)(?![a-z])!?)*/y;
/** Files of commands, and of code. */
const SOURCES = /^(so(?:urce)?|luafile|py(?:3|thon)?3?f(?:ile)?|perlfile|rubyf(?:ile)?)!?[ \t]+([^\s|]+)/;

function command(line: string, call: Call, m: Machine): void {
  const own = deeper(call.frame, { scope: fork(call.frame.scope), stdin: undefined });
  for (const [, double, single] of line.matchAll(
    /\b(?:system(?:list)?|jobstart|termopen)\([\s[]*(?:"([^"]*)|'([^']*))/g,
  ))
    runText(double ?? single ?? "", own, m);
  for (const [, gone = ""] of line.matchAll(
    /\b(?:delete|rename|writefile)\((?:[^'"()]{0,500},)?\s{0,99}['"]([^'"]+)['"]/g,
  ))
    m.argv(["rm", "-rf", "--", gone], own);
  // One after the other, parted by bars; a shell's line has all that follows.
  for (let from = 0; from < line.length; ) {
    BEFORE.lastIndex = from;
    const [prefix = ""] = BEFORE.exec(line) ?? [];
    const bar = line.indexOf("|", from + prefix.length);
    const rest = line.slice(from + prefix.length);
    const bang = /^(?:r(?:ead)?[ \t]*|w(?:rite)?[ \t]+)?!([\s\S]*)$/.exec(rest)?.[1];
    if (bang !== undefined)
      return void runText(
        prefix.includes("exe") ? bang.replace(/['"]$/, "") : bang,
        { ...own, stdin: edited(call, m) },
        m,
      );
    one(bar < 0 ? rest : line.slice(from + prefix.length, bar), call, m);
    if (bar < 0) return;
    from = bar + 1;
  }
}

function one(text: string, call: Call, m: Machine): void {
  const own = deeper(call.frame, { scope: fork(call.frame.scope) });
  const saved = /^(?:wq?|wr|x|sav(?:eas)?|write)!?[ \t]+(?:\+\+\S+[ \t]+)*([^!\s]\S*)\s*$/.exec(text)?.[1];
  if (saved !== undefined) m.open(saved, "write", own);
  const [, how = "", file = ""] = SOURCES.exec(text) ?? [];
  if (/^so/.test(how)) script(file, call, m);
  else if (how !== "") codeFile(file, languageOf(how), [], own, m);
  const [, language, code = ""] = /^(py3?|python3?|lua|perl|ruby)[ \t]+([\s\S]*)$/.exec(text) ?? [];
  if (language !== undefined) m.code(languageOf(language), code, call.frame);
}

const languageOf = (word: string): string => word.replace(/^py\w*$/, "python").replace(/f(?:ile)?$/, "");

/** The text that is edited: it goes to the program behind `w !` and `%!`. */
function edited(call: Call, m: Machine): string | undefined {
  const file = call.argv.findLast(
    (arg, i) => !/^[-+]/.test(arg) && !/^-[cSsu-]/.test(call.argv[i - 1] ?? ""),
  );
  return file === undefined ? undefined : (m.read(file, call.frame) ?? undefined);
}

/** `osascript -e 'do shell script "…"'`. */
export function appleScript(call: Call, m: Machine): undefined {
  for (const arg of call.argv)
    for (const [, line = ""] of arg.matchAll(/do\s+shell\s+script\s+"((?:[^"\\]|\\.)+)"/g))
      runText(line.replace(/\\(.)/g, "$1"), deeper(call.frame), m);
  return undefined;
}

/** `ed`: commands on standard input, and between them the lines that they add. */
export function lineEditor(call: Call, m: Machine): undefined {
  let adds = false;
  for (const line of (call.frame.stdin ?? "").split("\n")) {
    if (adds) adds = line !== ".";
    else if (/^[\d.$,;+-]*[aic]$/.test(line)) adds = true;
    else command(line, call, m);
  }
  return undefined;
}

/** gdb, lldb, ftp and their like: commands in options, in a file or on standard input. */
export function lineTool(call: Call, m: Machine): string | undefined {
  const read = readArguments(
    call.argv,
    "-ex -iex --eval-command -o --one-line -O -x -ix --command --init-command -s --source -S -e -f" +
      (call.name === "sftp" ? " -b" : ""),
  );
  const files = valuesOf(
    read,
    "-x",
    "-ix",
    "--command",
    "--init-command",
    "-s",
    "--source",
    "-S",
    ...(call.name === "sftp" ? ["-b"] : []),
    ...(call.name === "lftp" ? ["-f"] : []),
  );
  const given = valuesOf(read, "-ex", "-iex", "--eval-command", "-o", "--one-line", "-O", "-e");
  const own = deeper(call.frame, { scope: fork(call.frame.scope), stdin: undefined });
  for (const file of files) toolFile(file, { ...call, frame: own }, m);
  toolLines([...given, call.frame.stdin ?? ""].join("\n"), { ...call, frame: own }, m);
  const at = call.argv.indexOf("--args");
  return at >= 0 ? m.argv(call.argv.slice(at + 1), own) : undefined;
}

function toolFile(file: string, call: Call, m: Machine): void {
  if (file.endsWith(".py")) codeFile(file, "python", [], call.frame, m);
  else toolLines(m.read(file, call.frame) ?? "", { ...call, frame: deeper(call.frame) }, m);
}

function toolLines(text: string, call: Call, m: Machine): void {
  const { frame } = call;
  let block: string[] | null = null;
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (block !== null) {
      if (line !== "end") {
        block.push(line);
        continue;
      }
      m.code("python", block.join("\n"), frame);
      block = null;
    }
    if (/^(?:python|py|python-interactive|pi)$/.test(line)) block = [];
    const shell = /^(?:!|(?:platform[ \t]+)?(?:shell|pshell)[ \t]|(?:pipe|\|)[ \t][^|]*\|)([\s\S]*)$/.exec(
      line,
    )?.[1];
    if (shell !== undefined) runText(shell, frame, m);
    const code = /^(?:python|py|pi|script)[ \t]+(.*)$/s.exec(line)?.[1];
    if (code !== undefined) m.code("python", code, frame);
    const file = /^(?:command[ \t]+)?(?:source|script[ \t]+import)[ \t]+(?:-\S+[ \t]+)*(\S+)$/.exec(
      line,
    )?.[1];
    if (file !== undefined) toolFile(file, call, m);
    if (/^make(?:[ \t]|$)/.test(line) && call.name === "gdb") runText(line, frame, m);
  }
}
