/** `adf …` as a person types it: a process of its own, in a folder that holds the files of one mistake and nothing else. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const ENTRY = fileURLToPath(new URL("../entry.js", import.meta.url));

export interface Said {
  readonly code: number | null;
  /** Both streams. */
  readonly text: string;
}

export interface Surroundings {
  /** Name in the folder it is typed in → content. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Told of the process, to watch it or to end it. */
  readonly onStart?: (child: ChildProcess) => void;
}

export async function type(args: readonly string[], surroundings: Surroundings = {}): Promise<Said> {
  const dir = await mkdtemp(join(tmpdir(), "adf-incident-"));
  try {
    for (const [name, content] of Object.entries(surroundings.files ?? {}))
      await writeFile(join(dir, name), content);
    const child = spawn(process.execPath, [ENTRY, ...args], {
      cwd: dir,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH ?? "", HOME: dir, NO_COLOR: "1", ...surroundings.env },
    });
    surroundings.onStart?.(child);
    const ended = new Promise<number | null>((settle, fail) =>
      child.once("close", settle).once("error", fail),
    );
    const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, text: out + err };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export const typed = (
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Said> => type(args, { files, env });

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
