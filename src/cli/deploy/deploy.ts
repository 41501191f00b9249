/** `adf deploy`: the steps from a configuration on this disk to a factory that has closed a trial issue on the real deployment. */
import { randomBytes } from "node:crypto";
import { dirname, resolve } from "node:path";
import type { OrchestratorConfig } from "../../contract/config.ts";
import { CONTRACT_VERSION, STORE_VERSION } from "../../contract/version.ts";
import { configHash } from "../../core/config/hash.ts";
import { TOKENS_FILE } from "../../core/setup/steps.ts";
import { count, examine } from "../check/examine.ts";
import { report } from "../check/report.ts";
import { EXIT } from "../exit-codes.ts";
import type { Address } from "../factory-address.ts";
import { readPromptFiles } from "../prompt-files.ts";
import { readScenarioFiles, SHIPPED_SCENARIOS } from "../scenario-folder.ts";
import { readIfThere } from "../setup/disk.ts";
import { readManifest, saveManifest } from "../setup/manifests.ts";
import { readSecretFile } from "../setup/secrets.ts";
import { deployArgs, ensureQueues, LIST_QUEUES, mustRun, readBindings, upload } from "./cloud.ts";
import { type Command, type Run, shown, wrangler } from "./command.ts";
import { type Builds, identifyBuilds } from "./identity.ts";
import {
  beginRotation,
  endRotation,
  readSecrets,
  type Secrets,
  UPLOAD_FILE,
  withUploadFile,
} from "./secrets.ts";
import { type Step, Stop } from "./step.ts";
import { awaitBuild, awaitCron, awaitRunner, checksOf } from "./watch.ts";
import { bringHooks } from "./webhook.ts";

export interface DeployOptions {
  readonly config: string;
  readonly url?: string;
  readonly forge?: string;
  readonly adminTokenFile?: string;
  readonly rotateWebhookSecret?: true;
  readonly smoke: boolean;
  /** Seconds for cron and runner, each. */
  readonly wait: number;
}

export interface Edge {
  readonly run: Run;
  readonly say: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly builds: () => Promise<Builds>;
}

const BUILD: Command = { argv: ["npm", "run", "-s", "build"], env: {} };
const URL = "https://<as wrangler says>";

