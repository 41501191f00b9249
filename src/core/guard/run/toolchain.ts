/**
 * What the line itself wrote in a language is judged when it runs something of that language: an import, a test, a build file
 * and a compiled program need no file name on the command line.
 */
import { nameOf, normalise } from "../path/normal.ts";
import { codeFile } from "./disk.ts";
import type { Call, Frame, Machine } from "./machine.ts";

/** The files of a language, by name. */
const FILES: Readonly<Record<string, RegExp>> = {
  python: /\.pyw?$|^SConstruct$|^\.pythonrc$/,
  node: /\.[cm]?[jt]sx?$/,
  ruby: /\.(?:rb|rake|gemspec)$|^(?:Rakefile|Gemfile|\.irbrc)$/,
  perl: /\.(?:pl|pm|t)$/,
  php: /\.(?:php|phar)$/,
  lua: /\.lua$/,
  go: /\.go$/,
  rust: /\.rs$/,
  c: /\.(?:c|cc|cpp|cxx|h|hpp|m|mm)$/,
  java: /\.java$/,
  kotlin: /\.kts?$/,
  scala: /\.(?:scala|sc|sbt)$/,
  groovy: /\.(?:groovy|gradle)$/,
  swift: /\.swift$/,
  haskell: /\.l?hs$/,
  ocaml: /\.mli?$/,
  lisp: /\.(?:lisp|scm|rkt|clj|cljs|edn|el)$/,
  elixir: /\.exs?$/,
  erlang: /\.[eh]rl$/,
  julia: /\.jl$/,
  r: /\.[rR]$|^\.Rprofile$/,
  cmake: /\.cmake$|^CMakeLists\.txt$/,
  xml: /^(?:build|ivy)\.xml$/,
};

/** Which languages a program runs. */
const RUNS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    python:
      "python pypy ipython pytest py.test tox nox uv poetry pdm hatch coverage scons jupyter django-admin",
    node: "node nodejs npm npx pnpm yarn bun bunx deno tsx ts-node vitest jest mocha ava vite webpack rollup eslint next turbo nx",
    ruby: "ruby rake bundle rspec irb rails jruby",
    perl: "perl prove",
    php: "php phpunit composer",
    lua: "lua luajit busted nvim",
    go: "go",
    rust: "cargo rustc",
    c: "gcc cc g++ c++ clang clang++ tcc make gmake cmake ninja meson",
    java: "java javac mvn mvnw gradle gradlew ant",
    kotlin: "kotlin kotlinc gradle gradlew",
    scala: "scala scalac sbt scala-cli",
    groovy: "groovy gradle gradlew",
    swift: "swift swiftc",
    haskell: "ghc runghc runhaskell cabal stack",
    ocaml: "ocaml ocamlfind dune",
    lisp: "sbcl clisp guile racket clojure clj bb lein emacs",
    elixir: "elixir mix iex",
    erlang: "erl erlc escript rebar3",
    julia: "julia",
    r: "R Rscript",
    cmake: "cmake ctest cpack",
    xml: "ant",
  })
    .flatMap(([language, programs]) => programs.split(" ").map((name) => [name, language] as const))
    .reduce(
      (made, [name, language]) => made.set(name, [...(made.get(name) ?? []), language]),
      new Map<string, string[]>(),
    ),
);

export const freshFiles = (language: string, frame: Frame): readonly string[] => {
  const named = FILES[language];
  return named === undefined ? [] : [...frame.scope.files.keys()].filter((path) => named.test(nameOf(path)));
};

/** What has been judged in one line: a file costs once, however often the line starts its language. */
const judged = new WeakMap<Machine, Map<string, string>>();

export function judgeFresh(call: Call, m: Machine): void {
  const { frame } = call;
  if (frame.scope.files.size === 0) return;
  const before = judged.get(m) ?? new Map<string, string>();
  judged.set(m, before);
  for (const language of RUNS.get(call.name) ?? []) {
    for (const path of freshFiles(language, frame)) {
      const text = frame.scope.files.get(path) ?? "";
      if (before.get(path) === text) continue;
      before.set(path, text);
      // As it would be judged in the next line, when it lies on disk.
      codeFile(path, language, [], { ...frame, lenient: true }, m);
    }
  }
}

/** Fresh files in one of the folders. */
export const freshBelow = (folder: string, language: string, frame: Frame): readonly string[] =>
  freshFiles(language, frame).filter((path) =>
    frame.scope.cwd.some((cwd) => path.startsWith(`${normalise(folder, cwd)}/`)),
  );
