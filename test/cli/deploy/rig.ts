/** A folder with a configuration and its secrets, a Worker and a forge on loopback, and a wrangler that is only recorded. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Command, type Ran, shown } from "../../../src/cli/deploy/command.ts";
import { type DeployOptions, deploySteps, type Edge } from "../../../src/cli/deploy/deploy.ts";
import { rollbackSteps } from "../../../src/cli/deploy/rollback.ts";
import { runSteps, type Told } from "../../../src/cli/deploy/step.ts";
import { CONTRACT_VERSION, STORE_VERSION } from "../../../src/contract/version.ts";
import { configHash } from "../../../src/core/config/hash.ts";
import { NOTHING_SHARED } from "../../support/view.ts";
import { checks, runner, view, worker } from "../doctor/facts.ts";

export const BUILDS = { build: "worker-0.1.0+1234567890", runner_build: "runner-0.1.0+1234567890" };
export const ADMIN = "the-admin-token-of-this-deployment";
const EVENTS = ["issues", "pull_request", "push"];

export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly active: boolean;
  readonly secret: string;
}

export interface Rig {
  readonly dir: string;
  readonly url: string;
  /** As a person would read them. */
  readonly commands: string[];
  /** Every line that deploy printed. */
  readonly said: string[];
  readonly hooks: Hook[];
  /** What the forge was asked to change, in order. */
  readonly changes: string[];
  /** What was in the file of secrets while the upload ran, and its mode. */
  uploaded: { readonly mode: number; readonly words: Record<string, string> } | null;
  /** The Worker's own words, changed by tests. */
  running: { build: string; config_from: "bundle" | "variable"; mode: "auto" | "observe"; runners: number };
  answers: (command: Command) => Ran | null;
  deploy(options?: Partial<DeployOptions>): Promise<readonly Told[]>;
  rollback(): Promise<readonly Told[]>;
  write(path: string, text: string): void;
  read(path: string): Record<string, string>;
  close(): Promise<void>;
}

type Handle = (method: string, path: string, body: () => Promise<string>) => Promise<[number, unknown]>;

async function serve(handle: Handle): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const body = async () => {
      let text = "";
      for await (const chunk of request) text += String(chunk);
      return text;
    };
    const [status, answer] = await handle(request.method ?? "", request.url ?? "/", body);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(status === 204 ? undefined : JSON.stringify(answer));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

