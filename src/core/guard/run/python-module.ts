/** `python -m x`: a tool of its own, or a module that runs other code. */
import { fork } from "../shell/scope.ts";
import { ENV } from "../value.ts";
import { codeFile } from "./disk.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";

/** Programs under their own name too. */
const TOOLS =
  /^(?:pip3?|twine|poetry|pipenv|ansible\w*|http\.server|IPython|ipython|pytest|tox|nox|coverage|jupyter|scons|uv|pipx|flit|hatch|build)$/;
/** They run the script that they are given. */
const RUNNERS =
  /^(?:cProfile|profile|trace|pdb|runpy|memory_profiler|line_profiler|kernprof|debugpy|viztracer|ipdb)$/;

export function pythonModule(
  module: string,
  argv: readonly string[],
  call: Call,
  m: Machine,
): string | undefined {
  const { frame } = call;
  const own = deeper(frame, { scope: fork(frame.scope) });
  if (TOOLS.test(module)) return m.argv([module.toLowerCase(), ...argv], deeper(frame));
  if (module === "timeit") {
    const read = readArguments(argv, "-n -r -s -u --number --repeat --setup --unit");
    m.code("python", [...valuesOf(read, "-s", "--setup"), ...read.rest].join("\n"), own);
  } else if (RUNNERS.test(module)) {
    const read = readArguments(argv, "-o -s -c --command --listen --timing", true);
    for (const code of valuesOf(read, "-c", "--command")) m.code("python", code.replace(/^!/, ""), own);
    const [file, ...rest] = read.rest;
    if (file !== undefined) codeFile(file, "python", rest, frame, m);
  } else if (/^(?:code|asyncio)$/.test(module) && frame.stdin !== undefined)
    m.code("python", frame.stdin, own);
  else {
    // A module of the checkout is a script like others.
    const path = module.replaceAll(".", "/");
    for (const file of [`${path}.py`, `${path}/__main__.py`, `${path}/__init__.py`])
      codeFile(file, "python", argv, frame, m);
    return undefined;
  }
  return ENV;
}
