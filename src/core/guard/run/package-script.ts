/** Scripts of package.json and the tasks of deno.json: those that are asked for, and those that an install runs by itself. */
import { isBelow, normalise } from "../path/normal.ts";
import { fork } from "../shell/scope.ts";
import { asGlob, couldBe, hasGlob } from "../value.ts";
import { isFresh } from "./builtin.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf } from "./options.ts";
import { linesOf } from "./recipes.ts";
import { at, isTree, plainJson, quoted, recipesIn, type Tree, treeOf } from "./task-table.ts";

const OWN_WORDS = new Set(
  "install i ci add remove rm uninstall un update up upgrade publish unpublish pack link unlink ls list outdated audit view info search login logout whoami config cache init create exec dlx x version prune dedupe fund doctor owner deprecate dist-tag token access team import why set get help root bin prefix rebuild explain sbom query pkg diff star ping hook org profile repo docs bugs edit explore adduser shrinkwrap store fetch env setup patch deploy licenses workspaces workspace plugin cache-clean global node self-update approve-builds pm upgrade-interactive".split(
    " ",
  ),
);
const INSTALLED = [
  "preinstall",
  "install",
  "postinstall",
  "prepublish",
  "preprepare",
  "prepare",
  "postprepare",
];
const around = (name: string): readonly string[] => [`pre${name}`, name, `post${name}`];
/** What these run besides what they do. */
const LIFECYCLE: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [
    /^(?:i|in|ins|inst|insta|instal|isnt\w*|install|add|ci|clean-install|ic|install-clean|isntall-clean|link|ln)$/,
    INSTALLED,
  ],
  [/^(?:it|install-test|cit|install-ci-test|clean-install-test|sit)$/, [...INSTALLED, ...around("test")]],
  [/^pack$/, ["prepack", "prepare", "postpack"]],
  [/^version$/, around("version")],
  [/^restart$/, ["stop", "restart", "start"].flatMap(around)],
];
const VALUED =
  "-w --workspace -C --prefix --dir --cwd --filter -F --script-shell --loglevel --userconfig --package -c --config --from --include --exclude -j --jobs --env-file";

interface Wanted {
  /** Names, or patterns with a star. */
  readonly names: readonly string[];
  readonly extra: readonly string[];
  /** Run by an install: which hooks a project gives its own checkout is not the agent's doing. */
  readonly byItself?: boolean;
}

export function packageScript(call: Call, m: Machine): undefined {
  const bar = call.argv.indexOf("--");
  const own = bar < 0 ? call.argv : call.argv.slice(0, bar);
  const read = readArguments(own, VALUED);
  let words = read.rest;
  const asked = [...valuesOf(read, "-w", "--workspace", "--filter", "-F")];
  let all = read.flags.some((flag) => /^(?:-ws|--workspaces|-r|--recursive)$/.test(flag));
  if (words[0] === "workspace") {
    asked.push(words[1] ?? "");
    words = words.slice(2);
  } else if (words[0] === "workspaces") {
    all = true;
    words = words.slice(words[1] === "foreach" ? 2 : 1);
  }
  const wanted = wantedBy(call, words, bar < 0 ? [] : call.argv.slice(bar + 1));
  if (wanted.names.length === 0 || (wanted.byItself === true && own.includes("--ignore-scripts"))) return;
  const [folder] = valuesOf(read, "--prefix", "-C", "--dir", "--cwd");
  const home = folder ?? packageFolder(call, m);
  if (home === null) return;
  const shell = valuesOf(read, "--script-shell")[0] ?? shellSet(home, call, m);
  const tree = packageAt(home, call, m);
  if (tree === null) return;
  const elsewhere = asked.length > 0 || all ? membersOf(home, tree, all ? null : asked, call, m) : [];
  for (const one of asked.length > 0 ? elsewhere : [home, ...elsewhere])
    runScripts(one, wanted, shell, call, m);
}

function wantedBy({ name, argv }: Call, words: readonly string[], behind: readonly string[]): Wanted {
  const [verb = "", ...rest] = words;
  const after = (script: string): readonly string[] =>
    // npm takes options for itself; the others hand on whatever stands behind the name.
    name === "npm"
      ? [...rest.slice(verb === script ? 0 : 1), ...behind]
      : argv.slice(argv.indexOf(script) + 1).filter((arg) => arg !== "--");
  if (/^(?:run|run-script|rum|urn)$/.test(verb))
    return rest[0] === undefined
      ? { names: [], extra: [] }
      : { names: around(rest[0]), extra: after(rest[0]) };
  if (/^(?:t|tst|test|start|stop)$/.test(verb) && name !== "bun")
    return { names: around(verb.startsWith("t") ? "test" : verb), extra: after(verb) };
  const byItself = LIFECYCLE.find(([words_]) => words_.test(verb || "install"))?.[1];
  // npm leaves the project's own scripts alone where it is told what to install.
  if (
    byItself !== undefined &&
    (verb !== "" || name === "yarn") &&
    !(name === "npm" && byItself === INSTALLED && rest.length > 0)
  )
    return { names: byItself, extra: [], byItself: true };
  return OWN_WORDS.has(verb) || verb === ""
    ? { names: [], extra: [] }
    : { names: around(verb), extra: after(verb) };
}

