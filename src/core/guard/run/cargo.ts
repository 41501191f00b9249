/** cargo: the programs that its settings put around the compiler, its aliases, and the code that it runs itself. */
import { codeFile } from "./disk.ts";
import { type Call, deeper, type Machine } from "./machine.ts";
import { readArguments, valuesOf, words } from "./options.ts";
import { at, isTree, treeOf } from "./task-table.ts";

const VALUED =
  "--config --manifest-path -p --package --bin --example --test --bench --target --features -F -j --profile --target-dir --path -C --color -Z";
const BUILDS =
  /^(?:build|b|run|r|test|t|check|c|clippy|doc|d|rustc|rustdoc|bench|install|publish|package|fix|nextest|watch|expand|llvm-cov)$/;
const PROGRAMS =
  "build.rustc build.rustc-wrapper build.rustc-workspace-wrapper build.rustdoc target.*.runner target.*.linker registry.credential-process".split(
    " ",
  );

type Run = (line: string, lenient: boolean) => void;

export function cargo(call: Call, m: Machine, run: Run): undefined {
  const { frame } = call;
  const argv = call.argv.filter((arg) => !arg.startsWith("+"));
  const read = readArguments(argv, VALUED, false);
  const [verb = "", ...rest] = read.rest;
  const [manifest] = valuesOf(read, "--manifest-path");
  const [top = "."] = [
    ...valuesOf(read, "--path", "-C"),
    ...(manifest === undefined ? [] : [manifest.replace(/\/?Cargo\.toml$/, "") || "."]),
  ];
  for (const text of valuesOf(read, "--config")) setting(text, call, m, run, false);
  for (const file of new Set([".cargo/config.toml", ".cargo/config", `${top}/.cargo/config.toml`])) {
    const text = m.read(file, frame);
    if (text === null) continue;
    const fresh = frame.scope.cwd.some((cwd) => frame.scope.files.has(`${cwd}/${file}`));
    setting(text, call, m, run, !fresh);
    if (BUILDS.test(verb)) continue;
    const behind = argv.slice(argv.indexOf(verb) + 1);
    for (const alias of at(treeOf("config.toml", text), `alias.${verb}`))
      m.argv(["cargo", ...wordsIn(alias), ...behind], deeper(frame));
  }
  if (!BUILDS.test(verb)) return undefined;
  const member = valuesOf(read, "-p", "--package").flatMap((name) => [name, `crates/${name}`]);
  for (const folder of [top, ...member]) sources(folder, verb, rest, read, call, m);
  return undefined;
}

function sources(
  folder: string,
  verb: string,
  rest: readonly string[],
  read: ReturnType<typeof readArguments>,
  call: Call,
  m: Machine,
): void {
  const code = (file: string) => codeFile(`${folder}/${file}`, "rust", [], call.frame, m);
  const [script] = at(
    treeOf("Cargo.toml", m.read(`${folder}/Cargo.toml`, call.frame) ?? ""),
    "package.build",
  );
  code(typeof script === "string" ? script : "build.rs");
  for (const name of valuesOf(read, "--example")) code(`examples/${name}.rs`);
  for (const name of valuesOf(read, "--test")) code(`tests/${name}.rs`);
  for (const name of valuesOf(read, "--bench")) code(`benches/${name}.rs`);
  const named = valuesOf(read, "--bin");
  for (const name of named) for (const file of [`src/bin/${name}.rs`, `src/bin/${name}/main.rs`]) code(file);
  if (/^r(?:un)?$/.test(verb) || (verb === "watch" && rest.length > 0)) code("src/main.rs");
}

function setting(text: string, call: Call, m: Machine, run: Run, lenient: boolean): void {
  const tree = treeOf("config.toml", text);
  for (const value of PROGRAMS.flatMap((path) => at(tree, path))) {
    if (isTree(value)) continue;
    const line = wordsIn(value).join(" ");
    run(line, lenient);
    // A wrapper is a file of the checkout as often as a program.
    const [program = ""] = wordsIn(value);
    if (program.includes("/")) codeFile(program, "any", [], call.frame, m);
  }
}

const wordsIn = (value: unknown): readonly string[] =>
  typeof value === "string"
    ? words(value)
    : Array.isArray(value)
      ? value.filter((one): one is string => typeof one === "string")
      : [];
