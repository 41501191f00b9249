/** The orchestrator's file: complete from little, and refused with every complaint at once. */
import { describe, expect, it } from "vitest";
import { checkConfig } from "../../../src/core/config/check.ts";
import { loadConfig } from "../../../src/core/config/load.ts";

const GOOD = `
[gitea]
url = "http://127.0.0.1:3000"
trusted = ["ada"]
[[projects]]
name = "lib"
repo = "acme/lib"
[[agents]]
name = "developer"
role = "developer"
[[agents]]
name = "reviewer"
role = "reviewer"
`;
const complaints = (text: string) => {
  const loaded = loadConfig(text);
  if (loaded.ok) throw new Error("this configuration was accepted");
  return loaded.error.map((c) => `${c.at}: ${c.message}`);
};

describe("a configuration", () => {
  it("may limit what a model reads and writes: a number of tokens is no secret, and a word under that key is one", () => {
    const loaded = loadConfig(`${GOOD}[budget]\nitem_tokens = 100_000\n`);
    expect(loaded).toMatchObject({ ok: true, value: { budget: { item_tokens: 100_000 } } });
    const wrong = checkConfig(`${GOOD}[budget]\nitem_tokens = 100_000\nagent_day_tokens = -1\n`, null);
    expect(wrong.complaints.find((one) => one.at.includes("agent_day_tokens"))).toMatchObject({
      code: "value",
      source: "agent_day_tokens = -1",
    });
    expect(complaints(`${GOOD}[budget]\nitem_tokens = "hunter2hunter2"\n`).join("\n")).toMatch(
      /item_tokens.* is a secret/,
    );
  });

  it("of three sections is complete: everything else has its default", () => {
    const loaded = loadConfig(GOOD);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
    expect(loaded.value.limits).toMatchObject({
      attempts: 5,
      no_progress: 2,
      lease_secs: 90,
      breaker_failures: 20,
    });
    expect(loaded.value.mentions.max_hops).toBe(3);
    expect(loaded.value.projects[0]).toMatchObject({
      branch: "main",
      schedule: "0 1-9 * * *",
      timezone: "UTC",
    });
  });

  it("with a misspelt key is refused, and the key is named", () => {
    expect(complaints(GOOD.replace("trusted", "trused")).join()).toContain("trused");
  });

  it("that is not TOML is refused with the line", () => {
    expect(complaints(`${GOOD}\n[[agents`)[0]).toMatch(/^line \d+, column \d+: /);
  });

  it.each([
    [
      "two projects of one name",
      `${GOOD}[[projects]]\nname = "lib"\nrepo = "a/b"`,
      'there is a [[projects]] "lib" already',
    ],
    [
      "two agents of one name",
      `${GOOD}[[agents]]\nname = "developer"\nrole = "qa"`,
      'there is an agent "developer"',
    ],
    ["a project that does not exist", `${GOOD}project = "nope"`, 'no project "nope"'],
    ["a gate that is no agent", `${GOOD}[review_gate]\nagent = "nobody"`, '"nobody" is no agent'],
    [
      "a gate that is no reviewer",
      `${GOOD}[review_gate]\nagent = "developer"`,
      "only a reviewer gives verdicts",
    ],
    [
      "a schedule that is none",
      GOOD.replace('repo = "acme/lib"', 'repo = "acme/lib"\nschedule = "sometimes"'),
      "schedule",
    ],
  ])("with %s is refused in words", (_, text, sentence) => {
    expect(complaints(text).join("\n")).toContain(sentence);
  });

  it("is told all that is wrong with it at once", () => {
    const text = `${GOOD}project = "nope"\n[review_gate]\nagent = "nobody"`;
    expect(complaints(text)).toHaveLength(2);
  });
});
