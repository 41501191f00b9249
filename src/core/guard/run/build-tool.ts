/** Build tools: the scripts that they are given, whether as a file, a pipe or a substitution, and the options that run programs. */
import { own } from "../../own.ts";
import { normalise } from "../path/normal.ts";
import { fork } from "../shell/scope.ts";
import { ENV } from "../value.ts";
import { isFresh, runText } from "./builtin.ts";
import { cargo } from "./cargo.ts";
import { codeFile } from "./disk.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { ninjaCommands } from "./ninja.ts";
import { readArguments, valuesOf } from "./options.ts";
import { linesOf } from "./recipes.ts";
import { readJustfile, readTaskfile, type TaskFile } from "./task-file.ts";
import { freshFiles } from "./toolchain.ts";

type Tool = (call: Call, m: Machine) => undefined;

export function built(call: Call, m: Machine): undefined {
  const tool = own(TOOLS, call.name);
  tool?.(call, m);
}

const run = (line: string, call: Call, m: Machine, lenient = false): void => {
  const { frame } = call;
  if (line.trim() !== "")
    runText(
      line,
      deeper(frame, { scope: fork(frame.scope), lenient: frame.lenient || lenient, stdin: ENV }),
      m,
    );
};
/** The file that is named, or the first that is there, with its text. */
function script(
  call: Call,
  m: Machine,
  named: readonly string[],
  usual: readonly string[],
): [string, string] | null {
  for (const path of named.length > 0 ? named : usual) {
    const text = m.read(path, call.frame);
    if (text !== null) return [path, text];
  }
  return null;
}
const lenient = (path: string, call: Call): boolean =>
  !isFresh(path, call.frame) && !path.startsWith("/dev/fd/") && path !== "-";

/** Judges the recipes that are asked for and what they need; of a file that the line wrote itself, all. */
function runRecipes(
  [path, { recipes, always, first }]: readonly [string, TaskFile],
  asked: readonly string[],
  call: Call,
  m: Machine,
): undefined {
  const from = lenient(path, call);
  const wanted = !from ? [...recipes.keys()] : asked.length > 0 || first === undefined ? asked : [first];
  for (const line of [...always, ...linesOf(recipes, wanted)]) {
    const language = /^#!.*\b(python|node|perl|ruby|php)/.exec(line)?.[1];
    if (language === undefined) run(line, call, m, from);
    else m.code(language, line, deeper(call.frame, { lenient: call.frame.lenient || from }));
  }
}

const just: Tool = (call, m) => {
  const read = readArguments(
    call.argv,
    "-f --justfile -d --working-directory --set --shell --chooser --shell-arg",
  );
  for (const line of valuesOf(read, "--shell", "--chooser")) run(line, call, m);
  const command = call.argv.findIndex((arg) => /^(?:-c|--command)$/.test(arg));
  if (command >= 0) {
    const words = call.argv.slice(command + 1);
    if (words.length === 1) run(words[0] ?? "", call, m);
    else m.argv(words, deeper(call.frame));
  }
  const found = script(call, m, valuesOf(read, "-f", "--justfile"), ["justfile", "Justfile", ".justfile"]);
  return found === null ? undefined : runRecipes([found[0], readJustfile(found[1])], read.rest, call, m);
};

const task: Tool = (call, m) => {
  const read = readArguments(call.argv, "-t --taskfile -d --dir -o --output -C");
  const found = script(call, m, valuesOf(read, "-t", "--taskfile"), [
    "Taskfile.yml",
    "Taskfile.yaml",
    "taskfile.yml",
    "taskfile.yaml",
  ]);
  return found === null ? undefined : runRecipes([found[0], readTaskfile(found[1])], read.rest, call, m);
};

const GENERATES = ["main.go", "doc.go", "generate.go", "gen.go", "tools.go"];

const RAKE_CODE = "-e --execute -E --execute-continue -p";

