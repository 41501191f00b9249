/** Which files of a checkout programs read without being told: tables of tasks, code, lists of commands. */

/** Where a program's tasks are: files, and the tables in them. */
export interface Tasks {
  readonly files: string;
  readonly tables: string;
  /** The option that names another file. */
  readonly named?: string;
}

export const PYPROJECT = "pyproject.toml";
export const TASKS: Readonly<Record<string, Tasks>> = {
  pdm: { files: PYPROJECT, tables: "tool.pdm.scripts" },
  hatch: { files: `${PYPROJECT} hatch.toml`, tables: "tool.hatch.envs.*.scripts envs.*.scripts" },
  poe: { files: `${PYPROJECT} poe_tasks.toml`, tables: "tool.poe.tasks tasks" },
  rye: { files: PYPROJECT, tables: "tool.rye.scripts" },
  task: { files: PYPROJECT, tables: "tool.taskipy.tasks" },
  pipenv: { files: "Pipfile", tables: "scripts" },
  pixi: {
    files: `pixi.toml ${PYPROJECT}`,
    tables: "tasks feature.*.tasks tool.pixi.tasks tool.pixi.feature.*.tasks",
  },
  mise: { files: "mise.toml .mise.toml .config/mise.toml", tables: "tasks" },
  cargo: { files: "Makefile.toml", tables: "tasks" },
  "cargo-make": { files: "Makefile.toml", tables: "tasks" },
  composer: { files: "composer.json", tables: "scripts" },
  nx: { files: "project.json", tables: "targets" },
};

/** Programs that run code in files of these names. */
export const CODE: Readonly<Record<string, readonly [language: string, files: string, options?: string]>> = {
  nox: ["build", "noxfile.py", "-f --noxfile"],
  invoke: ["build", "tasks.py", "-c --collection"],
  inv: ["build", "tasks.py", "-c --collection"],
  fab: ["build", "fabfile.py", "-c --collection"],
  doit: ["build", "dodo.py", "-f --file"],
  waf: ["build", "wscript"],
  scons: ["build", "SConstruct", "-f --file"],
  meson: ["build", "meson.build"],
  bazel: ["build", "BUILD BUILD.bazel WORKSPACE MODULE.bazel"],
  bazelisk: ["build", "BUILD BUILD.bazel WORKSPACE MODULE.bazel"],
  buck2: ["build", "BUCK"],
  pytest: ["python", "conftest.py tests/conftest.py test/conftest.py"],
  "py.test": ["python", "conftest.py tests/conftest.py test/conftest.py"],
  bundle: ["ruby", "Gemfile"],
  rake: ["ruby", "Gemfile Rakefile rakefile", "-f --rakefile"],
  ant: ["xml", "build.xml", "-f -file -buildfile"],
  thor: ["ruby", "Thorfile"],
  guard: ["ruby", "Guardfile"],
  fastlane: ["ruby", "fastlane/Fastfile Fastfile"],
  cap: ["ruby", "Capfile config/deploy.rb"],
  vagrant: ["ruby", "Vagrantfile"],
  grunt: ["node", "Gruntfile.js Gruntfile.cjs"],
  gulp: ["node", "gulpfile.js gulpfile.mjs gulpfile.cjs gulpfile.ts"],
  eslint: ["node", "eslint.config.js eslint.config.mjs eslint.config.cjs .eslintrc.js .eslintrc.cjs"],
  vite: ["node", "vite.config.ts vite.config.js vite.config.mjs"],
  vitest: ["node", "vitest.config.ts vitest.config.js vite.config.ts vite.config.js"],
  jest: ["node", "jest.config.js jest.config.ts jest.config.cjs"],
  webpack: ["node", "webpack.config.js webpack.config.cjs"],
  rollup: ["node", "rollup.config.js rollup.config.mjs"],
  sbt: ["scala", "build.sbt"],
  mix: ["elixir", "mix.exs"],
  lein: ["lisp", "project.clj"],
  bb: ["lisp", "bb.edn"],
  dune: ["lisp", "dune"],
  mage: ["go", "magefile.go"],
  autoreconf: ["m4", "configure.ac"],
  autoconf: ["m4", "configure.ac"],
  mvn: ["xml", "pom.xml", "-f --file"],
  mvnw: ["xml", "pom.xml", "-f --file"],
  ctest: ["cmake", "CMakeLists.txt ../CMakeLists.txt"],
};

/** Programs whose file holds commands behind keys, line by line. */
export const KEYED: Readonly<Record<string, readonly [files: string, keys: RegExp]>> = {
  "pre-commit": [".pre-commit-config.yaml", /^entry$/],
  prek: [".pre-commit-config.yaml", /^entry$/],
  lefthook: ["lefthook.yml lefthook.yaml .lefthook.yml .lefthook.yaml", /^run$/],
  skaffold: ["skaffold.yaml", /^(?:buildCommand|command)$/],
  foreman: ["Procfile Procfile.dev", /./],
  overmind: ["Procfile Procfile.dev", /./],
  honcho: ["Procfile Procfile.dev", /./],
  hivemind: ["Procfile Procfile.dev", /./],
};
