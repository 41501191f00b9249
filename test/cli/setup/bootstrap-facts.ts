/** What `adf setup` and `adf teardown` promise of a forge, proven the same way on the embedded and on a real one. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgeClient } from "../../../src/forge/client.ts";
import { value } from "../../conformance/expectation.ts";
import { adf } from "../adf.ts";
import { adminOf, Folder, runId, type TestForge } from "./forges.ts";

interface Line {
  readonly state: string;
  readonly thing: string;
  readonly detail: string;
}

export function bootstrapFacts(name: string, start: () => Promise<TestForge>): void {
  describe(name, { timeout: 120_000 }, () => {
    let forge: TestForge;
    let folder: Folder;
    let repo: string;
    const id = runId();
    const roles = ["coordinator", "developer", "reviewer", "qa"];
    const login = (role: string) => `${role}-${id}`;
    const accounts = roles.map((role) => `${role}=${login(role)}`).join(",");

    beforeAll(async () => {
      forge = await start();
      folder = new Folder(forge);
      repo = await forge.makeRepo();
    });
    afterAll(async () => {
      folder?.remove();
      await forge?.close();
    });

    const setup = (project: string, path: string, ...more: string[]) =>
      adf([
        ...["setup", "--project", project, "--repo", path, "--forge", forge.url, "--accounts", accounts],
        ...["--admin-token-file", folder.token_file, "--out", folder.path, "--json", ...more],
      ]);
    const states = (lines: readonly Line[]) => new Set(lines.map((one) => one.state));
    const file = (path: string) => readFileSync(join(folder.path, path), "utf8");
    const worker = ["--worker", "http://127.0.0.1:9"];

    it("shows what it would make, and makes nothing", async () => {
      const { code, out, err } = await setup("tides", repo, ...worker);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const { forge: lines } = JSON.parse(out);
      expect(states(lines)).toEqual(new Set(["would make"]));
      expect((await adminOf(forge).user(login("qa"))).ok).toBe(false);
      expect(existsSync(join(folder.path, "orchestrator.toml"))).toBe(false);
    });

    it("makes accounts, tokens, collaborators, labels, protection and webhook, and reads each back", async () => {
      const { code, out, err } = await setup("tides", repo, ...worker, "--apply");
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const { forge: lines, next } = JSON.parse(out);
      expect(states(lines)).toEqual(new Set(["made"]));
      expect(lines).toHaveLength(roles.length * 3 + 4 + 2);
      const config = `--config ${join(folder.path, "orchestrator.toml")}`;
      expect(next).toBe(
        `npm run -s adf -- deploy ${config}   (or on this machine, without Cloudflare: npm start -- ${config})`,
      );
      const admin = adminOf(forge);
      for (const role of roles) expect(value(await admin.permission(repo, login(role)))).toBe("write");
      const tokens = JSON.parse(file(".adf/tokens.json"));
      for (const role of roles) {
        const bot = forgeClient({ url: forge.url, token: tokens[role] });
        expect(value(await bot.whoami()).login).toBe(login(role));
        expect(value(await bot.repository(repo)).path).toBe(repo);
        expect(out + err).not.toContain(tokens[role]);
      }
      const names = value(await admin.labels(repo)).map((one) => one.name);
      expect(names).toEqual(
        expect.arrayContaining(["adf/held", "adf/pinned", "adf/approved", "needs-human"]),
      );
      const rule = value(await admin.protection(repo, "main"));
      expect(rule).toMatchObject({
        status_check_contexts: ["adf/review"],
        required_approvals: 1,
        approvals_whitelist_username: [login("reviewer")],
        push_whitelist_usernames: [forge.owner.login],
      });
      const hooks = value(await admin.hooks(repo));
      expect(hooks).toMatchObject([{ url: "http://127.0.0.1:9/webhooks/gitea", active: true }]);
      expect(hooks[0]?.events).toEqual(
        expect.arrayContaining(["issues", "issue_comment", "pull_request", "push"]),
      );
      for (const path of [".adf/tokens.json", ".adf/secrets.json", ".adf/setup-tides.json"])
        expect(statSync(join(folder.path, path)).mode & 0o777).toBe(0o600);
      expect(file(".adf/setup-tides.json")).not.toContain(tokens.developer);
    });

    it("gives tokens that do the factory's work and nothing above it", async () => {
      const bot = forgeClient({ url: forge.url, token: JSON.parse(file(".adf/tokens.json")).developer });
      const issue = value(await bot.createIssue(repo, { title: "It leaks", body: "" }));
      value(await bot.addComment(repo, issue.number, "seen"));
      value(await bot.addLabels(repo, issue.number, ["adf/held"]));
      expect((await bot.hooks(repo)).ok).toBe(false);
      expect(
        (await bot.createHook(repo, { url: "http://127.0.0.1:9", secret: "s", events: ["push"] })).ok,
      ).toBe(false);
    });

    it("changes nothing when it is run again", async () => {
      const before = [
        ".adf/tokens.json",
        ".adf/secrets.json",
        ".adf/setup-tides.json",
        "orchestrator.toml",
      ].map(file);
      const { code, out } = await setup("tides", repo, ...worker, "--apply");
      expect(code).toBe(0);
      const report = JSON.parse(out);
      expect(states(report.forge)).toEqual(new Set(["was there"]));
      expect(new Set(report.files.map((one: { action: string }) => one.action))).toEqual(new Set(["same"]));
      expect(
        [".adf/tokens.json", ".adf/secrets.json", ".adf/setup-tides.json", "orchestrator.toml"].map(file),
      ).toEqual(before);
      expect(value(await adminOf(forge).hooks(repo))).toHaveLength(1);
    });

    it("makes a lost token of its own account anew, and reports a rule that people loosened without touching it", async () => {
      const tokens = JSON.parse(file(".adf/tokens.json"));
      const lost = { ...tokens };
      delete lost.qa;
      writeFileSync(join(folder.path, ".adf/tokens.json"), JSON.stringify(lost));
      const admin = adminOf(forge);
      const rule = value(await admin.protection(repo, "main"));
      value(await admin.editProtection(repo, { ...rule, required_approvals: 0 }));
      const { code, out } = await setup("tides", repo, ...worker, "--apply");
      expect(code).toBe(1);
      const lines: Line[] = JSON.parse(out).forge;
      expect(lines.filter((one) => one.state === "made").map((one) => one.thing)).toEqual([
        `token of ${login("qa")} (qa)`,
      ]);
      expect(lines.filter((one) => one.state === "differs")).toMatchObject([
        { thing: "protection of main", detail: expect.stringContaining("no approval is required") },
      ]);
      expect(value(await admin.protection(repo, "main")).required_approvals).toBe(0);
      const fresh = JSON.parse(file(".adf/tokens.json")).qa;
      expect(value(await forgeClient({ url: forge.url, token: fresh }).whoami()).login).toBe(login("qa"));
      expect((await forgeClient({ url: forge.url, token: tokens.qa }).whoami()).ok).toBe(false);
      value(await admin.editProtection(repo, rule));
    });

    it("offers the summary of a clone as a pull request, once, with the open issues by rank", async () => {
      const clone = join(folder.path, "clone");
      mkdirSync(join(clone, "src"), { recursive: true });
      execFileSync("git", ["init", "-q", clone]);
      writeFileSync(join(clone, "Cargo.toml"), '[package]\nname = "leak"\n');
      writeFileSync(join(clone, "src", "main.rs"), "fn main() {}\n");
      execFileSync("git", ["-C", clone, "add", "--all"]);
      const args = ["--init", "--working-dir", clone, ...worker, "--apply"];
      const first = JSON.parse((await setup("tides", repo, ...args)).out);
      const offered = first.forge.find((one: Line) => one.thing.startsWith("pull request"));
      expect(offered).toMatchObject({ state: "made" });
      const admin = adminOf(forge);
      const pull = value(await admin.pullByHead(repo, "main", "adf/summary"));
      expect(pull).toMatchObject({ state: "open", author: { login: login("coordinator") } });
      const { text } = value(await admin.fileText(repo, ".docs/summary.md", "adf/summary"));
      expect(text).toContain("`cargo test` (Cargo.toml)");
      expect(text).toContain("It leaks");
      const again = JSON.parse((await setup("tides", repo, ...args)).out);
      expect(states(again.forge)).toEqual(new Set(["was there"]));
    });

    it("adds a second project that shares the accounts, and hands them over when the first is torn down", async () => {
      const other = await forge.makeRepo();
      const { code, out } = await adf([
        ...["setup", "--project", "dunes", "--repo", other, "--admin-token-file", folder.token_file],
        ...["--out", folder.path, "--json", "--apply"],
      ]);
      expect(code).toBe(0);
      const lines: Line[] = JSON.parse(out).forge;
      expect(
        lines.filter((one) => /^(?:account|token)/.test(one.thing)).every((one) => one.state === "was there"),
      ).toBe(true);
      const down = (project: string, ...more: string[]) =>
        adf([
          "teardown",
          "--project",
          project,
          "--admin-token-file",
          folder.token_file,
          "--out",
          folder.path,
          "--json",
          ...more,
        ]);

      const shown = JSON.parse((await down("tides")).out);
      expect(states(shown.forge)).toEqual(new Set(["would remove", "kept"]));
      expect(value(await adminOf(forge).hooks(repo))).toHaveLength(1);

      const first = await down("tides", "--apply");
      expect({ code: first.code, err: first.err }).toEqual({ code: 0, err: "" });
      const admin = adminOf(forge);
      expect(value(await admin.hooks(repo))).toEqual([]);
      expect(value(await admin.labels(repo)).map((one) => one.name)).not.toContain("adf/held");
      expect((await admin.protection(repo, "main")).ok).toBe(false);
      expect((await admin.branch(repo, "adf/summary")).ok).toBe(false);
      expect(value(await admin.isCollaborator(repo, login("qa")))).toBe(false);
      expect(value(await admin.user(login("qa"))).login).toBe(login("qa"));
      expect(file("orchestrator.toml")).not.toContain("tides");
      expect(existsSync(join(folder.path, ".adf/setup-tides.json"))).toBe(false);

      const second = await down("dunes", "--apply");
      expect({ code: second.code, err: second.err }).toEqual({ code: 0, err: "" });
      for (const role of roles) expect((await admin.user(login(role))).ok).toBe(false);
      expect(existsSync(join(folder.path, ".adf/tokens.json"))).toBe(false);
      expect(existsSync(join(folder.path, ".adf/secrets.json"))).toBe(false);
      expect(value(await admin.repository(repo)).path).toBe(repo);
    });

    it("does not touch accounts that it did not make, nor remove them", async () => {
      const admin = adminOf(forge);
      const own = await forge.makeRepo();
      const theirs = `theirs-${id}`;
      const password = "a-Password-1-of-theirs";
      value(
        await admin.createAccount({ login: theirs, full_name: "", email: `${theirs}@forge.test`, password }),
      );
      const only = roles.map((role) => `${role}=${theirs}`).join(",");
      const all = ["--out", folder.path, "--json", "--apply", "--admin-token-file", folder.token_file];
      const made = await adf([
        "setup",
        "--project",
        "reefs",
        "--repo",
        own,
        "--forge",
        forge.url,
        "--accounts",
        only,
        ...all,
      ]);
      expect(made.code).toBe(1);
      const tokens: Line[] = JSON.parse(made.out).forge.filter((one: Line) => one.thing.startsWith("token"));
      expect(states(tokens)).toEqual(new Set(["differs"]));
      expect(tokens[0]?.detail).toContain(`sign in as ${theirs}`);
      const down = await adf(["teardown", "--project", "reefs", ...all]);
      expect(down.code).toBe(0);
      expect(value(await admin.user(theirs)).login).toBe(theirs);
      value(await admin.deleteAccount(theirs));
    });
  });
}
