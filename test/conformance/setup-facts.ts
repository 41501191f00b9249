/** What setup and teardown rely on: accounts, tokens by password, collaborators, protections, labels, files. */
import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { ownTokens } from "../../src/forge/admin.ts";
import { forgeClient } from "../../src/forge/client.ts";
import type { Protection } from "../../src/forge/protection.ts";
import { type SetupClient, setupClient } from "../../src/forge/setup-client.ts";
import { reason, value } from "./expectation.ts";
import { as, rawAs, SCOPES, type Subject } from "./subject.ts";

export function setupFacts(at: () => Subject): void {
  let repo: string;
  let admin: SetupClient;
  beforeAll(async () => {
    repo = await at().makeRepo();
    admin = setupClient({ url: at().url, token: at().admin_token });
  });
  const account = () => {
    const login = `bot-${randomUUID().slice(0, 8)}`;
    return { login, full_name: "A bot", email: `${login}@forge.test`, password: `${randomUUID()}Aa1!` };
  };

  describe("what there is to choose from", () => {
    it("is whose token it is, the repositories it sees, and the people, organisations apart", async () => {
      const { owner, dev } = at().people;
      const mine = setupClient({ url: at().url, token: owner.token });
      expect(value(await mine.self())).toEqual({ login: owner.login, is_admin: false });
      expect(value(await admin.self()).is_admin).toBe(true);
      const listed = value(await mine.repositories());
      expect(listed).toContainEqual({ path: repo, branch: "main" });
      expect(value(await mine.people())).toEqual(expect.arrayContaining([owner.login, dev.login]));
      const stranger = setupClient({ url: at().url, token: "0".repeat(40) });
      expect(reason(await stranger.self())).toBe("unauthorized");
    });
  });

  describe("an account", () => {
    it("is made by a site administrator, once, and not by anybody else", async () => {
      const bot = account();
      const made = value(await admin.createAccount(bot));
      expect(made.login).toBe(bot.login);
      expect(value(await admin.user(bot.login))).toEqual(made);
      expect(reason(await admin.createAccount(bot))).toBe("validation");
      const owner = setupClient({ url: at().url, token: at().people.owner.token });
      expect(reason(await owner.createAccount(account()))).toBe("forbidden");
      expect(reason(await owner.deleteAccount(bot.login))).toBe("forbidden");
      expect(value(await admin.deleteAccount(bot.login))).toBeNull();
      expect(reason(await admin.deleteAccount(bot.login))).toBe("not_found");
      expect(reason(await admin.user(bot.login))).toBe("not_found");
    });

    it("makes its own tokens by its password; a token in its place is held to its scopes", async () => {
      const bot = account();
      value(await admin.createAccount(bot));
      const url = at().url;
      const own = ownTokens({ url }, bot.login, bot.password);
      const made = value(await own.createToken("adf", SCOPES));
      expect([...made.scopes].sort()).toEqual([...SCOPES].sort());
      expect(value(await forgeClient({ url, token: made.token }).whoami()).login).toBe(bot.login);
      expect(reason(await own.createToken("adf", SCOPES))).toBe("validation");
      expect(reason(await own.createToken("odd", ["write:moon"]))).toBe("validation");
      expect(value(await own.tokens()).map((one) => one.name)).toEqual(["adf"]);
      expect(reason(await ownTokens({ url }, bot.login, "wrong").tokens())).toBe("unauthorized");
      const byToken = ownTokens({ url }, bot.login, made.token);
      expect(value(await byToken.tokens())).toHaveLength(1);
      expect(reason(await byToken.createToken("more", SCOPES))).toBe("forbidden");
      expect(value(await admin.setPassword(bot.login, "anotherAa1!anotherAa1!"))).toMatchObject({
        login: bot.login,
      });
      expect(reason(await own.tokens())).toBe("unauthorized");
      const again = ownTokens({ url }, bot.login, "anotherAa1!anotherAa1!");
      expect(value(await again.deleteToken("adf"))).toBeNull();
      expect(reason(await again.deleteToken("adf"))).toBe("not_found");
      expect(reason(await forgeClient({ url, token: made.token }).whoami())).toBe("unauthorized");
      value(await admin.deleteAccount(bot.login));
    });

    it("that was let into a repository is a collaborator until it is taken out, also twice", async () => {
      const { login } = at().people.outsider;
      const owner = setupClient({ url: at().url, token: at().people.owner.token });
      expect(value(await owner.isCollaborator(repo, login))).toBe(false);
      value(await owner.addCollaborator(repo, login, "write"));
      expect(value(await owner.isCollaborator(repo, login))).toBe(true);
      expect(value(await owner.permission(repo, login))).toBe("write");
      value(await owner.removeCollaborator(repo, login));
      value(await owner.removeCollaborator(repo, login));
      expect(value(await owner.isCollaborator(repo, login))).toBe(false);
      expect(reason(await owner.addCollaborator(repo, "nobody-of-this-name", "write"))).toBe("validation");
    });
  });

  describe("a protection", () => {
    it("is read back as it was asked for, changed, and taken away", async () => {
      const owner = setupClient({ url: at().url, token: at().people.owner.token });
      const { login } = at().people.reviewer;
      const rule: Protection = {
        rule_name: "main",
        enable_push: true,
        enable_push_whitelist: true,
        push_whitelist_usernames: [at().people.owner.login],
        enable_status_check: true,
        status_check_contexts: ["adf/review"],
        required_approvals: 1,
        enable_approvals_whitelist: true,
        approvals_whitelist_username: [login],
        block_on_rejected_reviews: true,
        dismiss_stale_approvals: true,
      };
      expect(reason(await owner.protection(repo, "main"))).toBe("not_found");
      expect(value(await owner.createProtection(repo, rule))).toEqual(rule);
      expect(reason(await owner.createProtection(repo, rule))).toBe("forbidden");
      expect(value(await owner.protection(repo, "main"))).toEqual(rule);
      const two = { ...rule, required_approvals: 2 };
      expect(value(await owner.editProtection(repo, two))).toEqual(two);
      expect(value(await owner.deleteProtection(repo, "main"))).toBeNull();
      expect(reason(await owner.deleteProtection(repo, "main"))).toBe("not_found");
      expect(
        reason(
          await setupClient({ url: at().url, token: at().people.dev.token }).createProtection(repo, rule),
        ),
      ).toBe("forbidden");
    });

    it("counts the approval of those alone whom it names", async () => {
      const raw = rawAs(at(), "owner");
      const owner = setupClient({ url: at().url, token: at().people.owner.token });
      const dev = setupClient({ url: at().url, token: at().people.dev.token });
      const file = { path: "a.txt", message: "m", branch: "by-names", from: "main", sha: null, text: "1\n" };
      value(await dev.commitFile(repo, file));
      const pull = value(await dev.openPull(repo, { head: "by-names", base: "main", title: "t", body: "" }));
      const made = await raw("POST", `/repos/${repo}/branch_protections`, {
        rule_name: "main",
        required_approvals: 1,
        enable_approvals_whitelist: true,
        approvals_whitelist_username: [at().people.reviewer.login],
      });
      expect(made.status).toBe(201);
      const approve = (who: "owner" | "reviewer") =>
        rawAs(at(), who)("POST", `/repos/${repo}/pulls/${pull.number}/reviews`, {
          event: "APPROVED",
          body: "",
        });
      const merge = () =>
        rawAs(at(), "dev")("POST", `/repos/${repo}/pulls/${pull.number}/merge`, { Do: "merge" });
      const settled = async () => {
        for (;;) {
          const answer = await merge();
          if (answer.status !== 405 || !/try again later/i.test(answer.text)) return answer;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      };
      expect((await approve("owner")).status).toBe(200);
      expect((await settled()).status).toBe(405);
      expect((await approve("reviewer")).status).toBe(200);
      expect((await settled()).status).toBe(200);
      value(await owner.deleteProtection(repo, "main"));
    });
  });

  describe("a file", () => {
    it("is committed onto a new branch, read, changed by its blob, and its branch deleted", async () => {
      const dev = setupClient({ url: at().url, token: at().people.dev.token });
      const file = { path: ".docs/summary.md", message: "Add it", branch: "adf/summary", sha: null };
      expect(reason(await dev.fileText(repo, file.path, "main"))).toBe("not_found");
      value(await dev.commitFile(repo, { ...file, from: "main", text: "grüße\n" }));
      expect(reason(await dev.commitFile(repo, { ...file, from: "main", text: "x" }))).toBe("validation");
      expect(reason(await dev.commitFile(repo, { ...file, from: null, text: "x" }))).toBe("validation");
      const first = value(await dev.fileText(repo, file.path, "adf/summary"));
      expect(first.text).toBe("grüße\n");
      value(await dev.commitFile(repo, { ...file, from: null, text: "two\n", sha: first.sha }));
      expect(reason(await dev.commitFile(repo, { ...file, from: null, text: "3\n", sha: first.sha }))).toBe(
        "validation",
      );
      expect(value(await dev.fileText(repo, file.path, "adf/summary")).text).toBe("two\n");
      expect(reason(await dev.fileText(repo, file.path, "main"))).toBe("not_found");
      expect(value(await dev.deleteBranch(repo, "adf/summary"))).toBeNull();
      expect(reason(await dev.deleteBranch(repo, "adf/summary"))).toBe("not_found");
    });
  });

  describe("a label", () => {
    it("is deleted by its number, also when it is gone", async () => {
      const owner = setupClient({ url: at().url, token: at().people.owner.token });
      const made = value(await owner.createLabel(repo, { name: "gone", color: "112233", description: "" }));
      value(await owner.deleteLabel(repo, made.id));
      value(await owner.deleteLabel(repo, made.id));
      expect(value(await as(at(), "dev").labels(repo)).map((one) => one.name)).not.toContain("gone");
    });
  });
}