/** Where the next package.json is, from here upwards to the checkout's own. */
function packageFolder(call: Call, m: Machine): string | null {
  const root = m.place(call.frame).root;
  const [cwd = "/"] = call.frame.scope.cwd;
  for (let up = "."; ; up = `${up}/..`) {
    if (m.read(`${up}/package.json`, call.frame) !== null) return up;
    const here = normalise(up, cwd);
    if (root === null || here === root || !isBelow(here, root)) return null;
  }
}

function packageAt(folder: string, call: Call, m: Machine): Tree | null {
  m.step();
  const text = m.read(`${folder}/package.json`, call.frame);
  return text === null ? null : treeOf("package.json", text);
}

const shellSet = (folder: string, call: Call, m: Machine): string | undefined =>
  /^script-shell[ \t]*=(.*)$/m.exec(m.read(`${folder}/.npmrc`, call.frame) ?? "")?.[1]?.trim();

/** Folders of a workspace. Those that a pattern stands for cannot be listed: a name is looked for where the pattern would have it. */
function membersOf(
  home: string,
  tree: Tree,
  asked: readonly string[] | null,
  call: Call,
  m: Machine,
): readonly string[] {
  const listed = [...at(tree, "workspaces"), ...at(tree, "workspaces.packages")].flat();
  const yaml = m.read(`${home}/pnpm-workspace.yaml`, call.frame) ?? "";
  const lerna = treeOf("lerna.json", m.read(`${home}/lerna.json`, call.frame) ?? "");
  const patterns = [
    ...listed,
    ...at(lerna, "packages").flat(),
    ...[...yaml.matchAll(/^[ \t]*-[ \t]*["']?([^\s"'#]+)/gm)].map(([, one]) => one),
  ].filter((one): one is string => typeof one === "string" && !one.startsWith("!"));
  const fresh = [...call.frame.scope.files.keys()]
    .filter((path) => path.endsWith("/package.json"))
    .map((path) => path.slice(0, -"/package.json".length));
  const plain = patterns.filter((one) => !one.includes("*")).map((one) => `${home}/${one}`);
  if (asked === null) return [...plain, ...fresh];
  return asked.flatMap((one) => {
    const name = one.replace(/^[.^]*\{?(?:\.\/)?|[.^}]*$/g, "");
    const short = name.slice(name.lastIndexOf("/") + 1);
    const guessed = patterns
      .filter((pattern) => pattern.includes("*"))
      .map((pattern) => {
        m.step();
        return `${home}/${pattern.slice(0, pattern.indexOf("*"))}${short}`;
      });
    const named = [...plain, ...fresh].filter((folder) => {
      const there = packageAt(folder, call, m);
      return there !== null && (couldBe(asGlob(name), String(there.name)) || folder.endsWith(`/${short}`));
    });
    return [...new Set([`${home}/${name}`, ...guessed, ...named])];
  });
}

const isPattern = (name: string): boolean => name.includes("*") || hasGlob(name);

/** What is being run: a script that comes back to itself was judged. */
const running = new WeakMap<Machine, Set<string>>();

function runScripts(folder: string, wanted: Wanted, shell: string | undefined, call: Call, m: Machine): void {
  const tree = packageAt(folder, call, m);
  const [scripts] = at(tree, "scripts");
  if (tree === null || !isTree(scripts)) return;
  const exact = new Set(wanted.names);
  const patterns = wanted.names.filter(isPattern).map(asGlob);
  const fits = (name: string) => (pattern: string) => {
    m.step();
    return couldBe(pattern, name);
  };
  const names = Object.keys(scripts).filter((name) => exact.has(name) || patterns.some(fits(name)));
  const lenient = call.frame.lenient || !isFresh(`${folder}/package.json`, call.frame);
  const cwd = call.frame.scope.cwd.map((one) => normalise(folder, one));
  const active = running.get(m) ?? new Set<string>();
  running.set(m, active);
  for (const name of names) {
    const line = scripts[name];
    const key = [cwd[0], name, ...wanted.extra].join("\n");
    if (typeof line !== "string" || active.has(key)) continue;
    active.add(key);
    const scope = { ...fork(call.frame.scope), positional: wanted.extra, cwd };
    const frame = deeper(call.frame, { scope, lenient });
    const before = m.objections.length;
    const whole =
      wanted.extra.length > 0 && !/^(?:pre|post)/.test(name) ? `${line} ${quoted(wanted.extra)}` : line;
    m.text(whole, frame);
    if (shell !== undefined) m.argv([shell, "-c", whole], frame);
    for (const told of at(tree, `wireit.${name}`))
      for (const one of linesOf(recipesIn(at(tree, "wireit")), isTree(told) ? [name] : []))
        m.text(one, frame);
    active.delete(key);
    if (wanted.byItself !== true || !lenient) continue;
    const since = m.objections.splice(before);
    m.objections.push(...since.filter(({ rule }) => !/^git\.(?:hooks|config)$/.test(rule)));
  }
}

/** Scripts by name, as other programs start them: `run-s build:*`, `concurrently npm:test`, `turbo run build`, `node --run x`. */
export function scriptsNamed(
  names: readonly string[],
  extra: readonly string[],
  call: Call,
  m: Machine,
): void {
  const home = packageFolder(call, m);
  const tree = home === null ? null : packageAt(home, call, m);
  if (home === null || tree === null) return;
  const folders = /^(?:turbo|lerna|nx)$/.test(call.name) ? membersOf(home, tree, null, call, m) : [];
  for (const one of [home, ...folders])
    runScripts(
      one,
      { names: names.flatMap((name) => (isPattern(name) ? [name] : around(name))), extra },
      undefined,
      call,
      m,
    );
}

/** Other programs' words for `run`. */
export function scriptRunner(call: Call, m: Machine): undefined {
  const { name, argv } = call;
  const bar = argv.indexOf("--");
  const words = readArguments(
    bar < 0 ? argv : argv.slice(0, bar),
    `${VALUED} --scope --ignore --max-parallel -n -t`,
  ).rest;
  const extra = bar < 0 ? [] : argv.slice(bar + 1);
  if (name === "concurrently" || name === "conc")
    for (const word of words) {
      const found = /^(?:npm|yarn|pnpm|bun|node|deno):(\S+)\s*(.*)$/.exec(word);
      if (found !== null) scriptsNamed([found[1] ?? ""], [], call, m);
    }
  else if (name === "node")
    scriptsNamed(
      argv.flatMap((arg, i) =>
        arg === "--run" ? [argv[i + 1] ?? ""] : arg.startsWith("--run=") ? [arg.slice(6)] : [],
      ),
      extra,
      call,
      m,
    );
  else if (name === "nr") scriptsNamed(words.slice(0, 1), words.slice(1), call, m);
  else if (/^(?:ni|nci)$/.test(name)) {
    if (words.length === 0) m.argv(["npm", "install"], deeper(call.frame));
  } else if (/^(?:turbo|lerna|wireit)$/.test(name))
    scriptsNamed(
      words.filter((word) => word !== "run"),
      extra,
      call,
      m,
    );
  else
    scriptsNamed(
      words.map((word) => word.split(/\s/, 1)[0] ?? ""),
      [],
      call,
      m,
    );
  return undefined;
}

export const SCRIPT_RUNNERS =
  /^(?:run-[sp]|npm-run-all2?|concurrently|conc|node|nr|ni|nci|turbo|lerna|wireit)$/;

/** `deno task`, and `deno x` where x is a task. */
export function denoTasks(call: Call, m: Machine): void {
  const read = readArguments(call.argv, "-c --config --cwd -f --filter -L --log-level --env-file", false);
  const [verb = "", ...rest] = read.rest;
  if (call.argv.includes("--eval") && verb === "task") m.text(rest.join(" "), deeper(call.frame));
  const names = verb === "task" || verb === "run" ? rest : read.rest;
  const [folder = "."] = valuesOf(read, "--cwd");
  const [file] = valuesOf(read, "-c", "--config");
  const files = file === undefined ? ["deno.json", "deno.jsonc"].map((one) => `${folder}/${one}`) : [file];
  const scope = fork(call.frame.scope);
  scope.cwd = scope.cwd.map((cwd) => normalise(folder, cwd));
  for (const path of files) {
    const text = m.read(path, call.frame);
    const recipes = recipesIn(at(text === null ? null : treeOf("deno.jsonc", plainJson(text)), "tasks"));
    const lenient = call.frame.lenient || !isFresh(path, call.frame);
    const [name = ""] = names;
    for (const line of linesOf(recipes, [name]))
      m.text(
        names.length > 1 ? `${line} ${quoted(names.slice(1))}` : line,
        deeper(call.frame, { scope: fork(scope), lenient }),
      );
  }
  if (verb === "task" && names[0] !== undefined)
    runScripts(folder, { names: around(names[0]), extra: names.slice(1) }, undefined, call, m);
}
