/**
 * Programs that run what a file of the checkout says, without its name on the line: task tables, build descriptions, hooks.
 * What is asked for is followed where the file names its tasks; code is judged whole.
 */
import { own } from "../../own.ts";
import { fork } from "../shell/scope.ts";
import { ENV } from "../value.ts";
import { isFresh, runText } from "./builtin.ts";
import { codeFile } from "./disk.ts";
import { gitHooks } from "./git-hooks.ts";
import { iniCommands, yamlCommands } from "./lines.ts";
import { type Call, deeper, type Frame, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";
import { denoTasks, SCRIPT_RUNNERS, scriptRunner } from "./package-script.ts";
import { CODE, KEYED, PYPROJECT, TASKS, type Tasks } from "./project-file.ts";
import { linesOf } from "./recipes.ts";
import { at, commandsIn, recipesIn, treeOf } from "./task-table.ts";

export function configured(call: Call, m: Machine): void {
  const { name } = call;
  if (SCRIPT_RUNNERS.test(name)) scriptRunner(call, m);
  if (name === "deno") denoTasks(call, m);
  if (name === "git") gitHooks(call, m);
  const tasks = own(TASKS, name);
  if (tasks !== undefined) ownTasks(tasks, call, m);
  const code = own(CODE, name);
  if (code !== undefined) ownCode(code, call, m);
  const keyed = own(KEYED, name);
  if (keyed !== undefined) {
    const files = valuesOf(
      readArguments(call.argv, "-f -c --config --procfile -e --env"),
      "-f",
      "-c",
      "--config",
      "--procfile",
    );
    for (const file of files.length > 0 ? files : keyed[0].split(" "))
      for (const line of yamlCommands(m.read(file, call.frame) ?? "", keyed[1])) run(line, file, call, m);
  }
  own(OTHERS, name)?.(call, m);
}

export function run(line: string, file: string, call: Call, m: Machine, change: Partial<Frame> = {}): void {
  const lenient = call.frame.lenient || !isFresh(file, call.frame);
  runText(line, deeper(call.frame, { scope: fork(call.frame.scope), lenient, stdin: ENV, ...change }), m);
}

const INSTALLS =
  /^(?:install|update|add|remove|require|create-project|dump-autoload|sync|build|publish|lock)$/;

function ownTasks({ files, tables }: Tasks, call: Call, m: Machine): void {
  const read = readArguments(
    call.argv,
    "-f --makefile -C --cwd -d --working-dir -e --env -p --project --manifest-path",
    false,
  );
  // `hatch run env:name`
  const words = new Set(call.argv.flatMap((arg) => [arg, arg.slice(arg.indexOf(":") + 1)]));
  const installs = call.argv.some((word) => INSTALLS.test(word));
  const named = call.name.startsWith("cargo") ? valuesOf(read, "--makefile") : [];
  for (const file of named.length > 0 ? named : files.split(" ")) {
    const text = m.read(file, call.frame);
    const tree = text === null ? null : treeOf(file, text);
    if (tree === null) continue;
    const recipes = recipesIn(tables.split(" ").flatMap((path) => at(tree, path)));
    // What stands behind `@` is another script, or one of its own words.
    for (const recipe of recipes.values())
      for (const line of recipe.lines) {
        const [, need] = /^@(?:run\s+)?([\w:.-]+)/.exec(line) ?? [];
        if (need !== undefined) recipe.needs.push(need);
      }
    const asked = [...recipes.keys()].filter(
      (name) => words.has(name) || (installs && /^(?:pre|post)[-_]/.test(name)),
    );
    for (const line of linesOf(recipes, asked))
      run(line.replace(/^@(?=(?:php|composer)\s)|^@\S+\s*/, ""), file, call, m);
  }
}

function ownCode(
  [language, files, options = ""]: readonly [string, string, string?],
  call: Call,
  m: Machine,
): void {
  const named = options === "" ? [] : valuesOf(readArguments(call.argv, options), ...options.split(" "));
  for (const file of named.length > 0 ? named : files.split(" ")) codeFile(file, language, [], call.frame, m);
}

/** `name = "module:function"`: where that module is, from the checkout's top or below `src`. */
function entryPoint(call: Call, m: Machine): void {
  const text = m.read(PYPROJECT, call.frame);
  const tree = text === null ? null : treeOf(PYPROJECT, text);
  for (const table of ["project.scripts", "tool.poetry.scripts"].flatMap((path) => at(tree, path)))
    for (const word of call.argv) {
      const [target] = at(table, word);
      if (typeof target !== "string") continue;
      const path = (target.split(":", 1)[0] ?? "").replaceAll(".", "/");
      for (const file of [`${path}.py`, `src/${path}.py`, `${path}/__init__.py`, `src/${path}/__init__.py`])
        codeFile(file, "python", [], call.frame, m);
    }
}

const json = (file: string, path: string, call: Call, m: Machine): void => {
  const text = m.read(file, call.frame);
  if (text === null) return;
  const found = path === "" ? [treeOf(file, text)] : at(treeOf(file, text), path);
  for (const line of found.flatMap(commandsIn)) run(line, file, call, m);
};

const OTHERS: Readonly<Record<string, (call: Call, m: Machine) => void>> = {
  tox: (call, m) => {
    const read = readArguments(call.argv, "-e -c --conf -r -f");
    const asked = valuesOf(read, "-e").flatMap((one) => one.split(","));
    const file = valuesOf(read, "-c", "--conf")[0];
    for (const path of file === undefined ? ["tox.ini", "setup.cfg", "tox.toml", PYPROJECT] : [file]) {
      const text = m.read(path, call.frame);
      if (text === null) continue;
      const tree = path.endsWith(".toml") ? treeOf(path, text) : null;
      const inside = [text, ...at(tree, "tool.tox.legacy_tox_ini")].filter(
        (one): one is string => typeof one === "string",
      );
      const lines = inside.flatMap((one) =>
        iniCommands(one, (section) => {
          const [, env] = /^testenv(?::(.*))?$/.exec(section) ?? [section];
          return env === undefined ? true : env !== section && (asked.length === 0 || asked.includes(env));
        }),
      );
      const tables = ["", "tool.tox."].flatMap((before) => [
        ...at(tree, `${before}env_run_base`),
        ...(asked.length === 0
          ? at(tree, `${before}env.*`)
          : asked.flatMap((one) => at(tree, `${before}env.${one}`))),
      ]);
      for (const line of [...lines, ...tables.flatMap(commandsIn)]) run(line, path, call, m);
    }
  },
  uv: entryPoint,
  poetry: entryPoint,
  "lint-staged": (call, m) => {
    for (const [file, path] of [
      ["package.json", "lint-staged"],
      [".lintstagedrc", ""],
      [".lintstagedrc.json", ""],
    ] as const) {
      const text = m.read(file, call.frame);
      const tree = text === null ? null : treeOf(file, text);
      for (const table of path === "" ? [tree] : at(tree, path))
        for (const recipe of recipesIn([table]).values())
          for (const line of recipe.lines) run(line, file, call, m);
    }
  },
  nodemon: (call, m) => {
    json("nodemon.json", "", call, m);
    const [file] = readArguments(call.argv, "-x --exec -e --ext -w --watch -i --ignore -d --delay").rest;
    if (file !== undefined) m.argv([/\.py$/.test(file) ? "python" : "node", file], deeper(call.frame));
  },
  mvn: (call, m) => {
    const given = (name: string) =>
      call.argv.find((arg) => arg.startsWith(`-Dexec.${name}=`))?.slice(name.length + 8);
    const program = given("executable");
    if (program !== undefined)
      m.text(`${program} ${given("args") ?? given("arguments") ?? ""}`, deeper(call.frame));
  },
  devcontainer: (call, m) => {
    for (const file of [".devcontainer/devcontainer.json", ".devcontainer.json"]) json(file, "", call, m);
  },
  mise: (call, m) => {
    const words = call.argv.filter((arg) => !/^(?:-|run$|r$)/.test(arg));
    for (const folder of [".mise/tasks", "mise-tasks", ".mise-tasks", ".config/mise/tasks"])
      for (const word of words.slice(0, 1))
        codeFile(`${folder}/${word}`, "any", words.slice(1), call.frame, m);
  },
  direnv: (call, m) => {
    const [verb = "", folder = "."] = call.argv;
    if (/^(?:allow|permit|grant|exec|export|reload)$/.test(verb))
      codeFile(
        `${verb === "export" || verb === "reload" ? "." : folder.replace(/\/?\.envrc$/, "") || "."}/.envrc`,
        "shell",
        [],
        call.frame,
        m,
      );
  },
  supervisord: (call, m) => {
    for (const file of valuesOf(readArguments(call.argv, "-c --configuration"), "-c", "--configuration"))
      for (const line of iniCommands(m.read(file, call.frame) ?? "", (section) =>
        /^(?:program|eventlistener):/.test(section),
      ))
        run(line, file, call, m);
  },
  pip: (call, m) => {
    if (!/^(?:install|wheel|download)$/.test(call.argv[0] ?? "")) return;
    for (const folder of call.argv.slice(1))
      if (/^\.{1,2}(?:$|\/|\[)|^\.?\/?[\w./-]+\/$/.test(folder))
        codeFile(`${folder.replace(/\[.*$/, "")}/setup.py`, "python", [], call.frame, m);
  },
  composer: (call, m) => {
    if (call.argv[0] === "exec") m.argv(call.argv.slice(call.argv[1] === "--" ? 2 : 1), deeper(call.frame));
  },
  mix: (call, m) => {
    const [verb = "", ...rest] = call.argv;
    if (verb === "cmd") m.argv(rest, deeper(call.frame));
    if (verb === "run") m.argv(["elixir", ...rest], deeper(call.frame));
  },
  pytest,
  "py.test": pytest,
};

/** Tests named on the line. Fresh ones too are judged by their constants: they make folders and code of their own, and remove them. */
function pytest(call: Call, m: Machine): void {
  for (const arg of call.argv) {
    const [file = ""] = arg.split("::", 1);
    if (/\.py$/.test(file) && !arg.startsWith("-"))
      codeFile(file, "python", [], { ...call.frame, lenient: true }, m);
  }
}
