/** The agent CLIs that the tests drive, each pinned, and where they are installed: an ignored folder. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { KnownCli } from "../../src/runner/agents/registry.ts";

interface Pinned {
  readonly cli: KnownCli;
  readonly package_name: string;
  readonly version: string;
}

export const PINNED: readonly Pinned[] = [
  { cli: "claude", package_name: "@anthropic-ai/claude-code", version: "2.1.330" },
  { cli: "opencode", package_name: "opencode-ai", version: "1.18.33" },
  { cli: "codex", package_name: "@openai/codex", version: "0.169.0" },
  { cli: "gemini", package_name: "@google/gemini-cli", version: "0.61.0" },
];

/** `ADF_TEST_CLIS=claude,codex` asks for some; all without it. */
export function asked(): readonly Pinned[] {
  const names = (process.env.ADF_TEST_CLIS ?? "").split(",").filter((name) => name !== "");
  const unknown = names.filter((name) => !PINNED.some(({ cli }) => cli === name));
  if (unknown.length > 0) throw new Error(`ADF_TEST_CLIS names ${unknown.join(", ")}, which nobody pinned`);
  return PINNED.filter(({ cli }) => names.length === 0 || names.includes(cli));
}

const CACHE = fileURLToPath(new URL("../../node_modules/.cache/adf-clis", import.meta.url));

export const folderOf = ({ cli, version }: Pinned): string => join(CACHE, `${cli}-${version}`);
export const programOf = (pinned: Pinned): string => join(folderOf(pinned), "node_modules/.bin", pinned.cli);

/** Those that can be driven here; each that cannot is named. */
export function ready(): readonly KnownCli[] {
  return asked()
    .map(({ cli }) => cli)
    .filter((cli) => {
      const there = installed(cli) !== null;
      if (!there) console.log(`${cli} is left out: it could not be installed`);
      return there;
    });
}

/** Where it was installed; null when that was not possible here, which the installation has told. */
export function installed(cli: KnownCli): string | null {
  const pinned = asked().find((one) => one.cli === cli);
  if (pinned === undefined || !existsSync(join(folderOf(pinned), "done"))) return null;
  return readFileSync(join(folderOf(pinned), "done"), "utf8") === pinned.version ? programOf(pinned) : null;
}