export function deploySteps(options: DeployOptions, edge: Edge): readonly Step[] {
  const { run, say, env } = edge;
  const file = resolve(options.config);
  const dir = dirname(file);
  const { queues, migration } = readBindings();
  const build: Command = { ...BUILD, env: { ADF_CONFIG_FILE: file } };
  // What later steps know from earlier ones. Nothing of it is kept: each run finds everything out again.
  let config: OrchestratorConfig | null = null;
  let secrets: Secrets | null = null;
  let hash = "";
  let builds: Builds | null = null;
  let version_id: string | null = null;
  let address: Address | null = null;
  let since_ms = 0;

  const check = async (): Promise<string> => {
    const text = readIfThere(file);
    if (text === null) throw new Stop(EXIT.usage, `there is no ${options.config}`, "npm run -s adf -- setup");
    const [scenarios, prompts] = [await readScenarioFiles(SHIPPED_SCENARIOS), await readPromptFiles()];
    const examined = examine(options.config, text, scenarios, prompts);
    if (examined.config === null || count(examined.said, "error") > 0)
      throw new Stop(
        EXIT.no,
        report(options.config, examined, []),
        `npm run -s adf -- check ${options.config}`,
      );
    config = examined.config;
    hash = configHash(text);
    if (options.rotateWebhookSecret) beginRotation(dir, () => randomBytes(32).toString("hex"));
    secrets = readSecrets(dir, env);
    return `configuration ${hash}, ${config.projects.length} project${config.projects.length === 1 ? "" : "s"}; secrets ${secrets.upload === null ? "as the account has them" : Object.keys(secrets.upload).join(", ")}`;
  };

  const doUpload = async (): Promise<string> => {
    const { build } = known(builds);
    const said = { build, config: hash, contract: CONTRACT_VERSION, store: STORE_VERSION, migration };
    const words = known(secrets).upload;
    const done =
      words === null
        ? await upload(run, said, file, null)
        : await withUploadFile(dir, words, (path) => upload(run, said, file, path));
    version_id = done.version_id;
    const project = known(config).projects[0]?.name ?? "";
    const url = options.url ?? done.urls[0] ?? readManifest(dir, project)?.worker ?? null;
    if (url === null)
      throw new Stop(
        EXIT.usage,
        "wrangler named no address of the Worker",
        "npm run -s adf -- deploy --url https://…",
      );
    address = { url: url.replace(/\/+$/, ""), token: known(secrets).admin_token };
    for (const { name } of known(config).projects) {
      const manifest = readManifest(dir, name);
      if (manifest !== null) saveManifest(dir, { ...manifest, worker: address.url });
    }
    return `version ${version_id ?? "(not told)"} of ${build} at ${address.url}`;
  };

  const smokeOf = (project: string, url: string): Command => ({
    argv: [
      "npm",
      "run",
      "-s",
      "adf",
      "--",
      "smoke",
      "--url",
      url,
      "--project",
      project,
      "--tokens",
      resolve(dir, TOKENS_FILE),
    ],
    env: {},
  });
  const smoke = async (): Promise<string> => {
    const { url, token } = known(address);
    const green: string[] = [];
    const quiet: string[] = [];
    for (const { name, mode } of known(config).projects) {
      if (mode !== "auto") {
        quiet.push(`${name} is in the mode ${mode}`);
        continue;
      }
      const command = smokeOf(name, url);
      const ran = await run({ ...command, env: { ADF_ADMIN_TOKEN: token } }, (text) => say(text.trimEnd()));
      if (ran.code !== 0)
        throw new Stop(
          EXIT.no,
          `the cycle of ${name} did not come to its end; the build is live all the same`,
          `${shown(command)}\nor back: npm run -s adf -- deploy --rollback`,
        );
      green.push(name);
    }
    const not =
      quiet.length === 0
        ? ""
        : `not run, and so not proven: ${quiet.join(", ")} (after promoting it: npm run -s adf -- smoke --url ${url})`;
    return [green.length === 0 ? "" : `${green.join(", ")}: every hop came`, not].filter(Boolean).join("; ");
  };

  const steps: Step[] = [
    { name: "check", would: [`npm run -s adf -- check ${options.config}`], run: check },
    {
      name: "build",
      would: [shown(build)],
      run: async () => {
        await mustRun(run, build);
        builds = await edge.builds();
        return `${builds.build}, its runner is ${builds.runner_build}`;
      },
    },
    {
      name: "queues",
      would: [
        shown(LIST_QUEUES),
        ...queues.map((name) => `${shown(wrangler(["queues", "create", name]))}   where it is missing`),
      ],
      run: () => ensureQueues(run, queues),
    },
    {
      name: "upload",
      would: [
        `${UPLOAD_FILE} is written from the secrets of this folder, 0600, and removed afterwards`,
        shown(
          wrangler(
            deployArgs(
              { build: "worker-…", config: "…", contract: CONTRACT_VERSION, store: STORE_VERSION, migration },
              UPLOAD_FILE,
            ),
            { ADF_CONFIG_FILE: file },
          ),
        ),
      ],
      run: doUpload,
    },
    {
      name: "running",
      would: [`GET ${options.url ?? URL}/healthz until it is this build and this configuration`],
      run: async () => {
        const { url } = known(address);
        const expected = { build: known(builds).build, config_hash: hash, version_id };
        const seen = await awaitBuild(url, expected, options.wait);
        since_ms = (await checksOf(known(address))).now_ms;
        return seen;
      },
    },
    {
      name: "webhook",
      would: [
        "for each project: list the forge's webhooks; make one where none is whole, let the forge send a test delivery, see it arrive, delete what it replaces",
      ],
      run: async () => {
        const { tokens, webhook_secret, rotating } = known(secrets);
        const admin =
          options.adminTokenFile === undefined
            ? null
            : readSecretFile("--admin-token-file", options.adminTokenFile);
        const token = admin ?? tokens.admin ?? tokens.owner ?? tokens.coordinator ?? null;
        const { url } = known(config).gitea;
        const lines = await bringHooks({
          dir,
          address: known(address),
          config: known(config),
          forge_url: options.forge ?? url,
          token,
          secret: webhook_secret,
          rotating,
        });
        if (rotating) endRotation(dir);
        return lines.join("; ");
      },
    },
    {
      name: "cron",
      would: [
        `GET ${options.url ?? URL}/api/v1/checks until each project has ticked, at most ${options.wait} s`,
      ],
      run: () => awaitCron(known(address), since_ms, options.wait),
    },
    {
      name: "runner",
      would: [`GET ${options.url ?? URL}/api/v1/state until a runner is there, at most ${options.wait} s`],
      run: () => awaitRunner(known(address), options.wait, say),
    },
  ];
  if (options.smoke)
    steps.push({
      name: "smoke",
      would: [`${shown(smokeOf("<each in mode auto>", options.url ?? URL))}`],
      run: smoke,
    });
  return steps;
}

export const edgeOf = (run: Run, say: (line: string) => void): Edge => ({
  run,
  say,
  env: process.env,
  builds: identifyBuilds,
});

/** A later step runs after the earlier ones alone. */
function known<T>(value: T | null): T {
  if (value === null) throw new Error("a step ran before the one that it builds on");
  return value;
}
