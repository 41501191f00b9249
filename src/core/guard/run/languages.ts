/** Programs that run code: which language, and which options hold it. */

/** Options that name code which runs before the program. */
export const PRELOADS = [
  "-r",
  "--require",
  "--import",
  "--loader",
  "--experimental-loader",
  "--test-reporter",
  "--preload",
  "--load",
  "-l",
  "-L",
];

export interface Language {
  readonly language: string;
  /** Options whose value is code. */
  readonly code: string;
  /** Other options that take a value. */
  readonly valued?: string;
}

/** Programs of one language that are started alike; without `code` they take a file or standard input. */
const alike = (language: string, programs: string, code = ""): Readonly<Record<string, Language>> =>
  Object.fromEntries(programs.split(" ").map((program) => [program, { language, code }]));

export const LANGUAGES: Readonly<Record<string, Language>> = {
  python: { language: "python", code: "-c", valued: "-W -X -Q" },
  pypy: { language: "python", code: "-c", valued: "-W -X" },
  ipython: { language: "python", code: "-c" },
  node: {
    language: "node",
    code: "-e --eval -p --print -pe",
    valued: "-r --require --import --loader --experimental-loader --test-reporter --env-file -C",
  },
  nodejs: { language: "node", code: "-e --eval -p --print", valued: "-r --require --import --loader" },
  bun: { language: "node", code: "-e --eval -p --print", valued: "-r --preload" },
  deno: { language: "node", code: "" },
  tsx: { language: "node", code: "-e --eval -p" },
  "ts-node": { language: "node", code: "-e --eval -p" },
  perl: { language: "perl", code: "-e -E", valued: "-I -M" },
  ruby: { language: "ruby", code: "-e", valued: "-r -I" },
  php: { language: "php", code: "-r -B -R -E", valued: "-d -c" },
  lua: { language: "lua", code: "-e", valued: "-l" },
  luajit: { language: "lua", code: "-e" },
  Rscript: { language: "r", code: "-e" },
  R: { language: "r", code: "-e", valued: "-f -g" },
  julia: { language: "julia", code: "-e -E --eval --print", valued: "-L -J -C -t -p" },
  elixir: { language: "elixir", code: "-e --eval", valued: "-r -S -pa --sname" },
  iex: { language: "elixir", code: "-e --eval" },
  erl: { language: "erlang", code: "-eval", valued: "-s -pa -sname" },
  ...alike("groovy", "groovy", "-e"),
  ...alike("scala", "scala scala-cli", "-e"),
  ...alike("kotlin", "kotlin kotlinc", "-e"),
  ...alike("swift", "swift osascript", "-e"),
  ghc: { language: "haskell", code: "-e", valued: "-o -package" },
  ocaml: { language: "ocaml", code: "-e", valued: "-I -init" },
  guile: { language: "lisp", code: "-c", valued: "-l -e" },
  racket: { language: "lisp", code: "-e --eval", valued: "-l -t -f" },
  sbcl: { language: "lisp", code: "--eval", valued: "--load --core" },
  clisp: { language: "lisp", code: "-x" },
  ...alike("lisp", "clojure clj bb", "-e --eval -M"),
  emacs: { language: "lisp", code: "--eval --execute -eval", valued: "-l --load -f -Q" },
  octave: { language: "octave", code: "--eval" },
  gnuplot: { language: "gnuplot", code: "-e" },
  maxima: { language: "lisp", code: "--batch-string -r" },
  tcc: { language: "c", code: "", valued: "-o -I -L" },
  java: { language: "java", code: "", valued: "-cp -classpath --class-path -p --module-path" },
  expect: { language: "tcl", code: "-c" },
  ...alike("node", "qjs d8 zx esno jiti vite-node babel-node", "-e --eval"),
  ...alike("haskell", "runghc runhaskell"),
  ...alike("m4", "m4"),
  ...alike("tex", "tex latex pdftex pdflatex xelatex lualatex"),
  ...alike("tcl", "tclsh wish"),
  ...alike("java", "jshell"),
  ...alike("ruby", "irb crystal"),
  ...alike("php", "psysh"),
};

export const SHELLS: ReadonlySet<string> = new Set(
  "sh bash dash zsh ksh ash mksh rbash fish hush csh tcsh yash nu xonsh elvish oil osh ysh".split(" "),
);
