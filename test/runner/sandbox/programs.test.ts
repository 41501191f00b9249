import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldersOf } from "../../../src/runner/sandbox/programs.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "adf-home-")));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function file(path: string, text = "", mode = 0o644): string {
  const at = join(home, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, text);
  chmodSync(at, mode);
  return at;
}

function link(path: string, to: string): string {
  const at = join(home, path);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(to, at);
  return at;
}

/** Relative to the home, without those on the PATH. */
const shown = (argv: readonly string[], path = "") =>
  [...new Set(foldersOf(argv, path, ["/", home]).map(({ at }) => at))]
    .filter((at) => at.startsWith(home))
    .map((at) => at.slice(home.length + 1))
    .sort();

describe("of a home, a program is shown", () => {
  it("that npm installed: the folder of its link and all of npm's packages", () => {
    file(".nvm/v24/lib/node_modules/cli/cli.js", "#!/usr/bin/env node\n", 0o755);
    const program = link(".nvm/v24/bin/cli", "../lib/node_modules/cli/cli.js");
    expect(shown([program])).toEqual([".nvm/v24/bin", ".nvm/v24/lib/node_modules"]);
  });

  it("that npm installed in a project whose packages are a link: those under the name that is used, too", () => {
    file("kept/node_modules/cli/cli.js", "#!/usr/bin/env node\n", 0o755);
    mkdirSync(join(home, "kept/node_modules/.bin"));
    symlinkSync("../cli/cli.js", join(home, "kept/node_modules/.bin/cli"));
    link("work/node_modules", join(home, "kept/node_modules"));
    expect(shown([join(home, "work/node_modules/.bin/cli")])).toEqual([
      "kept/node_modules",
      "kept/node_modules/.bin",
      "work/node_modules",
      "work/node_modules/.bin",
    ]);
  });

  it("of a Python environment: all of that, and its interpreter's", () => {
    const python = file("pythons/3.12/bin/python3", "", 0o755);
    file("pythons/3.12/lib/os.py");
    file(".venvs/tool/pyvenv.cfg");
    const program = file(".venvs/tool/bin/tool", `#!${python}\n`, 0o755);
    expect(shown([program])).toEqual([".venvs/tool", ".venvs/tool/bin", "pythons/3.12", "pythons/3.12/bin"]);
  });

  it("that is one file in ~/.local: its own folders, never ~/.local with what else is there", () => {
    file(".local/lib/x");
    file(".local/share/keyrings/login.keyring");
    file(".local/share/claude/versions/2.1.330", "", 0o755);
    const program = link(".local/bin/claude", "../share/claude/versions/2.1.330");
    expect(shown([program])).toEqual([".local/bin", ".local/share/claude/versions"]);
  });

  it("whose script is an argument: the package that it belongs to", () => {
    file("src/tool/package.json", "{}");
    expect(shown(["/usr/bin/env", file("src/tool/lib/main.mjs")])).toEqual(["src/tool", "src/tool/lib"]);
  });

  it("never as the whole home, whatever lies there", () => {
    file("package.json", "{}");
    const program = file("tool", "", 0o755);
    expect(shown([program], `${home}:${join(home, "nowhere")}`)).toEqual(["tool"]);
  });

  it("and a file that is no program as that file alone", () => {
    expect(shown(["/usr/bin/env", file("keys/model.key", "k")])).toEqual(["keys/model.key"]);
  });
});
