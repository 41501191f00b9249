/**
 * The door: bindings, secrets and configuration are parsed here once per isolate into one narrow value, or into a
 * sentence that names what is missing and the command that sets it. Nothing else reads `env` strings.
 */
import * as z from "zod";
import { DEPLOYMENT } from "#deployment";
import implementation from "../../routing_scenarios/adf/implementation_tier.md";
import planning from "../../routing_scenarios/adf/planning_tier.md";
import review from "../../routing_scenarios/adf/review_tier.md";
import type { OrchestratorConfig, ProjectConfig } from "../contract/config.ts";
import type { Identity } from "../contract/deployment.ts";
import type { Origin } from "../contract/log.ts";
import { STORE_VERSION } from "../contract/version.ts";
import { configHash } from "../core/config/hash.ts";
import { loadConfig } from "../core/config/load.ts";
import { agentsOf, type Context } from "../core/decide/snapshot.ts";
import { loadPrompts, type PromptSet } from "../core/prompt/prompt-set.ts";
import { createRedactor, type Redactor } from "../core/redact/redact.ts";
import { err, ok, type Result } from "../core/result.ts";
import { loadScenarios, type ScenarioSet } from "../core/routing/scenario-set.ts";
import { deployCommand } from "../core/setup/deploy.ts";
import { DIRECT, type Transport, throughAccess } from "../forge/transport.ts";
import { redactWith, stampLog } from "./log.ts";
import { notifierSecrets } from "./notifier-secrets.ts";
import type { AgentObject } from "./objects/agent.ts";
import type { FactoryObject } from "./objects/factory.ts";
import type { ProjectObject } from "./objects/project.ts";
import type { RunLogObject } from "./objects/run-log.ts";
import { PROMPT_FILES } from "./prompt-files.ts";
import type { ForgeMessage, HintMessage } from "./queue/message.ts";

export interface Env {
  readonly PROJECT: DurableObjectNamespace<ProjectObject>;
  readonly AGENT: DurableObjectNamespace<AgentObject>;
  readonly FACTORY: DurableObjectNamespace<FactoryObject>;
  readonly RUN_LOG: DurableObjectNamespace<RunLogObject>;
  readonly HINTS: Queue<HintMessage>;
  readonly FORGE: Queue<ForgeMessage>;
  readonly VERSION?: WorkerVersionMetadata;
  /** Counts before the configuration that was bundled; `npm start` and tests say theirs here. */
  readonly ADF_CONFIG?: string;
  /** What a host calls a build that no deploy made. */
  readonly ADF_BUILD?: string;
  readonly WEBHOOK_SECRET?: string;
  readonly WEBHOOK_SECRET_PREVIOUS?: string;
  readonly MARKER_SECRET?: string;
  readonly ADMIN_TOKEN?: string;
  readonly FORGE_TOKENS?: string;
  readonly CF_ACCESS_CLIENT_ID?: string;
  readonly CF_ACCESS_CLIENT_SECRET?: string;
  /** Only where a proxy in front of Quickwit wants one. */
  readonly QUICKWIT_TOKEN?: string;
  /** JSON: the name of a notifier and its secret, for each that needs one. */
  readonly NOTIFIER_SECRETS?: string;
}

/** Everything the Worker was told, checked. */
export interface Door {
  readonly config: OrchestratorConfig;
  readonly scenarios: ScenarioSet;
  readonly prompts: PromptSet;
  readonly webhook_secrets: readonly string[];
  readonly marker_secret: string;
  readonly admin_token: string;
  /** Account name → token. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The only way in which this Worker speaks to the forge. */
  readonly transport: Transport;
  readonly identity: Identity;
  /** The runner made from the same sources; null where no deploy said it. */
  readonly runner_build: string | null;
  /** Knows every secret of this Worker. Whatever leaves it for people or for a log store goes through here. */
  readonly redactor: Redactor;
  /** "" where Quickwit is asked without one. */
  readonly quickwit_token: string;
  /** By the notifier's name. */
  readonly notifier_secrets: Readonly<Record<string, string>>;
}

export interface Missing {
  readonly what: string;
  readonly fix: string;
}

