import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { parseRunnerFile } from "../../../src/runner/config/file.ts";
import { readOptions, Settings } from "../../../src/runner/config/options.ts";
import { readRunnerToml, writeRunnerToml } from "../../../src/runner/config/toml.ts";

const URL = "https://adf.example.workers.dev";
const given = {
  url: URL,
  capacity: 3,
  stateDir: "/srv/adf",
  hidden: ["/srv/keys"],
  agents: { claude: { cli: "claude" as const, providers: { zai: { key: "ZAI_API_KEY" } } } },
  references: { tides: "/srv/clones/tides" },
};
const errorsOf = (text: string) => {
  const read = readRunnerToml("runner.toml", text);
  return read.ok ? "" : read.error;
};

describe("runner.toml", () => {
  it("says back what it was written from", () => {
    expect(readRunnerToml("runner.toml", writeRunnerToml(given))).toEqual({ ok: true, value: given });
  });

  it("has every option of the schema with its meaning, and what is not given behind a #", () => {
    const text = writeRunnerToml({ url: URL });
    expect(Object.keys(parse(text))).toEqual(["url"]);
    for (const [key, schema] of Object.entries(Settings.shape)) {
      if (key === "identityDir") continue;
      const word = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      expect(text).toMatch(new RegExp(`^(# )?\\[?${word}[ \\].]`, "m"));
      expect(schema.description).toMatch(/^[A-Z].*\.$/);
    }
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });

  it("means the same when its examples and defaults are let stand", () => {
    const bare = readOptions({ url: URL });
    const all = writeRunnerToml({ url: URL })
      .replace(/^# (\w+ = (?!…)|\[)/gm, "$1")
      .replace(/^# ((?:cli|tides) = )/gm, "$1");
    const read = readRunnerToml("runner.toml", all);
    if (!read.ok || !bare.ok) throw new Error(read.ok ? "" : read.error);
    const { agents, references, ...rest } = read.value;
    expect([Object.keys(agents ?? {}), Object.keys(references ?? {})]).toEqual([["claude"], ["tides"]]);
    expect(readOptions(rest)).toMatchObject({ ok: true, value: JSON.parse(JSON.stringify(bare.value)) });
  });

  it("is refused with every mistake in its place, and the nearest right word", () => {
    const text = `url = "adf.example"\ncapactiy = 3\nhidden = ["keys"]\n[agents.claude]\ncli = "claud"\n[agents.own]\n`;
    expect(errorsOf(text)).toBe(
      [
        'runner.toml:1:7: error: "url" is "adf.example"',
        '  1 | url = "adf.example"',
        "            ^^^^^^^^^^^^^",
        "  expected an address, as in https://git.example",
        '  did you mean "https://adf.example"?',
        "",
        'runner.toml:2:1: error: unknown key "capactiy" outside of any section',
        "  2 | capactiy = 3",
        "      ^^^^^^^^",
        "  did you mean capacity?",
        "",
        'runner.toml:3:11: error: an entry of "hidden" is "keys"',
        '  3 | hidden = ["keys"]',
        "                ^^^^^^",
        "  expected an absolute path",
        "",
        'runner.toml:5:7: error: "cli" is "claud"',
        '  5 | cli = "claud"',
        "            ^^^^^^^",
        '  expected one of "generic", "claude", "codex", "gemini", "opencode"',
        '  did you mean "claude"?',
        "",
        'runner.toml:6:9: error: [agents.own] has no "argv"',
        "  6 | [agents.own]",
        "              ^^^",
        "  expected a list in square brackets, each entry text in quotes",
        "  add      argv = …",
      ].join("\n"),
    );
    expect(errorsOf("capacity = 1\n")).toContain('there is no "url"');
    expect(errorsOf("url = https\n")).toContain("runner.toml:1:7: error: this is no TOML");
  });

  it("holds no secret, and a complaint about one does not repeat it", () => {
    const said = errorsOf(`url = "${URL}"\napi_key = "sk-ant-0123456789abcdef0123456789abcdef"\n`);
    expect(said).toContain("secrets never stand in this file");
    expect(said).not.toContain("0123456789abcdef");
  });

  it("may still be the JSON of an older installation", () => {
    const json = JSON.stringify({ url: URL, pollSecs: 3 });
    expect(parseRunnerFile("/x/config.json", json)).toEqual({ ok: true, value: { url: URL, pollSecs: 3 } });
    for (const bad of ["[]", "{"]) expect(parseRunnerFile("/x/config.json", bad).ok).toBe(false);
  });
});
