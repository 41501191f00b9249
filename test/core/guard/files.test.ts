/** What a command line runs from files: it is judged by what they hold. */
import { describe, expect, it } from "vitest";
import { type GuardContext, judge } from "../../../src/core/guard/index.ts";
import { place } from "./corpus.ts";

const verdict = (command: string, context: GuardContext = place()) => judge(command, context).decision;
const rule = (command: string, context: GuardContext = place()) => judge(command, context).rule;

describe("scripts that the command runs", () => {
  const files = {
    "/home/dev/project/clean.sh": "#!/bin/bash\nset -e\nrm -rf ~/backup\n",
    "/home/dev/project/ok.sh": '#!/bin/bash\nrm -rf "$OUT" dist\n',
    "/home/dev/project/arg.sh": 'rm -rf "$1"\n',
    "/home/dev/project/wipe.py": "import shutil\nshutil.rmtree('/home/dev/other')\n",
    "/home/dev/project/tidy.py": "import shutil, sys\nfor p in sys.argv[1:]:\n    shutil.rmtree(p)\n",
    "/home/dev/project/package.json": JSON.stringify({
      scripts: { prebuild: "rm -rf dist", build: "tsc -b", nuke: "rm -rf ~/x", chain: "npm run nuke" },
    }),
    "/home/dev/project/Makefile":
      "OUT = build\nall: compile\n\tcc a.c\ncompile:\n\techo hi\nclean:\n\trm -rf $(OUT)\nwipe:\n\trm -rf /home/dev/x\n",
    "/home/dev/project/src/a.ts": "",
  };
  const context = place(files);

  it.each([
    "bash clean.sh",
    "./clean.sh",
    "sh ./clean.sh",
    ". ./clean.sh",
    "source clean.sh",
    "cat clean.sh | bash",
    "bash < clean.sh",
    "python3 wipe.py",
    "npm run nuke",
    "npm run chain",
    "yarn nuke",
    "pnpm run nuke",
    "make wipe",
    "bash arg.sh /home/dev/x",
    "git checkout src/a.ts",
    "cd src && bash ../clean.sh",
  ])("%s is refused for what the script does", (command) => {
    expect(verdict(command, context)).toBe("deny");
  });

  it.each([
    "bash ok.sh",
    "./ok.sh",
    "bash arg.sh dist",
    "python3 tidy.py dist",
    "npm run build",
    "make",
    "make clean",
    "make clean OUT=tmp",
    "cat clean.sh",
    "npm test",
    "bash missing.sh",
  ])("%s is let through", (command) => {
    expect(judge(command, context)).toMatchObject({ decision: "allow" });
  });

  it.each([
    ["a comment behind its name", "all:\n\ttrue\nwipe: # tidy up\n\trm -rf ~/x\n"],
    ["what it needs", "wipe: deeper\ndeeper: x\nx:\n\trm -rf ~/x\n"],
    ["a pattern", "%pe: \n\trm -rf ~/x\n"],
    ["a file that it includes", "-include more.mk\n"],
    ["a name in a variable", "T = wipe\n$(T):\n\trm -rf ~/x\n"],
    ["a name that changed", "T = x\n$(T):\n\ttrue\nT = wipe\n$(T):\n\trm -rf ~/x\n"],
    ["several lines under one name", "define DO\ncd ~\nrm -rf x\nendef\nwipe:\n\t$(DO)\n"],
    ["one shell for all lines", ".ONESHELL:\nwipe:\n\tcd ~\n\trm -rf x\n"],
    ["another mark of recipes", ".RECIPEPREFIX = >\nwipe:\n>rm -rf ~/x\n"],
    ["a function of its recipe", "wipe:\n\techo $(shell rm -rf $(HOME)/x)\n"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is make that fills it in
    ["a function of a variable", "X := $(shell rm -rf ${HOME}/x)\nwipe:\n\ttrue\n"],
    ["its environment", "export D = $(HOME)/x\nwipe:\n\trm -rf $(D)\n"],
    ["a command whose output a variable is", "X != rm -rf ~/x\nwipe:\n\ttrue\n"],
    ["what stands behind very many others", `wipe:\n${"\ttrue\n".repeat(2_100)}\trm -rf ~/x\n`],
  ])("a Makefile's target is refused for %s", (_, text) => {
    const there = place({
      "/home/dev/project/Makefile": text,
      "/home/dev/project/more.mk": "wipe:\n\trm -rf ~/x\n",
    });
    expect(verdict("make wipe", there)).toBe("deny");
  });

  it("a Makefile's own goal is what runs when nothing is named", () => {
    const text = ".DEFAULT_GOAL = wipe\nall:\n\ttrue\nwipe:\n\trm -rf ~/x\n";
    expect(verdict("make", place({ "/home/dev/project/Makefile": text }))).toBe("deny");
    expect(verdict("make all", place({ "/home/dev/project/Makefile": text }))).toBe("allow");
  });

  it.each([
    ["just", "justfile", "all:\n  true\nwipe: deeper\ndeeper:\n  rm -rf ~/x\n"],
    ["just", "justfile", "wipe what='x':\n  rm -rf ~/x\n"],
    ["just", "justfile", "wipe:\n  #!/bin/sh\n  cd ~\n  rm -rf x\n"],
    ["just", "justfile", "alias wipe := other\nother:\n  @rm -rf ~/x\n"],
    ["just", "justfile", "x := `rm -rf ~/x`\nwipe:\n  true\n"],
    ["task", "Taskfile.yml", "tasks:\n  wipe:\n    cmds:\n      - task: deeper\n  deeper: rm -rf ~/x\n"],
    [
      "task",
      "Taskfile.yml",
      "tasks:\n  wipe:\n    deps: [deeper]\n  deeper:\n    cmds:\n      - rm -rf ~/x\n",
    ],
    ["task", "Taskfile.yml", "tasks:\n  wipe:\n    deps:\n      - deeper\n  deeper:\n    cmd: rm -rf ~/x\n"],
    ["task", "Taskfile.yml", "tasks:\n  wipe:\n    cmds:\n      - |\n        cd ~\n        rm -rf x\n"],
    ["task", "Taskfile.yml", "tasks:\n  wipe:\n    cmds:\n      - defer: rm -rf ~/x\n      - true\n"],
    ["task", "Taskfile.yml", "vars:\n  X:\n    sh: rm -rf ~/x\ntasks:\n  wipe:\n    cmds: [ls]\n"],
  ])("what %s runs by %s is followed", (program, file, text) => {
    const there = place({ [`/home/dev/project/${file}`]: text });
    expect(verdict(`${program} wipe`, there)).toBe("deny");
    if (!text.includes("`") && !text.includes("vars"))
      expect(verdict(`${program} other-name`, place({ [`/home/dev/project/${file}`]: text }))).toBe("allow");
  });

  it.each([
    "psql -c '\\i x.sql'",
    "psql <<< '\\include_relative x.sql'",
    "sqlite3 app.db '.read x.sql'",
    "sqlite3 app.db -init x.sql",
    "mysql -e 'source y.sql'",
    "sqlcmd -Q ':r x.sql'",
    "clickhouse-client --queries-file x.sql",
    "wrangler d1 execute app --remote --file x.sql",
    "turso db shell app < x.sql",
    "npx prisma db execute --file x.sql",
    `mongosh --eval 'load("x.js")'`,
  ])("%s is refused for what the file does", (command) => {
    const there = place({
      "/home/dev/project/x.sql": "drop table users;",
      "/home/dev/project/y.sql": "select 1;\nsource x.sql",
      "/home/dev/project/x.js": "db.dropDatabase()",
    });
    expect(rule(command, there)).toBe("database.destroy");
    expect(verdict(command, place({ "/home/dev/project/x.sql": "select 1;" }))).toBe("allow");
  });

  it("never reads a secret, whatever asks for it", () => {
    const asked: string[] = [];
    const read = (path: string) => {
      asked.push(path);
      return null;
    };
    judge("bash ~/.ssh/id_rsa; source .env; cat .env | sh; ./x", { ...place(), read });
    expect(asked.filter((path) => /ssh|\.env/.test(path))).toEqual([]);
  });
});
