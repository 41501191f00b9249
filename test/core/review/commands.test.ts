/** The script that the gate `qa` runs, and where its commands come from when nobody configured them. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkScript, revertScript, testsIn } from "../../../src/core/review/commands.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "adf-commands-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function sh(script: string, cwd = dir) {
  writeFileSync(join(dir, "script"), script);
  const { status, stderr, stdout } = spawnSync("/bin/sh", [join(dir, "script")], { cwd, encoding: "utf8" });
  return { status, said: stderr, stdout };
}

describe("the project's own commands", () => {
  it("shows nothing without a command, and fails", () => {
    expect(sh(checkScript([]))).toMatchObject({
      status: 1,
      said: expect.stringContaining("No test command"),
    });
  });

  it("run one after the other, and all they print is on one stream", () => {
    expect(sh(checkScript(["echo one", "echo 'two; $HOME'"]))).toEqual({
      status: 0,
      said: "$ echo one\none\n$ echo 'two; $HOME'\ntwo; $HOME\n",
      stdout: "",
    });
  });

  it("end with the first that fails, and its exit code", () => {
    const { status, said } = sh(checkScript(["echo before", "sh -c 'echo why; exit 7'", "echo after"]));
    expect(status).toBe(7);
    expect(said).toContain("why\nexit code 7");
    expect(said).not.toContain("after");
  });

  it("leave nothing of one for the next: each has a shell of its own", () => {
    expect(sh(checkScript(["cd /; x=1", 'test -z "$x" && test "$PWD" != /'])).status).toBe(0);
  });

  it("are read from the summary of the repository, of the section on tests alone", () => {
    const summary =
      "# a/b\n\n## Build\n\n- `make` (Makefile)\n\n## Test\n\n- `npm test` (package.json)\n- `cd lib && cargo test` (lib/Cargo.toml)\nprose `rm -rf /`\n\n## Layout\n\n- `no` (x)\n";
    expect(testsIn(summary)).toEqual(["npm test", "cd lib && cargo test"]);
    expect(testsIn("# nothing\n")).toEqual([]);
  });
});

describe("the script of a revert", () => {
  it("undoes a merge with one commit on top of what stands there now", () => {
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
        cwd: dir,
        encoding: "utf8",
        stdio: "pipe",
      });
    git("init", "-q", "-b", "main");
    git("config", "user.name", "a");
    git("config", "user.email", "a@b");
    writeFileSync(join(dir, "a"), "good\n");
    git("add", "a");
    git("commit", "-q", "-m", "good");
    git("checkout", "-q", "-b", "bad");
    writeFileSync(join(dir, "a"), "bad\n");
    git("commit", "-q", "-am", "bad");
    git("checkout", "-q", "main");
    git("merge", "-q", "--no-ff", "-m", "merge", "bad");
    const merged = git("rev-parse", "HEAD").trim();
    writeFileSync(join(dir, "b"), "later\n");
    git("add", "b");
    git("commit", "-q", "-m", "later");
    expect(sh(revertScript(merged)).status).toBe(0);
    expect(git("show", "HEAD:a")).toBe("good\n");
    expect(git("show", "HEAD:b")).toBe("later\n");
    expect(git("rev-list", "--count", `${merged}..HEAD`).trim()).toBe("2");
  });
});
