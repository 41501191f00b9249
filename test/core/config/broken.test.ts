/**
 * Each `broken/*.toml` has a mistake or several, and beside it the exact words that a person reads. To write the words anew
 * after a change: `ADF_GOLDEN=write npx vitest run test/core/config/broken.test.ts`, and then read every one of them.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkConfig } from "../../../src/core/config/check.ts";
import { formatComplaint } from "../../../src/core/config/format.ts";
import { loadConfig } from "../../../src/core/config/load.ts";
import { shippedScenarios } from "../routing/shipped.ts";

const FOLDER = resolve(import.meta.dirname, "broken");
const NAMES = readdirSync(FOLDER).flatMap((name) => (name.endsWith(".toml") ? [name.slice(0, -5)] : []));
const scenarios = shippedScenarios();

const read = (name: string): string => readFileSync(resolve(FOLDER, name), "utf8");

/** Each is judged once, and looked at by several. */
const judged = new Map(NAMES.map((name) => [name, checkConfig(read(`${name}.toml`), scenarios)]));
const judge = (name: string) => judged.get(name) ?? checkConfig(read(`${name}.toml`), scenarios);

function said(name: string): string {
  const { complaints } = judge(name);
  return `${complaints.map((one) => formatComplaint("orchestrator.toml", one)).join("\n\n")}\n`;
}

describe("a broken configuration", () => {
  it("comes in at least sixty kinds", () => expect(NAMES.length).toBeGreaterThanOrEqual(60));

  it.each(NAMES)("%s is explained in these words", (name) => {
    const words = said(name);
    if (process.env.ADF_GOLDEN === "write") writeFileSync(resolve(FOLDER, `${name}.txt`), words);
    expect(words).toBe(read(`${name}.txt`));
  });

  it.each(NAMES)("%s is refused", (name) => {
    const { config, complaints } = judge(name);
    expect(config).toBeNull();
    expect(complaints.some((one) => one.severity === "error")).toBe(true);
  });

  it.each(NAMES)("%s gets the same verdict from the Worker's loader as from the check", (name) => {
    const text = read(`${name}.toml`);
    expect(loadConfig(text).ok).toBe(checkConfig(text).config !== null);
  });

  it.each(NAMES)("%s: every complaint has its place and says what to do about it", (name) => {
    const lines = read(`${name}.toml`).split("\n");
    for (const one of judge(name).complaints) {
      expect(one.line).toBeGreaterThanOrEqual(1);
      expect(one.line).toBeLessThanOrEqual(lines.length);
      expect(one.column).toBeLessThanOrEqual((lines[one.line - 1] ?? "").length + 1);
      if (one.severity === "error") expect(one.expected + one.nearest + one.help).not.toBe("");
    }
  });
});

describe("a secret in a configuration", () => {
  const CANARIES: Readonly<Record<string, string>> = {
    "secret-gitea-token": "0123456789abcdef",
    "secret-webhook": "battery",
    "secret-provider-key": "4f9d8c7b6a5e",
    "secret-in-url": "hunter2",
    "secret-by-its-look": "4f9d8c7b",
    "syntax-token-on-the-line": "abcdefghij",
    "placeholder-token": "GITEA_TOKEN",
  };

  it.each(Object.entries(CANARIES))("%s is never repeated, by the check or the Worker", (name, canary) => {
    const text = read(`${name}.toml`);
    expect(text).toContain(canary);
    expect(JSON.stringify(checkConfig(text, scenarios))).not.toContain(canary);
    expect(said(name)).not.toContain(canary);
    expect(JSON.stringify(loadConfig(text))).not.toContain(canary);
  });
});
