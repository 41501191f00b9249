/** Editors and AppleScript that are given commands: `vim -c '!cmd'`, `emacs --eval '(delete-file …)'`. */

import { runText } from "./builtin.ts";
import { type Call, deeper, type Machine } from "./machine.ts";

const run = (line: string, call: Call, m: Machine): void => {
  if (line.trim() !== "") runText(line, deeper(call.frame), m);
};

export function editor(call: Call, m: Machine): undefined {
  call.argv.forEach((arg, i) => {
    const command = arg.startsWith("+")
      ? arg.slice(1)
      : /^(?:-c|--cmd)$/.test(call.argv[i - 1] ?? "")
        ? arg
        : "";
    const bang =
      /^:?\s*(?:silent!?\s+|%|\d+,\d+)*\s*(?:r(?:ead)?\s+)?!(.*)$|system\(\s*['"](.*?)['"]\s*\)/s.exec(
        command,
      );
    if (bang !== null) run(bang[1] ?? bang[2] ?? "", call, m);
    for (const [, path = ""] of command.matchAll(/\bdelete\(\s*['"]([^'"]+)['"]/g))
      run(`rm -rf -- ${path}`, call, m);
    const [, saved = ""] =
      /^:?\s*(?:w|wr|write|sav|saveas|w!|wq!?|x!?)!?\s+(?:\+\+\S+\s+)*([^!\s]\S*)$/.exec(command) ?? [];
    if (saved !== "") run(`: > ${saved}`, call, m);
    if (/^\s*:?(?:py3?|python3?|lua|perl|ruby)\s/.test(command)) m.code("python", command, call.frame);
  });
  return undefined;
}

/** Lisp on the command line, as far as its strings say what goes and what starts. */
export function emacs(call: Call, m: Machine): undefined {
  call.argv.forEach((arg, i) => {
    const code =
      /^--?(?:eval|execute)=(.*)$/s.exec(arg)?.[1] ??
      (/^--?(?:eval|execute)$/.test(call.argv[i - 1] ?? "") ? arg : "");
    for (const [, path = ""] of code.matchAll(/\(\s*delete-(?:directory|file)\s+"([^"]+)"/g))
      run(`rm -rf -- ${path}`, call, m);
    for (const [, line = ""] of code.matchAll(
      /\(\s*(?:async-)?shell-command(?:-to-string)?\s+"((?:[^"\\]|\\.)+)"/g,
    ))
      run(line.replace(/\\(.)/g, "$1"), call, m);
    for (const [, words = ""] of code.matchAll(/\(\s*(?:call-process|start-process)\s+([^()]*)/g))
      run((words.match(/"[^"]*"/g) ?? []).join(" "), call, m);
  });
  return undefined;
}

export function appleScript(call: Call, m: Machine): undefined {
  for (const arg of call.argv)
    for (const [, line = ""] of arg.matchAll(/do\s+shell\s+script\s+"((?:[^"\\]|\\.)+)"/g))
      run(line.replace(/\\(.)/g, "$1"), call, m);
  return undefined;
}
