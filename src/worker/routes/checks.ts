/**
 * What only the Worker can see, for `adf doctor`: its own signs of life, and the forge as it is reached from where the
 * Worker runs, with the Worker's tokens. Mounted behind the admin token. Nothing here changes anything anywhere.
 */
import { Hono } from "hono/tiny";
import type { WorkerChecks } from "../../contract/checks.ts";
import type { Notifier } from "../../contract/config/notify.ts";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { agentsOf } from "../../core/decide/snapshot.ts";
import { CI_GATE, gateContext, gatesOf } from "../../core/review/gate.ts";
import { surveyForge } from "../../forge/survey.ts";
import type { AppEnv } from "../app.ts";
import { type Door, type Env, factoryStub, projectOf, projectStub } from "../environment.ts";
import { notifierGate } from "../notifier.ts";
import { refuse } from "../refusal.ts";

/** For each call to the forge. Doctor waits longer than two of them in a row. */
const TIMEOUT_MS = 8_000;
/** Requests one survey makes for each account, besides the five that it makes at all. */
const PER_ACCOUNT = 4;
const MOST_ACCOUNTS = Math.floor((40 - 5) / PER_ACCOUNT);

export const checks = new Hono<AppEnv>().get("/", async (c) => c.json(await workerChecks(c.env, c.var.door)));

export const forgeChecks = new Hono<AppEnv>().post("/", async (c) => {
  const { door } = c.var;
  const name = c.req.query("project") ?? door.config.projects[0]?.name ?? "";
  const project = projectOf(door, name);
  if (project === undefined) return refuse(c, "unknown_project");
  const facts = await surveyForge({
    url: door.config.gitea.url,
    repo: project.repo,
    branch: project.branch,
    tokens: Object.fromEntries(tokensFor(door, name).slice(0, MOST_ACCOUNTS)),
    transport: door.transport,
    timeout_ms: TIMEOUT_MS,
    now: () => Date.now(),
  });
  return c.json(facts);
});

/** Of the accounts that write for a project: another project's may not do anything here, and need not. */
function tokensFor(door: Door, project: string): [string, string][] {
  const used = new Set(["coordinator", ...agentsOf(door.config, project).map((a) => a.account ?? a.role)]);
  return Object.entries(door.tokens).filter(([account]) => used.has(account));
}

async function workerChecks(env: Env, door: Door): Promise<WorkerChecks> {
  const { config } = door;
  const gate = await factoryStub(env).gate("forge");
  return {
    now_ms: Date.now(),
    ...door.identity,
    contract: CONTRACT_VERSION,
    runner_build: door.runner_build,
    factory_enabled: config.factory.enabled,
    forge_url: config.gitea.url,
    accounts: Object.keys(door.tokens),
    forge_gate: { failures: gate.failures, shut_secs: Math.max(0, (gate.shut_until - Date.now()) / 1000) },
    notifiers: await Promise.all(config.notifiers.filter((n) => n.enabled).map((n) => lookAt(env, door, n))),
    projects: await Promise.all(
      config.projects.map(async (project) => ({
        name: project.name,
        repo: project.repo,
        branch: project.branch,
        mode: project.mode,
        enabled: project.enabled,
        review_context: config.review_gate.context,
        ...gatesShown(gatesOf({ config, project })),
        agents: agentsOf(config, project.name).map((a) => ({
          name: a.name,
          role: a.role,
          account: a.account ?? a.role,
          enabled: a.enabled,
        })),
        ...(await projectStub(env, project.name).vitals()),
      })),
    ),
  };
}

const gatesShown = (gates: readonly string[]) => ({
  gate_contexts: gates.length > 1 ? gates.map(gateContext) : [],
  reads_checks: gates.includes(CI_GATE),
});

async function lookAt(
  env: Env,
  door: Door,
  { name, kind, url, least }: Notifier,
): Promise<WorkerChecks["notifiers"][number]> {
  const { failures, shut_until } = await factoryStub(env).gate(notifierGate(name));
  const shut_secs = Math.max(0, (shut_until - Date.now()) / 1000);
  const secret = door.notifier_secrets[name] !== undefined;
  return { name, kind, host: new URL(url).host, least, secret, failures, shut_secs };
}
