import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SAMPLE_ISSUES } from "../../src/local/sample/issues.ts";
import { adfStart, nothingLeft, type Started } from "../support/journey/cli.ts";
import { processesWith } from "../support/journey/processes.ts";

describe("npm start -- --until-done, on the sample project", () => {
  let dir: string;
  let started: Started;
  let code: number | null;
  const rows = () =>
    started
      .output()
      .split("\n")
      .flatMap((line) => {
        const [, issue, sha] = /#(\d+).*?([0-9a-f]{40}|verified without a change)/.exec(line) ?? [];
        return issue === undefined || sha === undefined ? [] : [{ issue: Number(issue), sha }];
      });

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "adf-until-done-"));
    started = adfStart("--state", join(dir, "state"), "--until-done", "--timeout", "300");
    ({ code } = await started.ended);
  }, 320_000);
  afterAll(() => {
    for (const { pid } of processesWith(started.mark)) process.kill(pid, "SIGKILL");
    rmSync(dir, { recursive: true, force: true });
  });

  it("ends with 0, a table of what was done, and a list of what was left and why", async () => {
    expect(code, started.output()).toBe(0);
    expect(started.output()).toContain("merged SHA");
    expect(started.output()).toContain("Left, and why");
    expect(started.output()).toContain("a cycle of dependencies");
    expect(started.output()).toContain("who is not trusted");
    expect(rows().length).toBeGreaterThan(5);
    await nothingLeft(started.mark, dir);
  });

  it("met each bad day, recovered from each by itself or asked a person, and says how", () => {
    const [, told = ""] = started.output().split("Bad days, and how each ended:");
    for (const [day, end] of [
      ["a reviewer rejects", /#\d+ was closed with attempt 2/],
      ["CI is red", /#\d+ was closed with attempt 2/],
      ["two changes meet", /conflicts in: src\/paging\.js\s+#\d+ was closed with attempt 2/],
      ["an agent stalls", /#\d+ was closed with attempt 2/],
      ["an agent spends too much", /a person is asked: Its budget is used up/],
      ["the forge is away", /each came through once/],
      ["the log store is away", /the chain of \d+ is whole/],
    ] as const) {
      const [, after = ""] = told.split(day);
      expect(after.split("\n").slice(0, 2).join("\n"), day).toMatch(end);
    }
    expect(told).not.toMatch(/did not happen|not over/);
  });

  it("every printed commit is in the history of main, and the whole suite passes there", () => {
    const bare = join(dir, "state/forge/repositories");
    const [repository] = readdirSync(bare);
    const clone = join(dir, "clone");
    // The factory has ended: nothing but files is read here.
    execFileSync("git", ["clone", "--quiet", join(bare, repository ?? ""), clone]);
    for (const { sha } of rows()) {
      if (sha.length === 40)
        execFileSync("git", ["merge-base", "--is-ancestor", sha, "origin/main"], { cwd: clone });
    }
    expect(existsSync(join(clone, "package.json"))).toBe(true);
    execFileSync(process.execPath, ["--test"], {
      cwd: clone,
      env: { PATH: process.env.PATH },
      stdio: "pipe",
    });
  }, 60_000);

  it("nothing was done before what it waits for", () => {
    const numberOf = new Map(SAMPLE_ISSUES.map(({ key }, i) => [key, i + 1]));
    const done = rows().map((r) => r.issue);
    for (const issue of SAMPLE_ISSUES) {
      const at = done.indexOf(numberOf.get(issue.key) ?? 0);
      if (at < 0) continue;
      for (const on of issue.dependsOn) {
        const before = done.indexOf(numberOf.get(on) ?? 0);
        expect(before, `${on} before ${issue.key}`).toBeGreaterThanOrEqual(0);
        expect(before).toBeLessThan(at);
      }
    }
  });
});
