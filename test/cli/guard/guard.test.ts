import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { adf } from "../adf.ts";

const folder = mkdtempSync(join(tmpdir(), "adf-guard-"));
const place = ["--cwd", "/home/dev/project", "--home", "/home/dev"];

describe("adf guard check", () => {
  it("explains a refusal with the way out, and ends with 1", async () => {
    const ran = await adf(["guard", "check", ...place, "cd src; git reset --hard"]);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(
      /^deny {2}git\.discard: .*\n {2}what {5}git reset --hard\n {2}instead {2}Run git stash/,
    );
  });

  it("answers every line of standard input in order, also those that are no question", async () => {
    const input = [
      '{"command":"ls"}',
      '{"command":"rm -rf dist","cwd":"/home/dev/project","home":"/home/dev"}',
      '{"command":"rm -rf dist","cwd":"/home/dev","home":"/home/dev"}',
      "not json",
      "[1]",
      '{"cmd":"ls"}',
      '{"command":5}',
      "",
      '{"command":"echo \\"open"}',
    ].join("\n");
    const ran = await adf(["guard", "check", "--jsonl"], input);
    expect(ran.code).toBe(0);
    const lines = ran.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, string>);
    expect(lines.map((line) => `${line.decision} ${line.rule}`)).toEqual([
      "allow none",
      "allow none",
      "deny filesystem.delete-outside",
      "deny shell.bad-input",
      "deny shell.bad-input",
      "deny shell.bad-input",
      "deny shell.bad-input",
      "deny shell.unparseable",
    ]);
    expect(Object.keys(lines[0] ?? {})).toEqual(["decision", "rule", "reason"]);
  });

  it("reads the scripts that a command would run, and takes the owner's exceptions", async () => {
    writeFileSync(join(folder, "x.sh"), "docker volume rm test-db\n");
    expect(await adf(["guard", "check", "--cwd", folder, "bash x.sh"])).toMatchObject({ code: 1 });
    const config = join(folder, "orchestrator.toml");
    writeFileSync(
      config,
      `[gitea]\nurl = "https://git.example"\ntrusted = ["a"]\n[[projects]]\nname = "tides"\nrepo = "o/p"\n[[agents]]\nname = "reviewer"\nrole = "reviewer"\n[[guard_exceptions]]\nrule = "container.destroy"\ncommand = "docker volume rm test-*"\nreason = "made by tests"\nexpires = "2999-12-31"\n[[guard_exceptions]]\nrule = "git.discard"\ncommand = "git reset --hard"\nreason = "over"\nexpires = "2020-01-01"\n`,
    );
    const ran = await adf(["guard", "check", "--cwd", folder, "--config", config, "bash x.sh"]);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining("allow") });
    expect(ran.err).toContain("ended on 2020-01-01");
  });

  it("without a command says how to give one", async () => {
    const ran = await adf(["guard", "check"]);
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining("next: ") });
  });
});

it("adf guard test runs the examples of every rule", async () => {
  const ran = await adf(["guard", "test"]);
  expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ rules, \d+ examples, 0 wrong\n$/) });
});

it("adf guard rules lists each rule with its reason", async () => {
  const ran = await adf(["guard", "rules", "--json"]);
  expect(JSON.parse(ran.out)).toContainEqual(
    expect.objectContaining({ class: "git", rule: "git.discard", decision: "ask" }),
  );
});
