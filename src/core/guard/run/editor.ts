/** Editors and other tools that take commands line by line, some of which are shell: `:!rm`, `.shell`, `!ls`. */
import { fork } from "../shell/scope.ts";
import { runText } from "./builtin.ts";
import { codeFile } from "./disk.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";

/** `vim -c '!cmd'`, `+!cmd`, `-S file`, and `ex` with its commands on standard input. */
export function editor(call: Call, m: Machine): undefined {
  const { argv, frame } = call;
  argv.forEach((arg, i) => {
    const before = argv[i - 1] ?? "";
    if (arg.startsWith("+")) command(arg.slice(1), call, m);
    else if (/^-(?:[a-zA-Z]*c|-cmd)$/.test(before)) command(arg, call, m);
    else if (/^-[Su]$/.test(before)) script(arg, call, m);
    else if (/^-c./.test(arg)) command(arg.slice(2), call, m);
  });
  if (argv[0] === "-l") codeFile(argv[1] ?? "", "lua", argv.slice(2), frame, m);
  if (frame.stdin !== undefined && (call.name === "ex" || argv.some((arg) => /^-[eE]?s$/.test(arg))))
    for (const line of frame.stdin.split("\n")) command(line, call, m);
  return undefined;
}

function script(file: string, call: Call, m: Machine): void {
  for (const line of (m.read(file, call.frame) ?? "").split("\n")) command(line, call, m);
}

function command(line: string, call: Call, m: Machine): void {
  const own = deeper(call.frame, { scope: fork(call.frame.scope) });
  const bang =
    /^:?\s*(?:silent!?\s+|exe(?:cute)?\s+['"]|%|(?<!\d)\d+,\d+(?!\d))*\s*(?:r(?:ead)?\s+|w(?:rite)?\s+)?!(.*)$|(?:system(?:list)?|jobstart|termopen)\(\s*\[?(["'])((?:(?!\2).)*)\2\s*\]?\s*\)/s.exec(
      line,
    );
  if (bang !== null)
    runText(
      (bang[1] ?? bang[3] ?? "").replace(/['"]$/, (q) => (line.includes("exe") ? "" : q)),
      own,
      m,
    );
  const gone = /\b(?:delete|rename|writefile)\((?:[^'"]{0,500},)?\s*['"]([^'"]+)['"]/.exec(line)?.[1];
  if (gone !== undefined) m.argv(["rm", "-rf", "--", gone], own);
  const saved = /^:?\s*(?:wq?|wr|x|sav(?:eas)?|write)!?\s+(?:\+\+\S+\s+)*([^!\s]\S*)\s*$/.exec(line)?.[1];
  if (saved !== undefined) m.open(saved, "write", own);
  const inline = /^\s*:?(py3?|python3?|lua|perl|ruby)\s+(.*)$/s.exec(line);
  if (inline !== null) m.code((inline[1] ?? "").replace(/^py\w*$/, "python"), inline[2] ?? "", call.frame);
}

/** `osascript -e 'do shell script "…"'`. */
export function appleScript(call: Call, m: Machine): undefined {
  for (const arg of call.argv)
    for (const [, line = ""] of arg.matchAll(/do\s+shell\s+script\s+"((?:[^"\\]|\\.)+)"/g))
      runText(line.replace(/\\(.)/g, "$1"), deeper(call.frame), m);
  return undefined;
}

/** gdb, lldb, ed, ftp and their like: commands in options, in a file or on standard input. */
export function lineTool(call: Call, m: Machine): string | undefined {
  const read = readArguments(
    call.argv,
    "-ex -iex --eval-command -o --one-line -O -x --command -s --source -e -f" +
      (call.name === "sftp" ? " -b" : ""),
  );
  const files = valuesOf(
    read,
    "-x",
    "--command",
    "-s",
    "--source",
    ...(call.name === "sftp" ? ["-b"] : []),
  ).map((file) => m.read(file, call.frame) ?? "");
  const given = valuesOf(read, "-ex", "-iex", "--eval-command", "-o", "--one-line", "-O", "-e");
  const own = deeper(call.frame, { scope: fork(call.frame.scope), stdin: undefined });
  for (const line of [...given, ...files, call.frame.stdin ?? ""].flatMap((text) => text.split("\n"))) {
    const shell = /^\s*(?:!|(?:platform\s+)?(?:shell|pshell)\s)([\s\S]*)$/.exec(line)?.[1];
    if (shell !== undefined) runText(shell, own, m);
    const code = /^\s*(?:python|py|pi|script)\s+(.*)$/s.exec(line)?.[1];
    if (code !== undefined) m.code("python", code, own);
  }
  const at = call.argv.indexOf("--args");
  return at >= 0 ? m.argv(call.argv.slice(at + 1), own) : undefined;
}
