/**
 * The runner as one file: src/runner/install/program.ts with all it imports, for Node 20. Its build identity is the
 * release and a digest of its own text, so the same sources always give the same name and other sources another.
 * The text is packed, since a person copies the file to machines and nobody edits it: what it says when unpacked is what
 * the build made, letter by letter.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import * as z from "zod";

export interface RunnerFile {
  readonly text: string;
  readonly build: string;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const Manifest = z.object({ version: z.string() });
const DIGEST_CHARS = 10;
/** Less than half of the time of the best, 11, for a file that is a fiftieth larger. With 9 it would not keep below 300 KB. */
const QUALITY = 10;

/** The file as it is copied to machines. */
export async function bundleRunner(): Promise<RunnerFile> {
  const { code, build } = await compileRunner();
  return { text: packed(code, build), build };
}

/** What is inside of it. Who wants only the build's name does not wait for the packing, which blocks for a second or more. */
export async function compileRunner(): Promise<{ readonly code: string; readonly build: string }> {
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
    // Packed, it is loaded from memory; the file that a person sees is the one it has to know.
    define: { ADF_RUNNER_BUILD: JSON.stringify(unnamed), "import.meta.url": "globalThis.ADF_RUNNER_FILE" },
    // Comments with paths of this checkout would make the same sources different elsewhere; minifying drops them.
    absWorkingDir: here("../../../"),
    write: false,
    logLevel: "error",
  });
  const bare = made.outputFiles[0]?.text ?? "";
  const name = `runner-${version}+${createHash("sha256").update(bare).digest("hex").slice(0, DIGEST_CHARS)}`;
  return { code: bare.replaceAll(unnamed, name), build: name };
}

function packed(text: string, name: string): string {
  const params = { [constants.BROTLI_PARAM_QUALITY]: QUALITY };
  const inside = brotliCompressSync(text, { params }).toString("base64");
  return `// ${name}: the adf runner in one file, for Node 20 and later. \`node adf-runner.mjs --help\` says what it does.
import { brotliDecompressSync } from "node:zlib";
globalThis.ADF_RUNNER_FILE = import.meta.url;
const inside = "${inside}";
const text = brotliDecompressSync(Buffer.from(inside, "base64")).toString("base64");
await import("data:text/javascript;base64," + text);
`;
}
