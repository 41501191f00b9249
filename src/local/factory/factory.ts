/**
 * The whole factory on one machine: an embedded forge (or the person's own), the Worker in local workerd, its cron loop
 * and a runner. Parts start in the order they need one another and stop in the opposite one.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Mode, OrchestratorConfig } from "../../contract/config.ts";
import { FactoryState } from "../../contract/state.ts";
import type { Connection } from "../../forge/client.ts";
import { DIRECT, type ServiceToken, throughAccess } from "../../forge/transport.ts";
import type { AgentEntry } from "../../runner/agents/command.ts";
import type { RunnerSettings } from "../../runner/config/options.ts";
import { probeSandbox } from "../../runner/sandbox/probe.ts";
import { whyMissing } from "../../runner/sandbox/sandbox.ts";
import { type EmbeddedForge, startForge } from "../forge/server.ts";
import { startWorker, type WorkerHost } from "../host/worker-host.ts";
import { keepRecords } from "../logs/keep-records.ts";
import { startCi } from "../sample/ci.ts";
import { type CronLoop, startCronLoop } from "./clock.ts";
import {
  CADENCE_SECS,
  type LocalBudget,
  type LocalLimits,
  type LocalProject,
  localToml,
} from "./configuration.ts";
import type { Home } from "./home.ts";
import { REPAIR_CLI, type RunnerChild, startRunner } from "./runner-child.ts";
import { OWNER, type Sample, seedSample, TIDES } from "./sample.ts";
import { ensureHook, type NoWebhook } from "./webhook.ts";

/** A person's own Gitea or Forgejo. */
export interface OwnForge {
  readonly url: string;
  readonly repo: string;
  readonly branch: string;
  readonly trusted: readonly string[];
  readonly tokens: Readonly<Record<string, string>>;
  /** False: no webhook is made, also where one could reach this machine. */
  readonly webhook?: boolean;
  /** What Cloudflare Access in front of it wants to see; null or left out where it is reached directly. */
  readonly access?: ServiceToken | null;
  /** Who judges there; the reviewer alone when left out. */
  readonly gates?: Pick<LocalProject, "review_gate" | "qa_commands">;
}

/** A person's own configuration, run here word for word as a deploy would: all its projects, on its forge. */
export interface GivenFactory {
  /** The TOML, whose hash every part then says. */
  readonly text: string;
  readonly config: OrchestratorConfig;
  readonly tokens: Readonly<Record<string, string>>;
  /** As of `OwnForge`. */
  readonly access: ServiceToken | null;
  /** JSON, as the secret NOTIFIER_SECRETS; "" where there is none. */
  readonly notifier_secrets: string;
}

/** A project of the embedded forge: its repository, and what differs from the usual agents, hours and mode. */
export interface SampleProject
  extends Pick<LocalProject, "agents" | "hours" | "review_gate" | "qa_commands" | "network"> {
  readonly sample: Sample;
  readonly mode?: Mode;
}

export interface FactoryOptions {
  readonly home: Home;
  /** Null: the embedded forge with the sample project. */
  readonly own: OwnForge | null;
  /** In place of `own` and of everything else that would make a configuration here: mode, limits, samples. */
  readonly given?: GivenFactory;
  /** What a new embedded forge is filled with, a project each; the tides sample alone when left out. */
  readonly samples?: readonly SampleProject[];
  /** Limits that differ from those of every factory on one machine. */
  readonly limits?: LocalLimits;
  /** Caps on money; none when left out. */
  readonly budget?: LocalBudget;
  /** How far the factory is trusted with the forge; `auto` when left out. */
  readonly mode?: Mode;
  readonly capacity?: number;
  /** With the embedded forge: the sample's own CI looks at each head of the first project. */
  readonly ci?: boolean;
  /** adf-repair alone when left out. */
  readonly agents?: Readonly<Record<string, AgentEntry>>;
  /** Around agents; `auto` when left out, a sandbox where this machine has one. */
  readonly sandbox?: RunnerSettings["sandbox"];
  /** Address of a Quickwit that takes the records too. */
  readonly quickwit?: string;
  readonly onLog: (line: string) => void;
  readonly onRunnerLog: (line: string) => void;
  readonly cadence_secs?: number;
}

