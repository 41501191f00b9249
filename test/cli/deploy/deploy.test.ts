import { chmodSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CliError, formatTrouble } from "../../../src/cli/cli-error.ts";
import { adf } from "../adf.ts";
import { ADMIN, BUILDS, type Rig, startRig } from "./rig.ts";

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

/** What a person reads when it fails. */
async function trouble(deploy: Promise<unknown>): Promise<string> {
  const error = await deploy.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CliError);
  return error instanceof CliError ? formatTrouble(error.trouble) : "";
}

describe("adf deploy", () => {
  it("checks, builds, uploads with the build in the message, reads back, and tries a whole cycle, each step timed", async () => {
    const told = await rig.deploy();
    expect(told.map((one) => one.step)).toEqual([
      "check",
      "build",
      "queues",
      "upload",
      "running",
      "webhook",
      "cron",
      "runner",
      "smoke",
    ]);
    const [build, queues, upload, smoke] = rig.commands;
    expect(rig.commands).toHaveLength(4);
    expect(build).toMatch(/^ADF_CONFIG_FILE=\S+orchestrator\.toml npm run -s build$/);
    expect(queues).toBe("npx wrangler queues list");
    expect(upload).toMatch(
      /npx wrangler deploy --minify --tag worker-0\.1\.0\+1234567890 --message 'adf build=worker-0\.1\.0\+1234567890 config=\w{16} contract=\d+ store=\d+ migration=v1' --secrets-file \S+deploy-secrets\.json$/,
    );
    expect(smoke).toContain(`adf -- smoke --url ${rig.url} --project tides`);
    expect(rig.said.find((line) => line.includes("running"))).toMatch(
      /done {2}running +\d+\.\d s {2}http\S+ runs worker-0\.1\.0\+1234567890/,
    );
  });

  it("lets secrets stand in no command and no line: one file, for its owner alone, gone after the upload", async () => {
    await rig.deploy();
    expect(rig.uploaded).toMatchObject({
      mode: 0o600,
      words: { ADMIN_TOKEN: ADMIN, MARKER_SECRET: "the-marker-secret-of-this-one" },
    });
    expect(JSON.parse(rig.uploaded?.words.FORGE_TOKENS ?? "")).toMatchObject({
      coordinator: "token-of-the-coordinator",
    });
    expect(existsSync(join(rig.dir, ".adf/deploy-secrets.json"))).toBe(false);
    const printed = [...rig.commands.filter((line) => !line.includes("smoke")), ...rig.said].join("\n");
    for (const secret of Object.values(rig.uploaded?.words ?? {})) expect(printed).not.toContain(secret);
  });

  it("runs nothing at all for a configuration with errors, or for secrets that others can read", async () => {
    rig.write("orchestrator.toml", '[gitea]\nurl = "https://git.example"\ntrusted = []\n[unknown]\n');
    expect(await trouble(rig.deploy())).toMatch(
      /the step check \(1 of 9\) failed[\s\S]*unknown[\s\S]*next: npm run -s adf -- check/,
    );
    await rig.close();
    rig = await startRig();
    chmodSync(join(rig.dir, ".adf/secrets.json"), 0o644);
    expect(await trouble(rig.deploy())).toMatch(/can be read by others[\s\S]*next: chmod 600/);
    expect(rig.commands).toEqual([]);
  });

  it("does not end while another build answers, and says which", async () => {
    rig.running.build = "worker-0.1.0+0000000000";
    expect(await trouble(rig.deploy())).toMatch(
      /the step running \(5 of 9\) failed[\s\S]*still runs worker-0\.1\.0\+0000000000, not worker-0\.1\.0\+1234567890[\s\S]*next: npm run -s adf -- deploy/,
    );
    rig.running = { ...rig.running, build: BUILDS.build, config_from: "variable" };
    expect(await trouble(rig.deploy())).toContain(
      "a variable ADF_CONFIG of the account hides the configuration",
    );
  });

  it("makes what is missing once, however often it runs: queues and the webhook", async () => {
    const made: string[] = [];
    rig.answers = ({ argv: [, , group, verb, name = ""] }) => {
      if (group !== "queues") return null;
      if (verb === "create") made.push(name);
      return { code: 0, out: made.join(" ") };
    };
    await rig.deploy();
    await rig.deploy();
    expect(made).toEqual(["adf-hints", "adf-forge", "adf-dead"]);
    expect(rig.changes).toEqual(["create 10", "test 10", "test 10"]);
    expect(rig.hooks).toHaveLength(1);
  });

  it("replaces a webhook with the wrong secret only after the new one has delivered", async () => {
    rig.hooks.push({ id: 3, url: `${rig.url}/webhooks/gitea`, active: false, secret: "forgotten" });
    await rig.deploy();
    expect(rig.changes).toEqual(["create 11", "test 11", "delete 3"]);
  });

  it("rotates the webhook's secret: on the disk first, both in the Worker, the old hook gone last", async () => {
    await rig.deploy();
    rig.changes.length = 0;
    await rig.deploy({ rotateWebhookSecret: true });
    expect(rig.changes).toEqual(["create 11", "test 11", "delete 10"]);
    expect(rig.uploaded?.words).toMatchObject({ WEBHOOK_SECRET_PREVIOUS: "the-webhook-secret-of-this-one" });
    expect(rig.uploaded?.words.WEBHOOK_SECRET).toMatch(/^[0-9a-f]{64}$/);
    expect(rig.read(".adf/secrets.json")).not.toHaveProperty("WEBHOOK_SECRET_PREVIOUS");
    await rig.deploy();
    expect(rig.uploaded?.words.WEBHOOK_SECRET_PREVIOUS).toBe(rig.uploaded?.words.WEBHOOK_SECRET);
  });

  it("goes on with a rotation that a crash broke off", async () => {
    await rig.deploy();
    rig.changes.length = 0;
    rig.answers = ({ argv }) => (argv[2] === "deploy" ? { code: 1, out: "fetch failed" } : null);
    expect(await trouble(rig.deploy({ rotateWebhookSecret: true }))).toContain(
      "the step upload (4 of 9) failed",
    );
    expect(rig.changes).toEqual([]);
    rig.answers = () => null;
    await rig.deploy();
    expect(rig.changes).toEqual(["create 11", "test 11", "delete 10"]);
  });

  it("names the step, wrangler's own words and the way on when wrangler fails", async () => {
    rig.answers = ({ argv }) =>
      argv[2] === "queues" ? { code: 1, out: "✘ You are not authenticated. Run wrangler login" } : null;
    expect(await trouble(rig.deploy())).toMatch(
      /the step queues \(3 of 9\)[\s\S]*You are not authenticated[\s\S]*next: npx wrangler login/,
    );
  });

  it("says what a runner is still needed for, and how to install one", async () => {
    rig.running.runners = 0;
    expect(await trouble(rig.deploy())).toMatch(
      /no runner asked for work within[\s\S]*runner install --worker http/,
    );
  });

  it("says that a cycle was not run where the project may not write", async () => {
    rig.write(
      "orchestrator.toml",
      readFileSync(join(rig.dir, "orchestrator.toml"), "utf8").replace('"auto"', '"observe"'),
    );
    const told = await rig.deploy();
    expect(told.at(-1)?.did).toMatch(/^not run, and so not proven: tides is in the mode observe/);
  });

  it("shows every step and command with --dry-run, and runs none", async () => {
    const shown = await adf([
      "deploy",
      "--dry-run",
      "--config",
      join(rig.dir, "orchestrator.toml"),
      "--rotate-webhook-secret",
    ]);
    expect(shown.code).toBe(0);
    for (const word of [
      "npm run -s build",
      "npx wrangler queues list",
      "npx wrangler deploy --minify",
      "--secrets-file",
      "/healthz",
      "smoke",
    ])
      expect(shown.out).toContain(word);
    expect(shown.out).toContain("Nothing was built, uploaded or changed.");
    expect(rig.read(".adf/secrets.json")).not.toHaveProperty("WEBHOOK_SECRET_PREVIOUS");
    expect(rig.changes).toEqual([]);
  });
});

