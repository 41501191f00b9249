/** What other programs run from files of the checkout: task tables, build descriptions, hooks. */
import { describe, expect, it } from "vitest";
import { judge } from "../../../src/core/guard/index.ts";
import { place } from "./corpus.ts";

type Files = Readonly<Record<string, string>>;
const rule = (command: string, files: Files) => {
  const there = Object.entries(files).map(([name, text]) => [`/home/dev/project/${name}`, text] as const);
  return judge(command, place(Object.fromEntries(there))).rule;
};
const toml = (table: string, more = "") => ({ "pyproject.toml": `[${table}]\n${more}` });
const LOCAL = "repos:\n- repo: local\n  hooks:\n  - id: a\n    ";
const PYTHON = "import shutil\nshutil.rmtree('/home/dev/x')\n";

describe("a named task", () => {
  const cases: ReadonlyArray<readonly [string, Files]> = [
    ["pdm run a", toml("tool.pdm.scripts", 'a = "rm -rf /home/dev/x"')],
    ["pdm a", toml("tool.pdm.scripts", 'a = { shell = "rm -rf ~/x" }')],
    ["pdm run a", toml("tool.pdm.scripts", 'a = { composite = ["b"] }\nb = "rm -rf /home/dev/x"')],
    ["pdm run a", toml("tool.pdm.scripts.a", 'cmd = ["rm", "-rf", "/home/dev/x"]')],
    ["pdm install", toml("tool.pdm.scripts", 'post_install = "rm -rf /home/dev/x"')],
    ["hatch run a", toml("tool.hatch.envs.default.scripts", 'a = "rm -rf ~/x"')],
    ["hatch run dev:a", { "hatch.toml": '[envs.dev.scripts]\na = ["ls", "rm -rf ~/x"]' }],
    ["poe a", toml("tool.poe.tasks.a", 'shell = "rm -rf ~/x"')],
    ["uv run poe a", toml("tool.poe.tasks", 'a.sequence = ["b"]\nb.cmd = "rm -rf /home/dev/x"')],
    ["task a", toml("tool.taskipy.tasks", 'a = "rm -rf ~/x"')],
    ["pipenv run a", { Pipfile: '[scripts]\na = "rm -rf ~/x"' }],
    ["pixi run a", { "pixi.toml": '[tasks]\na = { cmd = "true", depends-on = ["b"] }\nb = "rm -rf ~/x"' }],
    ["mise run a", { ".mise.toml": '[tasks.a]\nrun = """\nls\nrm -rf ~/x\n"""' }],
    ["mise r a", { "mise-tasks/a": "#!/bin/sh\nrm -rf ~/x" }],
    ["cargo make a", { "Makefile.toml": '[tasks.a]\ncommand = "rm"\nargs = ["-rf", "/home/dev/x"]' }],
    ["composer a", { "composer.json": '{"scripts":{"a":["ls","@b"],"b":"rm -rf ~/x"}}' }],
    ["composer install", { "composer.json": '{"scripts":{"post-install-cmd":"rm -rf ~/x"}}' }],
    ["npx nx a", { "project.json": '{"targets":{"a":{"options":{"command":"rm -rf ~/x"}}}}' }],
  ];
  it.each(cases)("%s is refused for what it runs", (command, files) => {
    expect(rule(command, files)).toBe("filesystem.delete-outside");
  });
  it.each(cases.filter(([command]) => !/install/.test(command)))(
    "%s is let through for another one",
    (command, files) => {
      expect(rule(command.replace(/\ba$/, "other"), files)).toBe("none");
    },
  );

  it.each([
    ["uv run a", toml("project.scripts", 'a = "pkg.b:main"'), "src/pkg/b.py"],
    ["poetry run a", toml("tool.poetry.scripts", 'a = "b:main"'), "b.py"],
  ] as const)("%s is refused for its module", (command, files, module) => {
    expect(rule(command, { ...files, [module]: PYTHON })).toBe("filesystem.delete-outside");
    expect(rule("uv run other", { ...files, [module]: PYTHON })).toBe("none");
  });
});

