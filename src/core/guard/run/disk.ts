/** Programs that are files of the checkout: scripts, `package.json` scripts, Makefile targets. Read, and judged. */
import { nameOf, normalise } from "../path/normal.ts";
import { fork } from "../shell/scope.ts";
import { ENV, hasHole, isComputed, NET } from "../value.ts";
import { isFresh, runText } from "./builtin.ts";
import { type Call, deeper, type Frame, type Machine } from "./machine.ts";
import { makeTargets } from "./makefile.ts";
import { readArguments, valuesOf } from "./options.ts";

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

/** Judges a file as code. One that the line wrote itself is judged as strictly as if it stood in the line. */
export function codeFile(
  file: string,
  language: string,
  argv: readonly string[],
  frame: Frame,
  m: Machine,
): void {
  const text = m.read(file, frame);
  if (text === null || /^\x7fELF/.test(text)) return;
  const fresh = isFresh(file, frame) || file.startsWith("/dev/fd/");
  if (text.includes(NET)) return m.object("network.download-run", [file, ...argv], frame);
  if (fresh && isComputed(text) && text.replace(/[\ufdd0-\ufdd9]/g, "").trim() === "") {
    return m.object("shell.dynamic-code", [file, ...argv], frame);
  }
  const scope = { ...fork(frame.scope), positional: argv };
  const own = deeper(frame, { scope, lenient: frame.lenient || !fresh });
  const kind = language === "any" || language === "shell" ? shebang(text, language) : language;
  if (kind === "shell") runText(text, own, m);
  else if (kind !== "any") m.code(kind, text, own, argv);
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

const OWN_WORDS = new Set(
  "install i ci add remove rm uninstall un update up upgrade publish unpublish pack link unlink ls list outdated audit view info search login logout whoami config cache init create exec dlx x version prune dedupe fund doctor owner deprecate dist-tag token access team why import set get help root bin prefix rebuild explain sbom query pkg diff star ping hook org profile repo docs bugs edit explore adduser shrinkwrap store fetch env setup patch deploy licenses workspaces workspace plugin cache-clean global node dlx self-update approve-builds pm upgrade-interactive".split(
    " ",
  ),
);

function packageScript(call: Call, m: Machine): undefined {
  const read = readArguments(call.argv, "-w --workspace -C --prefix --dir --cwd --filter -F", false);
  const [verb = "", ...rest] = read.rest;
  const runs = /^(?:run|run-script|rum|urn)$/.test(verb);
  const script = runs ? (rest[0] ?? "") : verb === "t" ? "test" : verb;
  if (script === "" || (!runs && OWN_WORDS.has(script))) {
    if (/^(?:install|i|ci|add|publish|pack|)$/.test(script)) return undefined;
    if (!runs) return undefined;
  }
  const folder = valuesOf(read, "--prefix", "-C", "--dir", "--cwd")[0] ?? ".";
  const text = m.read(`${folder}/package.json`, call.frame);
  if (text === null) return undefined;
  let scripts: unknown;
  try {
    scripts = (JSON.parse(text) as { scripts?: unknown }).scripts;
  } catch {
    return undefined;
  }
  const extra = call.argv.includes("--") ? call.argv.slice(call.argv.indexOf("--") + 1) : [];
  for (const name of [`pre${script}`, script, `post${script}`]) {
    const line = (scripts as Record<string, unknown> | undefined)?.[name];
    if (typeof line !== "string") continue;
    const scope = { ...fork(call.frame.scope), positional: extra };
    if (folder !== ".") scope.cwd = scope.cwd.map((cwd) => normalise(folder, cwd));
    const lenient = call.frame.lenient || !isFresh(`${folder}/package.json`, call.frame);
    m.text(name === script ? [line, ...extra].join(" ") : line, deeper(call.frame, { scope, lenient }));
  }
  return undefined;
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
  for (const line of makeTargets(text, targets, around)) {
    m.text(
      line,
      deeper(call.frame, { scope: fork(scope), lenient: call.frame.lenient || !fresh, stdin: ENV }),
    );
  }
  return undefined;
}
