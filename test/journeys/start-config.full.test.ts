/** A person without Cloudflare: setup on their own forge, then the very configuration that it wrote, on this machine. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FactoryState } from "../../src/contract/state.ts";
import { configHash } from "../../src/core/config/hash.ts";
import { forgeClient } from "../../src/forge/client.ts";
import { seedSample } from "../../src/local/factory/sample.ts";
import type { EmbeddedForge } from "../../src/local/forge/server.ts";
import { startForge } from "../../src/local/forge/server.ts";
import { adf } from "../cli/adf.ts";
import { adfStartIn, nothingLeft, type Started } from "../support/journey/cli.ts";
import { looker } from "../support/journey/forge.ts";
import { until } from "../support/journey/journal.ts";
import { sampleOf } from "../support/journey/journey.ts";

describe("adf setup, and then adf start --config", { timeout: 180_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), "adf-config-"));
  const file = join(dir, "orchestrator.toml");
  const state = join(dir, ".adf");
  /** Nobody is logged in anywhere here, whoever runs the tests. */
  const env = { HOME: dir, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
  let forge: EmbeddedForge;
  let owner = "";
  let grace = "";
  let running: Started;
  let worker_url = "";

  const setup = (project: string, repo: string, ...more: string[]) =>
    adf([
      ...["setup", "--project", project, "--repo", repo, "--forge", forge.url, "--mode", "auto"],
      ...["--agents", "developer,reviewer,qa", "--cron-schedule", "* * * * *", "--out", dir],
      ...["--admin-token-file", join(dir, "admin.token"), "--apply", ...more],
    ]);
  const view = async () => {
    const { admin_token } = JSON.parse(readFileSync(join(state, "settings.json"), "utf8"));
    const headers = { authorization: `Bearer ${admin_token}` };
    return FactoryState.parse(await (await fetch(`${worker_url}/api/v1/state`, { headers })).json());
  };

  beforeAll(async () => {
    forge = await startForge({ dir: join(dir, "forge") });
    owner = (await seedSample(forge, { ...sampleOf([]), bots: {} })).tokens.owner ?? "";
    forge.admin.createAccount({ login: "grace" });
    grace = forge.admin.createToken("grace", ["all"]);
    await forge.admin.createRepo({ owner: "grace", name: "shells" });
    writeFileSync(join(dir, "admin.token"), owner, { mode: 0o600 });
    writeFileSync(join(dir, "owner.json"), JSON.stringify({ owner }), { mode: 0o600 });
  });
  afterAll(async () => {
    running?.child.kill("SIGTERM");
    await running?.ended;
    await forge?.close();
    rmSync(dir, { recursive: true, force: true });
  });

  it("offers it as the next command beside the deploy, and refuses to run what is not written yet", async () => {
    const early = await adf(["start", "--config", file]);
    expect([early.code, early.err]).toEqual([2, expect.stringContaining(`there is no ${file}`)]);
    const { code, out, err } = await setup("pebbles", "owner/pebbles");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.trimEnd().split("\n").at(-1)).toBe(
      `next: npm run -s adf -- deploy --config ${file}   (or on this machine, without Cloudflare: npm start -- --config ${file})`,
    );
    expect((await setup("shells", "grace/shells")).code).toBe(0);
  });

  it("runs that file, both its projects, and says which agent CLIs it has to do without", async () => {
    running = adfStartIn(env, "--config", file);
    await running.said("Ctrl-C stops everything", 90);
    const said = running.output();
    expect(said).toContain(
      `${file} as it is written (configuration ${configHash(readFileSync(file, "utf8"))})`,
    );
    expect(said).toContain("a runner with adf-repair.");
    expect(said).toMatch(
      /claude is not on this machine, so adf-repair, a search and not a model, works as developer/,
    );
    expect(said).toMatch(/pebbles .*owner\/pebbles {2}mode auto, `\* \* \* \* \*` in UTC, next /);
    worker_url = /(http:\/\/127\.0\.0\.1:\d+) {2}webhook, runner API/.exec(said)?.[1] ?? "";
    const told = await view();
    expect(told.config_hash).toBe(configHash(readFileSync(file, "utf8")));
    expect(told.projects.map((p) => p.name)).toEqual(["pebbles", "shells"]);
  });

  it("is green in smoke, with the webhook that setup makes for it", async () => {
    expect((await setup("pebbles", "owner/pebbles", "--worker", worker_url)).code).toBe(0);
    const args = ["smoke", "--project", "pebbles", "--state", state, "--tokens", join(dir, "owner.json")];
    const { code, out, err } = await adf([...args, "--timeout", "120", "--json"]);
    expect(err).toBe("");
    const told = JSON.parse(out);
    expect(told.hops.filter((h: { status: string }) => h.status !== "done")).toEqual([]);
    expect(told).toMatchObject({ project: "pebbles", mode: "auto", ok: true, silent: null });
    expect(code).toBe(0);
  });

  it("lets the owner of the second project command that one, and not the first", async () => {
    forge.admin.addCollaborator("owner/pebbles", "grace", "write");
    const file_as = async (repo: string) => {
      const made = await forgeClient({ url: forge.url, token: grace }).createIssue(repo, {
        title: "Do as I say",
        body: "@adf:developer now",
        labels: [],
      });
      return made.ok ? made.value.number : 0;
    };
    const [hers, his] = [await file_as("grace/shells"), await file_as("owner/pebbles")];
    await until(
      async () => (await looker(forge.url, "owner/pebbles", owner).comments(his)).length > 0,
      () => `nobody answered on #${his}`,
      60,
    );
    const [pebbles, shells] = (await view()).projects;
    expect(pebbles?.issues.find((i) => i.number === his)?.held_by).toContain("not trusted");
    expect(pebbles?.work_items.filter((w) => w.issue === his)).toEqual([]);
    await until(
      async () => (await view()).projects[1]?.work_items.some((w) => w.issue === hers) === true,
      () => `no work for #${hers}: ${JSON.stringify(shells?.issues)}`,
      60,
    );
  });

  it("goes on from there after Ctrl-C, and leaves nothing running", async () => {
    running.child.kill("SIGINT");
    expect(await running.ended).toEqual({ code: 0, signal: null });
    await nothingLeft(running.mark);
    running = adfStartIn(env, "--config", file);
    await running.said("Ctrl-C stops everything", 90);
    expect((await view()).projects[0]?.work_items.length).toBeGreaterThan(0);
  });
});