export async function startRig(): Promise<Rig> {
  const dir = mkdtempSync(join(tmpdir(), "adf-deploy-test-"));
  let heard_at: number | null = null;
  const secretNow = () => rig.uploaded?.words.WEBHOOK_SECRET ?? rig.read(".adf/secrets.json").WEBHOOK_SECRET;
  const hookView = ({ id, url, active }: Hook) => ({ id, active, events: EVENTS, config: { url } });
  const forge = await serve(async (method, path, body) => {
    const hook = /\/hooks\/(\d+)(\/tests)?$/.exec(path);
    const known = rig.hooks.find((one) => one.id === Number(hook?.[1]));
    if (method === "GET") return [200, path.includes("page=2") ? [] : rig.hooks.map(hookView)];
    if (hook === null) {
      const asked = JSON.parse(await body()) as { config: { url: string; secret: string } };
      const made = {
        id: rig.hooks.length + 10,
        url: asked.config.url,
        active: true,
        secret: asked.config.secret,
      };
      rig.hooks.push(made);
      rig.changes.push(`create ${made.id}`);
      return [201, hookView(made)];
    }
    if (known === undefined) return [404, {}];
    if (method === "DELETE") {
      rig.hooks.splice(rig.hooks.indexOf(known), 1);
      rig.changes.push(`delete ${known.id}`);
      return [204, null];
    }
    // A delivery: the Worker takes what is signed with its secret.
    rig.changes.push(`test ${known.id}`);
    if (known.secret === secretNow()) heard_at = Date.now();
    return [204, null];
  });
  const there = await serve(async (_, path) => {
    const { build, config_from, mode, runners } = rig.running;
    const config_hash = configHash(readFileSync(join(dir, "orchestrator.toml"), "utf8"));
    const identity = {
      build,
      version_id: null,
      config_hash,
      config_from,
      scenario_version: "s1",
      store: STORE_VERSION,
    };
    const base = { ...identity, contract: CONTRACT_VERSION };
    if (path === "/healthz") return [200, { healthy: true, contract: CONTRACT_VERSION, build, identity }];
    if (path === "/api/v1/state")
      return [
        200,
        {
          ...base,
          runner_build: BUILDS.runner_build,
          projects: [view({ mode })],
          shared: NOTHING_SHARED,
          runners: Array.from({ length: runners }, () => runner()),
        },
      ];
    const heard_secs = heard_at === null ? null : (Date.now() - heard_at) / 1000;
    return [
      200,
      worker({
        ...base,
        now_ms: Date.now(),
        runner_build: BUILDS.runner_build,
        projects: [checks({ tick_secs: 0, heard_secs })],
      }),
    ];
  });
  const edge: Edge = {
    say: (line) => rig.said.push(line),
    env: {},
    builds: async () => BUILDS,
    run: async (command) => {
      rig.commands.push(shown(command));
      const [, , verb] = command.argv;
      const at = command.argv.indexOf("--secrets-file");
      const file = command.argv[at + 1];
      if (at > 0 && file !== undefined)
        rig.uploaded = { mode: statSync(file).mode & 0o777, words: JSON.parse(readFileSync(file, "utf8")) };
      const answer = rig.answers(command);
      if (answer !== null) return answer;
      const output = command.env.WRANGLER_OUTPUT_FILE_PATH;
      if (verb === "deploy" && output !== undefined)
        writeFileSync(
          output,
          `${JSON.stringify({ type: "deploy", version_id: null, targets: [there.url, "schedule: * * * * *"] })}\n`,
        );
      return { code: 0, out: verb === "queues" ? "adf-hints adf-forge adf-dead" : "" };
    },
  };
  const rig: Rig = {
    dir,
    url: there.url,
    commands: [],
    said: [],
    hooks: [],
    changes: [],
    uploaded: null,
    running: { build: BUILDS.build, config_from: "bundle", mode: "auto", runners: 1 },
    answers: () => null,
    deploy: (options = {}) =>
      runSteps(
        deploySteps({ config: join(dir, "orchestrator.toml"), smoke: true, wait: 0.2, ...options }, edge),
        edge.say,
        Date.now,
      ),
    rollback: () =>
      runSteps(
        rollbackSteps(
          { config: join(dir, "orchestrator.toml"), smoke: true, wait: 0.2, url: there.url },
          null,
          edge,
        ),
        edge.say,
        Date.now,
      ),
    write(path, text) {
      mkdirSync(join(dir, ".adf"), { recursive: true });
      writeFileSync(join(dir, path), text, { mode: 0o600 });
    },
    read: (path) => (existsSync(join(dir, path)) ? JSON.parse(readFileSync(join(dir, path), "utf8")) : {}),
    close: async () => {
      await Promise.all([forge.close(), there.close()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
  rig.write("orchestrator.toml", toml(forge.url));
  rig.write(
    ".adf/secrets.json",
    JSON.stringify({
      WEBHOOK_SECRET: "the-webhook-secret-of-this-one",
      MARKER_SECRET: "the-marker-secret-of-this-one",
      ADMIN_TOKEN: ADMIN,
    }),
  );
  rig.write(
    ".adf/tokens.json",
    JSON.stringify({ coordinator: "token-of-the-coordinator", owner: "token-of-the-owner" }),
  );
  return rig;
}

const toml = (forge: string): string => `[gitea]
url = "${forge}"
trusted = ["ada"]
[[projects]]
name = "tides"
repo = "owner/tides"
mode = "auto"
[[agents]]
name = "developer"
role = "developer"
[[agents]]
name = "reviewer"
role = "reviewer"
`;
