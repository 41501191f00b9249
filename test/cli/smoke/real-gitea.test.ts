import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Check } from "../../../src/cli/doctor/check.ts";
import { examine } from "../../../src/cli/doctor/examine.ts";
import { createHook, deleteHook, editHook } from "../../../src/cli/doctor/forge-commands.ts";
import { gather } from "../../../src/cli/doctor/gather.ts";
import { forgeClient } from "../../../src/forge/client.ts";
import { type Factory, startFactory } from "../../../src/local/factory/factory.ts";
import { type Home, openHome } from "../../../src/local/factory/home.ts";
import { realSubject, type Subject } from "../../conformance/subject.ts";
import { until } from "../../support/journey/journal.ts";
import { adf } from "../adf.ts";

const url = process.env.ADF_TEST_GITEA_URL?.replace(/\/+$/, "");
const admin = process.env.ADF_TEST_GITEA_ADMIN_TOKEN;
const run = promisify(execFile);

describe.skipIf(url === undefined || admin === undefined)("doctor and smoke on a real Gitea", () => {
  let dir: string;
  let subject: Subject;
  let home: Home;
  let factory: Factory;
  let repo: string;
  let tokens: string;
  const doctor = async (): Promise<Check[]> =>
    examine(await gather({ state: home.dir, tokens, config: "orchestrator.toml" }));
  const line = async (id: string) => (await doctor()).find((c) => c.id === id);
  /** As a person runs what doctor says, with the secrets in the shell's environment. */
  const sh = async (command: string) => {
    const env = {
      PATH: process.env.PATH ?? "",
      FORGE_ADMIN_TOKEN: subject.people.owner.token,
      WEBHOOK_SECRET: home.settings.webhook_secret,
    };
    await run("sh", ["-c", command.replace("curl ", "curl -fsS ")], { env });
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), "adf-real-"));
    subject = await realSubject(url ?? "", admin ?? "");
    repo = await subject.makeRepo();
    const { owner, dev, reviewer } = subject.people;
    const opened = await openHome(join(dir, "state"), `${url} ${repo}`, false, { forge: 0, worker: 0 });
    if (!opened.ok) throw new Error(opened.error.why);
    home = opened.value;
    tokens = join(dir, "tokens.json");
    writeFileSync(tokens, JSON.stringify({ owner: owner.token }), { mode: 0o600 });
    factory = await startFactory({
      home,
      own: {
        url: url ?? "",
        repo,
        branch: "main",
        trusted: [owner.login],
        tokens: { coordinator: owner.token, developer: dev.token, reviewer: reviewer.token },
        webhook: true,
      },
      cadence_secs: 1,
      onLog: () => {},
      onRunnerLog: () => {},
    });
    await until(
      async () => {
        const { projects, runners } = await factory.state();
        return projects[0]?.synced && runners[0]?.connected && runners[0].clis.length > 0;
      },
      () => "the forge was not read, or no runner came",
      30,
    );
  }, 60_000);
  afterAll(async () => {
    await factory?.stop();
    home?.release();
    await subject?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("doctor asks for the branch's protection, and its own command brings it", async () => {
    const before = (await doctor()).filter((c) => c.status === "fix");
    expect(before.map((c) => c.id)).toEqual([expect.stringMatching(/^protection\//)]);
    await sh(before[0]?.fix ?? "");
    expect((await doctor()).filter((c) => c.status === "fix")).toEqual([]);
    expect((await line(before[0]?.id ?? ""))?.fact).toBe("main requires the status adf/review, 1 approval");
  });

  const smoke = async (...more: string[]) => {
    const ran = await adf(["smoke", "--state", home.dir, "--tokens", tokens, "--json", ...more]);
    expect(ran.err).toBe("");
    const told = JSON.parse(ran.out);
    expect(told).toMatchObject({ repo, ok: true, silent: null, left_open: null });
    expect(ran.code).toBe(0);
    return told.hops.map((h: { hop: string }) => h.hop);
  };

  it("smoke is green, with the delivery among its hops", async () => {
    expect(await smoke()).toContain("delivered");
    expect(await line(`webhook.delivered/${factory.project}`)).toMatchObject({ status: "ok" });
  }, 130_000);

  it("the commands that make, turn and take away a webhook do so; without one smoke is green by the poll", async () => {
    const client = forgeClient({ url: url ?? "", token: subject.people.owner.token });
    const at = { url: url ?? "", repo };
    const hooks = async () => {
      const read = await client.hooks(repo);
      if (!read.ok) throw new Error(read.error.detail);
      return read.value;
    };
    const target = `${factory.worker_url}/webhooks/gitea`;
    for (const hook of await hooks()) await sh(deleteHook(at, hook.id));
    expect(await hooks()).toEqual([]);
    // The poll alone carries a cycle too.
    expect(await smoke("--poll-only")).not.toContain("delivered");
    await sh(createHook(at, `${factory.worker_url}/elsewhere/webhooks/gitea`));
    const [made] = await hooks();
    expect(await line(`webhook/${factory.project}`)).toMatchObject({ status: "fix" });
    await sh(editHook(at, made?.id ?? 0, target));
    const said = (await doctor()).filter((c) => c.id.startsWith("webhook"));
    expect(said.map((c) => c.status)).toEqual(["ok", "ok", "ok", "ok"]);
    // Signed with the Worker's secret: it takes what the turned webhook sends.
    const heard = async () => (await line(`webhook.delivered/${factory.project}`))?.fact ?? "";
    await client.createIssue(repo, { title: "Heard again", body: "" });
    await until(
      async () => /came [0-3] s ago/.test(await heard()),
      () => "the webhook that was made by hand was not heard",
      15,
    );
  }, 150_000);

  it("reads whose a token is and what its account may do", async () => {
    const { dev, outsider } = subject.people;
    writeFileSync(
      join(dir, "other.json"),
      JSON.stringify({ developer: dev.token, stranger: outsider.token }),
    );
    const facts = await gather({ state: home.dir, tokens: join(dir, "other.json"), config: "x" });
    expect("accounts" in facts.forge_here && facts.forge_here.accounts).toMatchObject([
      { account: "developer", login: dev.login, permission: "write", problem: null },
      { account: "stranger", login: outsider.login, permission: "read", problem: null },
    ]);
  });
});
