/**
 * Which build these sources make. A digest of what would run, so that the same sources have the same name on every machine, and
 * any change of code, scenarios or bindings another. The configuration has a hash of its own.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { Deployment } from "../../contract/deployment.ts";
import { workerText } from "../../local/host/bundle.ts";
import { compileRunner } from "../runner/bundle.ts";

/** The checkout that deploys. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const Manifest = z.object({ version: z.string() });
const DIGEST_CHARS = 10;

export type Builds = Pick<Deployment, "build" | "runner_build">;

export async function identifyBuilds(): Promise<Builds> {
  const [manifest, bindings, text, runner] = await Promise.all([
    readFile(join(ROOT, "package.json"), "utf8"),
    readFile(join(ROOT, "wrangler.toml"), "utf8"),
    workerText(join(ROOT, "src/worker/index.ts"), ROOT),
    compileRunner(),
  ]);
  const digest = createHash("sha256").update(bindings).update(text).digest("hex").slice(0, DIGEST_CHARS);
  const { version } = Manifest.parse(JSON.parse(manifest));
  return { build: `worker-${version}+${digest}`, runner_build: runner.build };
}