describe("adf deploy --rollback", () => {
  const deployment = (id: string, i: number) => ({
    created_on: `2026-11-0${i}T00:00:00Z`,
    versions: [{ version_id: id, percentage: 100 }],
  });
  const version = (id: string, build: string, store = 3) => ({
    id,
    annotations: { "workers/message": `adf build=${build} config=c contract=2 store=${store} migration=v1` },
  });
  const account = (store: number) => {
    rig.answers = ({ argv: [, , verb] }) => {
      if (verb === "deployments")
        return { code: 0, out: JSON.stringify([deployment("v-1", 1), deployment("v-2", 2)]) };
      if (verb === "versions")
        return {
          code: 0,
          out: JSON.stringify([
            version("v-1", "worker-0.0.9+0000000000", store),
            version("v-2", BUILDS.build),
          ]),
        };
      return null;
    };
  };

  it("goes back with one command, and looks whether the Worker did", async () => {
    account(3);
    expect(await trouble(rig.rollback())).toMatch(
      /the step running \(3 of 3\)[\s\S]*still runs worker-0\.1\.0\+1234567890, not worker-0\.0\.9/,
    );
    expect(rig.commands.at(-1)).toBe("npx wrangler rollback v-1 --yes --message 'adf deploy --rollback'");
  });

  it("refuses before anything is touched where the older build could not read the tables", async () => {
    account(2);
    expect(await trouble(rig.rollback())).toMatch(
      /cannot be rolled back: the projects' tables are at version 3/,
    );
    expect(rig.commands.some((line) => line.includes("wrangler rollback"))).toBe(false);
  });
});