const TOOLS: Readonly<Record<string, Tool>> = {
  just,
  task,
  "go-task": task,
  cmake: (call, m) => {
    const { argv, frame } = call;
    if (argv[0] === "-E") {
      const inner = argv.slice(2);
      if (/^(?:env|time)$/.test(argv[1] ?? ""))
        m.argv(argv[1] === "env" ? ["env", ...inner] : inner, deeper(frame));
      else if (argv[1] === "chdir") m.argv(inner.slice(1), deeper(frame));
      else if (/^(?:copy\w*|rename|touch\w*|create_symlink)$/.test(argv[1] ?? ""))
        m.argv(
          [argv[1] === "rename" ? "mv" : argv[1]?.startsWith("touch") ? "tee" : "cp", "-r", ...inner],
          deeper(frame),
        );
      return undefined;
    }
    const read = readArguments(argv, "-P -C -S -B -G -D -T -A --build --install --preset");
    for (const file of [...valuesOf(read, "-P"), ...valuesOf(read, "-C")])
      codeFile(file, "cmake", [], frame, m);
    // Without a folder it is this one; what was set up before belongs to the folder above it as often.
    const folders = [...valuesOf(read, "-S"), ...read.rest];
    for (const folder of folders.length > 0 ? folders : [".", ".."])
      codeFile(`${folder}/CMakeLists.txt`, "cmake", [], frame, m);
    for (const setting of valuesOf(read, "-D")) {
      const [, name = "", value = ""] = /^(\w+)(?::\w+)?=(.*)$/s.exec(setting) ?? [];
      if (/_(?:COMPILER|LAUNCHER|LINKER|MAKE_PROGRAM|GENERATOR)$|_COMPILER_LAUNCHER$/.test(name))
        run(value.replaceAll(";", " "), call, m);
      if (name === "CMAKE_TOOLCHAIN_FILE") codeFile(value, "cmake", [], frame, m);
    }
    return undefined;
  },
  ninja: (call, m) => {
    const read = readArguments(call.argv, "-f -C -j -k -l -d -t -w");
    // Its tools list and clean; they run nothing.
    if (read.values.has("-t")) return undefined;
    const [folder = "."] = valuesOf(read, "-C");
    const [file = "build.ninja"] = valuesOf(read, "-f");
    const at = (path: string): string => (path.startsWith("/") ? path : `${folder}/${path}`);
    const text = m.read(at(file), call.frame);
    const scope = fork(call.frame.scope);
    scope.cwd = scope.cwd.map((cwd) => normalise(folder, cwd));
    const there = { ...call, frame: { ...call.frame, scope } };
    const lines = text === null ? [] : ninjaCommands(text, (path) => m.read(at(path), call.frame));
    for (const line of lines) run(line, there, m, lenient(at(file), call));
    return undefined;
  },
  rake: (call, m) => {
    const read = readArguments(call.argv, RAKE_CODE);
    for (const text of valuesOf(read, ...RAKE_CODE.split(" "))) m.code("ruby", text, deeper(call.frame));
    return undefined;
  },
  gradle,
  gradlew: gradle,
  cargo: (call, m) => cargo(call, m, (line, lenient) => run(line, call, m, lenient)),
  go: (call, m) => {
    const { argv, frame } = call;
    const read = readArguments(argv, "-exec -toolexec -vettool -o -tags -ldflags -gcflags -run -C -mod -p");
    for (const line of valuesOf(read, "-exec", "-toolexec", "-vettool")) run(line, call, m);
    const [verb, ...rest] = read.rest;
    if (verb === "run") {
      for (const file of rest.filter((word) => /\.go$|^-$|^\/dev\//.test(word))) {
        if (/^-$|^\/dev\/(?:stdin|fd\/0)$/.test(file)) m.code("go", frame.stdin ?? "", deeper(frame));
        else codeFile(file, "go", [], frame, m);
      }
      for (const folder of rest.filter(
        (word) => /^\.{0,2}\/?[\w./-]*$/.test(word) && !/\.go$|^-$/.test(word),
      ))
        codeFile(`${folder}/main.go`, "go", [], frame, m);
    }
    // Which files a folder has cannot be listed: those that usually say it, and those that the line wrote or names.
    const named = rest.filter((word) => word.endsWith(".go"));
    if (verb === "generate")
      for (const path of new Set([...freshFiles("go", frame), ...named, ...GENERATES]))
        for (const [, line = ""] of (m.read(path, frame) ?? "").matchAll(/^\/\/go:generate[ \t]+(\S.*)$/gm))
          run(line, call, m, lenient(path, call));
    if (verb === "test") for (const file of named) codeFile(file, "go", [], frame, m);
    return undefined;
  },
  java: (call, m) => {
    const agent = call.argv.find((arg) => /^-XX:On(?:Error|OutOfMemoryError)=/.test(arg));
    if (agent !== undefined) run(agent.slice(agent.indexOf("=") + 1), call, m);
    return undefined;
  },
  gcc: compiler,
  cc: compiler,
  clang: compiler,
  "g++": compiler,
  "c++": compiler,
  "clang++": compiler,
  rustc: (call, m) => {
    for (const setting of valuesOf(readArguments(call.argv, "-C -o --codegen"), "-C", "--codegen"))
      if (setting.startsWith("linker=")) run(setting.slice(7), call, m);
    return call.argv.includes("-")
      ? void m.code("rust", call.frame.stdin ?? "", deeper(call.frame))
      : undefined;
  },
  npm: packages,
  yarn: packages,
  pnpm: packages,
};

/** Its own file, the settings, those that they take in, and those of the projects that are asked for: `:app:build`. */
function gradle(call: Call, m: Machine): undefined {
  const read = readArguments(
    call.argv,
    "-b --build-file -I --init-script -p --project-dir -c --settings-file -x -P -D",
  );
  const [folder = "."] = valuesOf(read, "-p", "--project-dir");
  const own = valuesOf(read, "-b", "--build-file", "-I", "--init-script", "-c", "--settings-file");
  const projects = read.rest.map((task) => task.replace(/^:|:[^:]*$/g, "").replaceAll(":", "/"));
  const folders = new Set([folder, ...projects.filter((one) => one !== "").map((one) => `${folder}/${one}`)]);
  const usual = [...folders].flatMap((one) =>
    ["build", "settings"].flatMap((name) => [`${one}/${name}.gradle`, `${one}/${name}.gradle.kts`]),
  );
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    codeFile(file, "groovy", [], call.frame, m);
    const text = m.read(file, call.frame) ?? "";
    for (const [, path = ""] of text.matchAll(
      /\bapply\s{0,9}\(?\s{0,9}from\s{0,9}[:=]\s{0,9}["']([^"'\n]+)["']/g,
    ))
      visit(path.replace(/^\$\{?(?:rootDir|projectDir|rootProject\.projectDir)\}?/, "."));
  };
  for (const file of [...own, ...usual]) visit(file);
}

/** What stands on standard input is compiled, and then probably run. */
function compiler(call: Call, m: Machine): undefined {
  if (call.argv.includes("-") && call.frame.stdin !== undefined)
    m.code("c", call.frame.stdin, deeper(call.frame));
}

/** `npm set-script name line`. */
function packages(call: Call, m: Machine): undefined {
  const { argv } = call;
  if (argv[0] === "set-script") run(argv[2] ?? "", call, m);
}
