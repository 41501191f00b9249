/**
 * The runner as one file: src/runner/install/program.ts with all it imports, for Node 20. Its build identity is the
 * release and a digest of its own text, so the same sources always give the same name and other sources another.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as z from "zod";

export interface RunnerFile {
  readonly text: string;
  readonly build: string;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const Manifest = z.object({ version: z.string() });
const DIGEST_CHARS = 10;

export async function bundleRunner(): Promise<RunnerFile> {
  const { version } = Manifest.parse(JSON.parse(await readFile(here("../../../package.json"), "utf8")));
  const unnamed = `runner-${version}+${"0".repeat(DIGEST_CHARS)}`;
  const made = await build({
    entryPoints: [here("../../runner/install/program.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: ["es2022", "node20"],
    charset: "utf8",
    legalComments: "none",
    define: { ADF_RUNNER_BUILD: JSON.stringify(unnamed) },
    // Comments with paths of this checkout would make the same sources different elsewhere; minifying drops them.
    absWorkingDir: here("../../../"),
    write: false,
    logLevel: "error",
  });
  const bare = made.outputFiles[0]?.text ?? "";
  const name = `runner-${version}+${createHash("sha256").update(bare).digest("hex").slice(0, DIGEST_CHARS)}`;
  return { text: bare.replaceAll(unnamed, name), build: name };
}
