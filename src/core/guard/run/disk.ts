/** Programs that are files of the checkout: scripts, `package.json` scripts, Makefile targets. Read, and judged. */
import { nameOf, normalise } from "../path/normal.ts";
import { fork } from "../shell/scope.ts";
import { ENV, hasHole, isComputed, NET } from "../value.ts";
import { isFresh, runText } from "./builtin.ts";
import { type Call, deeper, type Frame, type Machine } from "./machine.ts";
import { makeTargets } from "./makefile.ts";
import { readArguments, valuesOf } from "./options.ts";
import { packageScript } from "./package-script.ts";

export function runFile(call: Call, m: Machine): string | undefined {
  const { program, name, argv, frame } = call;
  if (/^(?:npm|pnpm|yarn|bun)$/.test(name)) return packageScript(call, m);
  if (/^(?:make|gmake)$/.test(name)) return make(call, m);
  if (program.includes("/")) codeFile(program, "any", argv, frame, m);
  else if (frame.scope.pathChanged || frame.env.PATH !== undefined) {
    // The line put a folder before the others: what it wrote may be what it now calls.
    for (const path of frame.scope.files.keys())
      if (nameOf(path) === program) codeFile(path, "any", argv, frame, m);
  }
  return undefined;
}

/** What a program takes for a name that is no file's, or a folder's. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  node: [".js", ".mjs", ".cjs", ".ts", "/index.js", "/index.mjs", "/index.cjs", "/index.ts"],
  python: ["/__main__.py"],
  ruby: [".rb"],
  lua: [".lua"],
};

/** What is being run, so that what comes back to itself ends. */
const running = new WeakMap<Machine, Set<string>>();

/** Judges a file as code. One that the line wrote itself is judged as strictly as if it stood in the line. */
export function codeFile(
  file: string,
  language: string,
  argv: readonly string[],
  frame: Frame,
  m: Machine,
): void {
  const path = [file, ...(BESIDE[language] ?? []).map((more) => file.replace(/\/$/, "") + more)].find(
    (one) => m.read(one, frame) !== null,
  );
  const text = path === undefined ? null : m.read(path, frame);
  if (path === undefined || text === null || /^\x7fELF/.test(text)) return;
  const fresh = isFresh(path, frame) || path.startsWith("/dev/fd/");
  if (text.includes(NET)) return m.object("network.download-run", [file, ...argv], frame);
  if (fresh && !frame.lenient && isComputed(text) && text.replace(/[\ufdd0-\ufdd9]/g, "").trim() === "") {
    return m.object("shell.dynamic-code", [file, ...argv], frame);
  }
  const scope = { ...fork(frame.scope), positional: argv };
  // A script finds what lies beside it by its own name.
  for (const name of ["0", "BASH_SOURCE"]) scope.vars.set(name, { values: [path] });
  const own = deeper(frame, { scope, lenient: frame.lenient || !fresh });
  const kind = language === "any" || language === "shell" ? shebang(text, language) : language;
  // A script that starts itself again is being judged already.
  const active = running.get(m) ?? new Set<string>();
  running.set(m, active);
  const key = [kind, ...frame.scope.cwd.map((cwd) => normalise(path, cwd)), ...argv].join("\n");
  if (active.has(key)) return;
  active.add(key);
  if (kind === "shell") runText(text, own, m);
  else if (kind !== "any") m.code(kind, text, own, argv);
  active.delete(key);
}

function shebang(text: string, otherwise: string): string {
  const line = /^#!\s*(\S+)(?:\s+-S)?(?:\s+(\S+))?/.exec(text);
  if (line === null) return otherwise === "any" ? (text.includes("\0") ? "any" : "shell") : otherwise;
  const program = nameOf(line[1] ?? "");
  const name = (program === "env" ? (line[2] ?? "") : program).replace(/[\d.]+$/, "");
  if (/^(?:ba|da|z|k|a)?sh$/.test(name)) return "shell";
  return /^(?:python|node|perl|ruby|php|lua)$/.test(name)
    ? name
    : /awk$/.test(name)
      ? "awk"
      : otherwise === "shell"
        ? "shell"
        : "any";
}

function make(call: Call, m: Machine): undefined {
  const read = readArguments(call.argv, "-f -C -j -I -o -W -l --eval --file --makefile --directory --jobs");
  const [folder = "."] = valuesOf(read, "-C", "--directory");
  const [file] = valuesOf(read, "-f", "--file", "--makefile");
  const names = file === undefined ? ["GNUmakefile", "makefile", "Makefile"] : [file];
  const path = names
    .map((name) => (name.startsWith("/") ? name : `${folder}/${name}`))
    .find((p) => m.read(p, call.frame) !== null);
  const text =
    file === "-" ? (call.frame.stdin ?? null) : path === undefined ? null : m.read(path, call.frame);
  const given = new Map(
    read.rest
      .map((word) => /^(\w+)=(.*)$/.exec(word))
      .flatMap((found) => (found === null ? [] : [[found[1] ?? "", found[2] ?? ""] as const])),
  );
  const shellText = given.get("SHELL");
  if (shellText !== undefined) m.text(shellText, deeper(call.frame, { scope: fork(call.frame.scope) }));
  const around = {
    given,
    environment: { HOME: m.context.home, ...call.frame.env },
    read: (path: string) => m.read(path.startsWith("/") ? path : `${folder}/${path}`, call.frame),
  };
  for (const line of valuesOf(read, "--eval").flatMap((one) => makeTargets(one, [], around)))
    m.text(line, deeper(call.frame, { scope: fork(call.frame.scope) }));
  if (text === null || hasHole(text.slice(0, 1))) return undefined;
  const targets = read.rest.filter((word) => !word.includes("="));
  const scope = fork(call.frame.scope);
  if (folder !== ".") scope.cwd = scope.cwd.map((cwd) => normalise(folder, cwd));
  const fresh = path !== undefined && isFresh(path, call.frame);
  // A target that comes back to itself, by `$(MAKE)` or from the folder above, was judged.
  const active = running.get(m) ?? new Set<string>();
  running.set(m, active);
  const key = [scope.cwd[0], normalise(path ?? "-", call.frame.scope.cwd[0] ?? "/"), ...targets].join("\n");
  if (active.has(key)) return undefined;
  active.add(key);
  for (const line of makeTargets(text, targets, around)) {
    m.text(
      line,
      deeper(call.frame, { scope: fork(scope), lenient: call.frame.lenient || !fresh, stdin: ENV }),
    );
  }
  active.delete(key);
  return undefined;
}
