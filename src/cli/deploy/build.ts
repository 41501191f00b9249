/**
 * `npm run build`, which wrangler runs before it bundles: refuses a configuration with errors and writes the module that the
 * Worker carries in place of src/worker/deployment.ts. The file is orchestrator.toml, or what ADF_CONFIG_FILE names.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Deployment } from "../../contract/deployment.ts";
import { configHash } from "../../core/config/hash.ts";
import { count, examine } from "../check/examine.ts";
import { report } from "../check/report.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { readPromptFiles } from "../prompt-files.ts";
import { readScenarioFiles, SHIPPED_SCENARIOS } from "../scenario-folder.ts";
import { readIfThere, writeFiles } from "../setup/disk.ts";
import { identifyBuilds, ROOT } from "./identity.ts";

/** As `[alias]` of wrangler.toml names it. */
export const MODULE = ".cache/deployment.mjs";

export interface Built {
  readonly code: ExitCode;
  readonly says: string;
}

/** `named`: the file that was asked for; without one, orchestrator.toml where there is one. */
export async function buildModule(named: string | undefined): Promise<Built> {
  const file = named ?? join(ROOT, "orchestrator.toml");
  const config = readIfThere(file);
  if (config === null && named !== undefined)
    return { code: EXIT.usage, says: `adf: there is no ${named}: nothing is built` };
  if (config !== null) {
    const [scenarios, prompts] = [await readScenarioFiles(SHIPPED_SCENARIOS), await readPromptFiles()];
    const examined = examine(file, config, scenarios, prompts);
    if (count(examined.said, "error") > 0) return { code: EXIT.no, says: report(file, examined, []) };
  }
  const deployment: Deployment = { ...(await identifyBuilds()), config };
  const text = `export const DEPLOYMENT = ${JSON.stringify(deployment, null, 2)};\n`;
  // Untouched where nothing changed: `wrangler dev` watches it.
  mkdirSync(join(ROOT, ".cache"), { recursive: true });
  if (readIfThere(join(ROOT, MODULE)) !== text) writeFiles(ROOT, [{ path: MODULE, text }]);
  const carries =
    config === null
      ? "no configuration (there is no orchestrator.toml here: the Worker will say so and do nothing)"
      : `configuration ${configHash(config)} of ${file}`;
  return {
    code: EXIT.ok,
    says: `${deployment.build} with ${carries}; its runner is ${deployment.runner_build}`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { code, says } = await buildModule(process.env.ADF_CONFIG_FILE);
  (code === EXIT.ok ? process.stdout : process.stderr).write(`${says}\n`);
  process.exitCode = code;
}