export interface Factory {
  /** The first project and its repository. */
  readonly project: string;
  readonly repo: string;
  readonly projects: readonly { readonly name: string; readonly repo: string }[];
  readonly forge_url: string;
  readonly worker_url: string;
  /** The embedded forge itself, for tests and for planting defects; null with a person's own. */
  readonly forge: EmbeddedForge | null;
  readonly worker: WorkerHost;
  readonly runner: RunnerChild;
  /** Where a browser becomes the owner of the embedded forge; null with a person's own. */
  readonly enter_url: string | null;
  /** False where the forge cannot reach this machine, and only the poll brings news. */
  readonly webhook: boolean;
  /** Why; null where there is one for each project. */
  readonly no_webhook: NoWebhook | null;
  /** Why agents run without a sandbox, and what mends it; null where each has one. */
  readonly unfenced: string | null;
  state(): Promise<FactoryState>;
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export async function startFactory(options: FactoryOptions): Promise<Factory> {
  const { home, own, given = null } = options;
  const samples = options.samples ?? [{ sample: TIDES }];
  const started: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of started.reverse()) await close();
    started.length = 0;
  };
  try {
    const forge =
      own === null && given === null
        ? await startForge({
            dir: join(home.dir, "forge"),
            port: await home.port("forge"),
            formKey: home.settings.form_key,
          })
        : null;
    if (forge !== null) started.push(() => forge.close());
    if (forge !== null) {
      for (const { sample } of samples) {
        // A start may add a project to those of the starts before it.
        if (home.settings.seeded && forge.admin.hasRepo(sample.path)) continue;
        const { tokens } = await seedSample(forge, sample);
        home.save({ tokens: { ...home.settings.tokens, ...tokens } });
      }
      home.save({ seeded: true });
    }
    const tokens = given?.tokens ?? own?.tokens ?? home.settings.tokens;
    const forge_url = given?.config.gitea.url ?? own?.url ?? forge?.url ?? "";
    const here = given === null ? projectsOf(own, samples, options.mode ?? "auto") : [];
    const projects = given?.config.projects ?? here;
    const [first] = projects;
    if (first === undefined) throw new Error("a factory needs a project");
    const access = given?.access ?? own?.access ?? null;
    const transport = access === null ? DIRECT : throughAccess(forge_url, access);
    const worker_url = `http://127.0.0.1:${home.settings.worker_port}`;
    const connection: Connection = {
      url: forge_url,
      token: tokens.owner ?? tokens.admin ?? tokens.coordinator ?? "",
      fetch: transport.send,
    };
    let no_webhook: NoWebhook | null = own?.webhook === false ? "unwanted" : null;
    for (const { repo, mode } of no_webhook === null ? projects : []) {
      no_webhook ??= await ensureHook(connection, repo, worker_url, home.settings.webhook_secret, {
        embedded: forge !== null,
        // Not even a webhook is made on a forge that is only observed.
        make: forge !== null || mode !== "observe",
      });
    }
    const webhook = no_webhook === null;
    const made = () =>
      localToml({
        projects: here,
        forge_url,
        via: transport.via,
        trusted: own?.trusted ?? [OWNER],
        accounts: Object.keys(tokens),
        limits: options.limits ?? {},
        budget: options.budget ?? {},
        webhook,
        quickwit: options.quickwit ?? null,
      });
    const { owner: _owner, ...accounts } = tokens;
    const worker = await startWorker({
      root: ROOT,
      dir: join(home.dir, "worker"),
      port: await home.port("worker"),
      bindings: {
        ADF_CONFIG: given?.text ?? made(),
        ADF_BUILD: "local",
        WEBHOOK_SECRET: home.settings.webhook_secret,
        MARKER_SECRET: home.settings.marker_secret,
        ADMIN_TOKEN: home.settings.admin_token,
        FORGE_TOKENS: JSON.stringify(forge === null ? tokens : accounts),
        NOTIFIER_SECRETS: given?.notifier_secrets ?? "",
        ...(access === null
          ? {}
          : { CF_ACCESS_CLIENT_ID: access.client_id, CF_ACCESS_CLIENT_SECRET: access.client_secret }),
      },
      onLog: options.onLog,
      onChild: (child) => home.remember({ name: "workerd", ...child }),
      onRestart: () =>
        options.onLog(
          JSON.stringify({
            event: "worker.restarted",
            level: "error",
            reason: "workerd ended by itself and was started again; its state is on disk",
          }),
        ),
    });
    started.push(() => worker.close());
    // Before the cron in the order of starting, so after it in that of stopping: it reads what the last tick wrote.
    const keeper = keepRecords({
      dir: join(home.dir, "logs"),
      url: worker.url,
      token: home.settings.admin_token,
      projects: projects.map((p) => p.name),
      onTrouble: (reason) =>
        options.onLog(JSON.stringify({ event: "records.unread", level: "warn", reason })),
    });
    started.push(() => keeper.stop());
    const cron: CronLoop = startCronLoop(worker, options.cadence_secs ?? CADENCE_SECS, (error) =>
      options.onLog(JSON.stringify({ event: "clock.failed", level: "error", reason: String(error) })),
    );
    started.push(() => cron.stop());
    const probed = options.sandbox === "off" ? null : probeSandbox(home.dir);
    if (forge !== null && options.ci === true) {
      const ci = await startCi({
        dir: join(home.dir, "ci"),
        url: forge.url,
        repo: first.repo,
        branch: "main",
        token: tokens.owner ?? "",
      });
      started.push(() => ci.stop());
    }
    const runner = await startRunner(
      home,
      worker.url,
      options.capacity ?? 2,
      options.agents ?? { "adf-repair": REPAIR_CLI },
      options.onRunnerLog,
      options.sandbox,
    );
    started.push(() => runner.stop());
    return {
      project: first.name,
      repo: first.repo,
      projects,
      forge_url,
      worker_url: worker.url,
      forge,
      worker,
      runner,
      webhook,
      no_webhook,
      unfenced: whyMissing(await probed),
      enter_url: forge === null ? null : `${forge.url}/-/enter?key=${home.settings.form_key}`,
      state: () => readState(worker.url, home.settings.admin_token),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function projectsOf(own: OwnForge | null, samples: readonly SampleProject[], mode: Mode): LocalProject[] {
  if (own !== null)
    return [{ name: projectName(own.repo), repo: own.repo, branch: own.branch, mode, ...own.gates }];
  return samples.map(({ sample, ...rest }) => ({
    mode,
    ...rest,
    name: projectName(sample.path),
    repo: sample.path,
    branch: "main",
  }));
}

/** A project is named after its repository, in the grammar of names. */
export function projectName(repo: string): string {
  const name = (repo.split("/")[1] ?? repo)
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .slice(0, 40);
  return /^[a-z][a-z0-9-]+$/.test(name) ? name : `p-${name}`.slice(0, 40);
}

export async function readState(url: string, admin_token: string): Promise<FactoryState> {
  const answer = await fetch(`${url}/api/v1/state`, { headers: { authorization: `Bearer ${admin_token}` } });
  return FactoryState.parse(await answer.json());
}
