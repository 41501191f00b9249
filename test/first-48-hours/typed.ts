/** `node src/cli/entry.js …` as a person types it, in a folder with the files of one mistake. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text } from "node:stream/consumers";

const ENTRY = resolve(import.meta.dirname, "../../src/cli/entry.js");

export interface Said {
  readonly code: number | null;
  /** Both streams. */
  readonly text: string;
}

/** `files`: name in the folder it is typed in → content. */
export async function typed(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Said> {
  const dir = await mkdtemp(join(tmpdir(), "adf-48-"));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(dir, name), content);
    const child = spawn(process.execPath, [ENTRY, ...args], {
      cwd: dir,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH ?? "", HOME: dir, NO_COLOR: "1", ...env },
    });
    const ended = new Promise<number | null>((settle, fail) =>
      child.once("close", settle).once("error", fail),
    );
    const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, text: out + err };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** `adf check` of one configuration. */
export const checked = (toml: string): Promise<Said> => typed(["check"], { "orchestrator.toml": toml });

/** The least that is a configuration: no [nightwatch], no [compound_review], nothing that has a default. */
export const LEAST = `[gitea]
url = "https://git.example"
trusted = ["owner"]

[[projects]]
name = "pebbles"
repo = "owner/pebbles"

[[agents]]
name = "developer"
role = "developer"

[[agents]]
name = "reviewer"
role = "reviewer"
`;