const DEPLOY = deployCommand("orchestrator.toml");
const Tokens = z.record(z.string(), z.string().min(1));
const cache = new WeakMap<Env, Result<Door, readonly Missing[]>>();

export function openDoor(env: Env): Result<Door, readonly Missing[]> {
  const known = cache.get(env);
  if (known !== undefined) return known;
  // Before anything is parsed: what goes wrong with a secret is said without it.
  const redactor = createRedactor(secretsOf(env));
  redactWith(redactor);
  const opened = parseEnvironment(env, redactor);
  cache.set(env, opened);
  if (opened.ok) {
    stampLog(originOf(opened.value));
  }
  return opened;
}

/** For the objects, which are only reached through a door that was open. */
export function mustOpen(env: Env): Door {
  const door = openDoor(env);
  if (!door.ok) throw new Error(`not configured: ${door.error.map((m) => m.what).join("; ")}`);
  return door.value;
}

function secretsOf(env: Env): string[] {
  const tokens = parseTokens(env.FORGE_TOKENS, []);
  return [
    env.WEBHOOK_SECRET,
    env.WEBHOOK_SECRET_PREVIOUS,
    env.MARKER_SECRET,
    env.ADMIN_TOKEN,
    env.CF_ACCESS_CLIENT_SECRET,
    env.QUICKWIT_TOKEN,
    ...Object.values(tokens),
    ...Object.values(notifierSecrets(env.NOTIFIER_SECRETS)),
  ].filter((secret) => secret !== undefined);
}

function parseEnvironment(env: Env, redactor: Redactor): Result<Door, readonly Missing[]> {
  const missing: Missing[] = [];
  const secret = (name: "WEBHOOK_SECRET" | "MARKER_SECRET" | "ADMIN_TOKEN"): string => {
    const value = env[name] ?? "";
    if (value.length < 16) {
      missing.push({
        what: `The secret ${name} is ${value === "" ? "not set" : "shorter than 16 characters"}.`,
        fix: `npx wrangler secret put ${name}`,
      });
    }
    return value;
  };
  const webhook = secret("WEBHOOK_SECRET");
  const marker_secret = secret("MARKER_SECRET");
  const admin_token = secret("ADMIN_TOKEN");
  const tokens = parseTokens(env.FORGE_TOKENS, missing);
  const given = configurationOf(env);
  const config = parseConfig(given, missing);
  const transport = config === null ? DIRECT : parseTransport(env, config, missing);
  const scenarios = loadScenarios([
    { path: "routing_scenarios/adf/planning_tier.md", text: planning },
    { path: "routing_scenarios/adf/implementation_tier.md", text: implementation },
    { path: "routing_scenarios/adf/review_tier.md", text: review },
  ]);
  if (!scenarios.ok) {
    for (const complaint of scenarios.error) {
      missing.push({ what: complaint.message, fix: `correct the scenario file, then: ${DEPLOY}` });
    }
  }
  const prompts = loadPrompts(PROMPT_FILES);
  if (!prompts.ok) {
    for (const { file, line, column, message } of prompts.error)
      missing.push({
        what: `${file}:${line}:${column}: ${message}`,
        fix: `correct the template, then: ${DEPLOY}`,
      });
  }
  if (missing.length > 0 || config === null || !scenarios.ok || !prompts.ok) return err(missing);
  const previous = env.WEBHOOK_SECRET_PREVIOUS ?? "";
  return ok({
    config,
    scenarios: scenarios.value,
    prompts: prompts.value,
    webhook_secrets: previous === "" ? [webhook] : [webhook, previous],
    marker_secret,
    admin_token,
    tokens,
    transport,
    identity: {
      build: buildOf(env),
      version_id: env.VERSION?.id ?? null,
      config_hash: configHash(given?.text ?? ""),
      config_from: given?.from ?? "bundle",
      scenario_version: scenarios.value.version,
      store: STORE_VERSION,
    },
    runner_build: DEPLOYMENT?.runner_build ?? null,
    redactor,
    quickwit_token: env.QUICKWIT_TOKEN ?? "",
    notifier_secrets: notifierSecrets(env.NOTIFIER_SECRETS),
  });
}

