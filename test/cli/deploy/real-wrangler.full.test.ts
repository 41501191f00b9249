/** The real wrangler against an account on loopback, and what it uploaded run in workerd. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  ensureQueues,
  listUploads,
  readBindings,
  rollbackTo,
  upload,
} from "../../../src/cli/deploy/cloud.ts";
import { type Command, type Ran, runHere, wrangler } from "../../../src/cli/deploy/command.ts";
import { identifyBuilds } from "../../../src/cli/deploy/identity.ts";
import { awaitBuild } from "../../../src/cli/deploy/watch.ts";
import { CONTRACT_VERSION, STORE_VERSION } from "../../../src/contract/version.ts";
import { configHash } from "../../../src/core/config/hash.ts";
import { chooseRollback } from "../../../src/core/deploy/rollback.ts";
import { type Account, cloudflareAccount, type Version } from "./cloudflare-account.ts";

const DEPLOY_MS = 300_000;
const SECRETS = {
  WEBHOOK_SECRET: "the-webhook-secret-of-this-one",
  MARKER_SECRET: "the-marker-secret-of-this-one",
  ADMIN_TOKEN: "the-admin-token-of-this-one",
  FORGE_TOKENS: '{"coordinator":"token-of-the-coordinator"}',
};
const toml = (name: string) => `[gitea]
url = "https://git.example"
trusted = ["ada"]
[[projects]]
name = "${name}"
repo = "ada/tides"
[[agents]]
name = "developer"
role = "developer"
[[agents]]
name = "reviewer"
role = "reviewer"
`;

let account: Account;
let dir: string;
const run = (command: Command): Promise<Ran> =>
  runHere({
    ...command,
    env: {
      ...command.env,
      CLOUDFLARE_API_BASE_URL: account.api,
      CLOUDFLARE_ACCOUNT_ID: account.id,
      CLOUDFLARE_API_TOKEN: "a-token-of-nobody",
      CLOUDFLARE_CF_FETCH_ENABLED: "false",
      WRANGLER_LOG_PATH: join(dir, "logs"),
      CI: "true",
    },
  });
const file = (name: string, text: string) => {
  writeFileSync(join(dir, name), text, { mode: 0o600 });
  return join(dir, name);
};

beforeAll(async () => {
  account = await cloudflareAccount();
  dir = mkdtempSync(join(tmpdir(), "adf-wrangler-"));
});
afterAll(async () => {
  await account.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The upload as Cloudflare would run it. */
async function start(version: Version): Promise<Miniflare> {
  const root = join(dir, "bundle");
  mkdirSync(root, { recursive: true });
  const modules = [...version.modules].filter(([name]) => !name.endsWith(".map"));
  for (const [name, text] of modules) writeFileSync(join(root, basename(name)), text);
  const of = (type: string) => version.bindings.filter((b) => b.type === type);
  return new Miniflare(
    convertV4MiniflareOptions({
      name: "adf",
      modules: modules.map(([name]) => ({
        type: name === version.main ? ("ESModule" as const) : ("Text" as const),
        path: join(root, basename(name)),
      })),
      modulesRoot: root,
      compatibilityDate: "2026-10-01",
      host: "127.0.0.1",
      port: 0,
      cf: false,
      log: new Log(LogLevel.ERROR),
      bindings: Object.fromEntries(of("secret_text").map((b) => [b.name, b.text ?? ""])),
      durableObjects: Object.fromEntries(
        of("durable_object_namespace").map((b) => [
          b.name,
          { className: b.class_name ?? "", useSQLite: true },
        ]),
      ),
      queueProducers: Object.fromEntries(of("queue").map((b) => [b.name, { queueName: b.queue_name ?? "" }])),
    }),
  );
}

describe("the real wrangler, on an account of loopback", () => {
  const said = async (config: string) => ({
    build: (await identifyBuilds()).build,
    config: configHash(config),
    contract: CONTRACT_VERSION,
    store: STORE_VERSION,
    migration: readBindings().migration,
  });

  it(
    "uploads the checked configuration, the identity and the secrets as one version, and that version answers with them",
    async () => {
      await ensureQueues(run, readBindings().queues);
      await ensureQueues(run, readBindings().queues);
      expect(account.queues).toEqual(["adf-hints", "adf-forge", "adf-dead"]);
      const config = toml("tides");
      const made = await upload(
        run,
        await said(config),
        file("one.toml", config),
        file("secrets.json", JSON.stringify(SECRETS)),
      );
      expect(made.urls).toEqual(["https://ai-dark-factory.example.workers.dev"]);
      expect(account.live).toEqual([made.version_id]);
      expect(account.crons).toEqual(["* * * * *", "0 1-9 * * *"]);
      const [version] = account.versions;
      if (version === undefined) throw new Error("nothing was uploaded");
      expect(
        version.bindings
          .filter((b) => b.type === "secret_text")
          .map((b) => b.name)
          .sort(),
      ).toEqual(Object.keys(SECRETS).sort());
      const worker = await start(version);
      try {
        const url = (await worker.ready).href.replace(/\/$/, "");
        const { build, config: config_hash } = await said(config);
        expect(await awaitBuild(url, { build, config_hash, version_id: null }, 20)).toContain(
          `runs ${build}`,
        );
      } finally {
        await worker.dispose();
      }
    },
    DEPLOY_MS,
  );

  it(
    "lets a bare wrangler deploy upload nothing where the configuration has errors",
    async () => {
      const before = account.versions.length;
      const broken = file("broken.toml", `${toml("tides")}[unknown]\n`);
      const ran = await run(wrangler(["deploy"], { ADF_CONFIG_FILE: broken }));
      expect(ran.code).not.toBe(0);
      expect(ran.out).toContain("unknown");
      expect(account.versions).toHaveLength(before);
    },
    DEPLOY_MS,
  );

  it(
    "keeps the secrets through the next upload, and goes back to the one before",
    async () => {
      const other = toml("moons");
      await upload(run, await said(other), file("two.toml", other), null);
      const [first, second] = account.live;
      const kept = account.versions.at(-1)?.bindings.find((b) => b.name === "MARKER_SECRET");
      expect(kept?.text).toBe(SECRETS.MARKER_SECRET);
      const chosen = chooseRollback(await listUploads(run), null);
      expect(chosen).toMatchObject({
        ok: true,
        value: { version_id: first, said: { config: configHash(toml("tides")) } },
      });
      const back = await run(rollbackTo(first ?? ""));
      expect(back.code).toBe(0);
      expect(account.live).toEqual([first, second, first]);
      expect((await listUploads(run)).map((one) => one.version_id)).toEqual([first, second]);
    },
    DEPLOY_MS,
  );
});
