/** The list of what is accepted and not acted on is held against the sources: it may neither lag behind nor run ahead. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { OrchestratorConfig } from "../../../src/contract/config.ts";
import { LATER_SECTIONS } from "../../../src/core/config/later.ts";

const SRC = resolve(import.meta.dirname, "../../../src");

/** Everything that runs, without the contract and the rooms that only read configuration. */
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter(
    (path) =>
      path.endsWith(".ts") && !/^(?:contract|core\/config|cli\/check|core\/setup|cli\/setup)\//.test(path),
  )
  .map((path) => readFileSync(join(SRC, path), "utf8"))
  .join("\n");

const used = (section: string): boolean =>
  new RegExp(
    `(?:config\\??\\.${section}\\b|\\b(?:const|let) \\{[^}]*\\b${section}\\b[^}]*\\} = [\\w.]*config\\b)`,
  ).test(sources);

describe("a section of the configuration", () => {
  it.each(Object.keys(OrchestratorConfig.shape))(
    "[%s] is acted on, or the check says that it is not",
    (section) => {
      expect(LATER_SECTIONS.some((one) => one === section)).toBe(!used(section));
    },
  );
});