/** Who decides here, for every record of a decision. */
export const originOf = ({ identity, prompts }: Pick<Door, "identity" | "prompts">): Origin => ({
  build: identity.build,
  config: identity.config_hash,
  scenarios: identity.scenario_version,
  prompts: prompts.version,
});

export const buildOf = (env: Env): string =>
  DEPLOYMENT?.build ?? env.ADF_BUILD ?? env.VERSION?.id ?? "unknown";

interface Given {
  readonly text: string;
  readonly from: Identity["config_from"];
}

/** Which of the two it was is told in every answer about this Worker: a variable never wins in silence. */
function configurationOf(env: Env): Given | null {
  const variable = env.ADF_CONFIG ?? "";
  if (variable !== "") return { text: variable, from: "variable" };
  const bundled = DEPLOYMENT?.config ?? "";
  return bundled === "" ? null : { text: bundled, from: "bundle" };
}

function parseTokens(text: string | undefined, missing: Missing[]): Record<string, string> {
  const fix = "npx wrangler secret put FORGE_TOKENS";
  if (text === undefined || text === "") {
    missing.push({ what: "The secret FORGE_TOKENS is not set.", fix });
    return {};
  }
  try {
    const parsed = Tokens.safeParse(JSON.parse(text));
    if (parsed.success && parsed.data.coordinator !== undefined) return parsed.data;
  } catch {
    // Not JSON: said below in the same words, without repeating any of the secret.
  }
  missing.push({
    what: 'The secret FORGE_TOKENS is not JSON of the form {"coordinator":"…","developer":"…","reviewer":"…"} with at least "coordinator".',
    fix,
  });
  return {};
}

function parseTransport(env: Env, { gitea }: OrchestratorConfig, missing: Missing[]): Transport {
  if (gitea.via === "direct") return DIRECT;
  const secret = (name: "CF_ACCESS_CLIENT_ID" | "CF_ACCESS_CLIENT_SECRET"): string => {
    const value = env[name] ?? "";
    if (value === "")
      missing.push({
        what: `[gitea] via is "access", and the secret ${name} is not set.`,
        fix: `npx wrangler secret put ${name}`,
      });
    return value;
  };
  const client_id = secret("CF_ACCESS_CLIENT_ID");
  return throughAccess(gitea.url, { client_id, client_secret: secret("CF_ACCESS_CLIENT_SECRET") });
}

function parseConfig(given: Given | null, missing: Missing[]): OrchestratorConfig | null {
  if (given === null) {
    missing.push({
      what: "No configuration came with this build: there was no orchestrator.toml where it was made.",
      fix: DEPLOY,
    });
    return null;
  }
  const loaded = loadConfig(given.text);
  if (loaded.ok) return loaded.value;
  const where = given.from === "variable" ? "Configuration in the variable ADF_CONFIG" : "Configuration";
  for (const c of loaded.error) {
    missing.push({ what: `${where}, ${c.at}: ${c.message}`, fix: `correct the TOML, then: ${DEPLOY}` });
  }
  return null;
}

export function contextOf(door: Door, project: ProjectConfig): Context {
  return {
    config: door.config,
    project,
    agents: agentsOf(door.config, project.name),
    scenarios: door.scenarios,
    prompts: door.prompts,
  };
}

/** The token of an account; with fewer tokens than roles, the coordinator's writes for those without. */
export const tokenOf = (door: Door, account: string): string =>
  door.tokens[account] ?? door.tokens.coordinator ?? "";

export const projectOf = (door: Door, name: string): ProjectConfig | undefined =>
  door.config.projects.find((p) => p.name === name);

/** Job ids begin with their project's name: `<project>-<number>`. */
export const projectOfJob = (job: string): string => job.slice(0, job.lastIndexOf("-"));

export const projectStub = (env: Env, name: string) => env.PROJECT.getByName(name);
export const agentStub = (env: Env, project: string, agent: string) =>
  env.AGENT.getByName(`${project}/${agent}`);
export const factoryStub = (env: Env) => env.FACTORY.getByName("factory");
export const runLogStub = (env: Env, job: string) => env.RUN_LOG.getByName(job);