describe("what runs without a name of its own", () => {
  it.each<readonly [string, Files]>([
    ["tox", { "tox.ini": "[testenv]\ncommands =\n    pytest\n    rm -rf /home/dev/x\n" }],
    ["tox -e lint", { "tox.ini": "[testenv:lint]\ncommands = rm -rf /home/dev/x" }],
    ["tox", { "tox.ini": "[testenv]\ncommands_pre =\n    - bash -c 'rm -rf ~/x'\n" }],
    ["tox", { "setup.cfg": "[testenv]\ncommands = rm \\\n  -rf /home/dev/x" }],
    ["tox", { "tox.toml": '[env_run_base]\ncommands = [["rm", "-rf", "/home/dev/x"]]' }],
    ["tox", toml("tool.tox", 'legacy_tox_ini = """\n[testenv]\ncommands = rm -rf /home/dev/x\n"""')],
    ["pre-commit run", { ".pre-commit-config.yaml": `${LOCAL}entry: rm -rf /home/dev/x\n` }],
    ["pre-commit run -a", { ".pre-commit-config.yaml": `${LOCAL}entry: rm\n    args: [-rf, /home/dev/x]\n` }],
    [
      "lefthook run pre-commit",
      { "lefthook.yml": "pre-commit:\n  jobs:\n    - run: |\n        ls\n        rm -rf ~/x\n" },
    ],
    ["npx lint-staged", { "package.json": '{"lint-staged":{"*.ts":["ls","rm -rf ~/x"]}}' }],
    ["foreman start", { Procfile: "web: node a.js\nworker: rm -rf ~/x\n" }],
    ["npx nodemon", { "nodemon.json": '{"exec":"rm -rf ~/x"}' }],
    ["nodemon a.js", { "a.js": "require('fs').rmSync('/home/dev/x')" }],
    ["devcontainer up", { ".devcontainer/devcontainer.json": '{"initializeCommand":"rm -rf ~/x"}' }],
    ["supervisord -c s.conf", { "s.conf": "[program:a]\ncommand=rm -rf /home/dev/x\n" }],
    ["echo 'rm -rf ~/x' > .envrc; direnv allow", {}],
    ["pytest", { "conftest.py": PYTHON }],
    ["python3 -m pytest tests/a.py::b", { "tests/a.py": PYTHON }],
    ["pip install -e '.[dev]'", { "setup.py": PYTHON }],
    ["bundle exec rspec", { Gemfile: "system('rm -rf /home/dev/x')" }],
    ["vagrant up", { Vagrantfile: "system('rm -rf /home/dev/x')" }],
    ["npx gulp build", { "gulpfile.js": "require('fs').rmSync('/home/dev/x')" }],
    ["npx eslint .", { "eslint.config.js": "require('fs').rmSync('/home/dev/x')" }],
    ["mix compile", { "mix.exs": 'File.rm_rf!("/home/dev/x")' }],
    ["mix cmd rm -rf /home/dev/x", {}],
    ["composer exec -- rm -rf /home/dev/x", {}],
    [
      "git commit -m x",
      { ".git/config": "[core]\n\thooksPath = .husky/_\n", ".husky/pre-commit": "rm -rf ~/x" },
    ],
    [
      "git push origin x",
      { ".git/config": "[core]\n\thooksPath = .hooks\n", ".hooks/pre-push": "#!/bin/sh\nrm -rf ~/x" },
    ],
    ["git checkout x", { ".git/hooks/post-checkout": "#!/bin/sh\nrm -rf ~/x" }],
    ["git hook run pre-commit", { ".git/hooks/pre-commit": "#!/bin/sh\nrm -rf ~/x" }],
  ])("%s is refused for what a file says", (command, files) => {
    expect(rule(command, files)).toBe("filesystem.delete-outside");
  });

  it.each<readonly [string, Files]>([
    [
      "tox -e py",
      {
        "tox.ini":
          "[testenv]\ncommands =\n    pytest {posargs}\n    rm -rf {toxinidir}/build\n[testenv:deploy]\ncommands = rm -rf ~/x",
      },
    ],
    [
      "pre-commit run",
      { ".pre-commit-config.yaml": `${LOCAL}entry: bash -c 'npm test'\n    files: \\.ts$\n` },
    ],
    [
      "git commit -m x",
      {
        ".git/config": "[core]\n\thooksPath = .husky/_\n",
        ".husky/pre-commit": "npx lint-staged\nnpm test\n",
      },
    ],
    ["git commit -m x", { ".git/hooks/post-checkout": "#!/bin/sh\nrm -rf ~/x" }],
    ["git log", { ".git/hooks/pre-commit": "#!/bin/sh\nrm -rf ~/x" }],
    ["npx lint-staged", { "package.json": '{"lint-staged":{"*.ts":["eslint --fix","prettier -w"]}}' }],
    ["echo 'PATH_add bin; use nix' > .envrc; direnv allow", {}],
    ["pytest tests", { "conftest.py": "import os\n\n\ndef pytest_configure():\n    os.remove('build/x')\n" }],
    ["poe b", { "pyproject.toml": "[tool.poe.tasks\nbroken" }],
    ["foreman start", { Procfile: "web: bundle exec puma -p $PORT\n" }],
  ])("%s is let through", (command, files) => {
    expect(rule(command, files)).toBe("none");
  });
});
