/** What the product relies on where a merge is refused, or left to the forge until its checks are green. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForgeClient } from "../../src/forge/client.ts";
import { type SetupClient, setupClient } from "../../src/forge/setup-client.ts";
import { reason, until, value } from "./expectation.ts";
import { as, rawAs, type Subject } from "./subject.ts";
import { WorkingCopy } from "./working-copy.ts";

export function mergeFacts(at: () => Subject): void {
  let repo: string;
  let dev: ForgeClient;
  let owner: SetupClient;
  let copy: WorkingCopy;
  let count = 0;

  beforeAll(async () => {
    repo = await at().makeRepo();
    dev = as(at(), "dev");
    owner = setupClient({ url: at().url, token: at().people.owner.token });
    copy = await WorkingCopy.clone(at(), repo, "dev");
  });
  afterAll(() => copy?.remove());

  const made = async (title = "Do it") => {
    const head = `adf/held-${++count}`;
    const sha = await copy.publish(head, `${count}.txt`, "one\ntwo\nthree\n");
    const { number } = value(await dev.openPull(repo, { head, base: "main", title, body: "" }));
    return { head, sha, number };
  };
  const ask = (number: number, sha: string, when_checks_succeed = false) =>
    dev.merge(repo, number, {
      style: "merge",
      head_commit_id: sha,
      title: "Merge it",
      message: "",
      delete_branch: true,
      when_checks_succeed,
    });
  const standing = (number: number) => dev.standing(repo, number);
  const looked = (number: number, mergeable = true) =>
    until(
      `it is known whether ${number} merges`,
      async () => value(await standing(number)).mergeable,
      (now) => now === mergeable,
    );
  const says = async (sha: string, context: string, state: "success" | "failure" | "warning" | "skipped") =>
    value(await dev.setStatus(repo, sha, { state, context, description: "said" }));
  const protect = async (contexts: string[]) => {
    const rule = {
      rule_name: "main",
      enable_push: true,
      enable_push_whitelist: false,
      push_whitelist_usernames: [],
      enable_status_check: true,
      status_check_contexts: contexts,
      required_approvals: 0,
      enable_approvals_whitelist: false,
      approvals_whitelist_username: [],
      block_on_rejected_reviews: false,
      dismiss_stale_approvals: false,
    };
    const there = await owner.protection(repo, "main");
    value(there.ok ? await owner.editProtection(repo, rule) : await owner.createProtection(repo, rule));
  };
  const unprotect = async () => void (await owner.deleteProtection(repo, "main"));

  describe("a refused merge", () => {
    it("of a draft is told by its standing, and not by the answer", async () => {
      const { number, sha } = await made("WIP: later");
      expect(reason(await ask(number, sha))).toBe("not_allowed");
      expect(value(await standing(number))).toMatchObject({ draft: true, mergeable: false });
    });

    it("of what conflicts is told by its standing too", async () => {
      const both = async (head: string, text: string) => {
        const sha = await copy.publish(head, "same.txt", text);
        const { number } = value(await dev.openPull(repo, { head, base: "main", title: "t", body: "" }));
        return { sha, number };
      };
      const first = await both(`adf/a-${++count}`, "1");
      const second = await both(`adf/b-${count}`, "2");
      await looked(first.number);
      value(await ask(first.number, first.sha));
      await looked(second.number, false);
      expect(reason(await ask(second.number, second.sha))).toBe("not_allowed");
    });

    it("of what waits for an open issue is a server error, which the client tells apart", async () => {
      const { number, sha } = await made();
      await looked(number);
      const blocker = value(await dev.createIssue(repo, { title: "first", body: "" }));
      value(await dev.addDependency(repo, number, blocker.number));
      const raw = await rawAs(at(), "dev")("POST", `/repos/${repo}/pulls/${number}/merge`, { Do: "merge" });
      expect(raw.status).toBe(500);
      const refused = await ask(number, sha);
      expect(reason(refused)).toBe("precondition");
      expect(!refused.ok && refused.error.detail).toContain(`waits for #${blocker.number}`);
    });
  });

  describe("a branch's rule", () => {
    it("is shown to who may merge, and to who may not", async () => {
      expect(value(await dev.branchRule(repo, "main"))).toEqual({ may_merge: true, contexts: null });
      await protect(["adf/review", "ci/*"]);
      expect(value(await dev.branchRule(repo, "main"))).toEqual({
        may_merge: true,
        contexts: ["adf/review", "ci/*"],
      });
      expect(value(await as(at(), "outsider").branchRule(repo, "main")).may_merge).toBe(false);
      await unprotect();
    });

    it("lets a star stand for slashes, takes skipped for green and a warning for red", async () => {
      await protect(["ci*"]);
      const { number, sha } = await made();
      await looked(number);
      await says(sha, "ci/a/b", "warning");
      expect(reason(await ask(number, sha))).toBe("not_allowed");
      await says(sha, "ci/a/b", "skipped");
      value(await ask(number, sha));
      await unprotect();
    });

    it("that names no context lets nothing through without a status", async () => {
      await protect([]);
      const { number, sha } = await made();
      await looked(number);
      expect(reason(await ask(number, sha))).toBe("not_allowed");
      await says(sha, "anything", "success");
      value(await ask(number, sha));
      await unprotect();
    });
  });

  describe("a merge that is left to the forge", () => {
    const scheduled = async () => {
      const pull = await made();
      await looked(pull.number);
      await says(pull.sha, "adf/review", "success");
      expect(reason(await ask(pull.number, pull.sha))).toBe("not_allowed");
      expect(value(await ask(pull.number, pull.sha, true))).toEqual({ scheduled: true });
      return pull;
    };
    const isMerged = async (number: number) => value(await dev.pull(repo, number)).merged;

    it("is done when the last check is green, and asked for once", async () => {
      await protect(["adf/review", "ci/x"]);
      const { number, sha } = await scheduled();
      expect(reason(await ask(number, sha, true))).toBe("conflict");
      await says(sha, "ci/x", "failure");
      expect(await isMerged(number)).toBe(false);
      await says(sha, "ci/x", "success");
      await until(
        "the forge merges",
        () => isMerged(number),
        (merged) => merged,
      );
      expect(reason(await dev.cancelMerge(repo, number))).toBe("not_found");
    });

    it("is taken back, once", async () => {
      const { number, sha } = await scheduled();
      value(await dev.cancelMerge(repo, number));
      expect(reason(await dev.cancelMerge(repo, number))).toBe("not_found");
      await says(sha, "ci/x", "success");
      expect(await isMerged(number)).toBe(false);
    });

    it("outlives a push, and another head goes through if it has every check: which head was meant is not asked", async () => {
      const { number, head } = await scheduled();
      const next = await copy.publish(head, "more.txt", "x");
      await until(
        "the new head is shown",
        async () => value(await dev.pull(repo, number)).head_sha,
        (sha) => sha === next,
      );
      await looked(number);
      await says(next, "ci/x", "success");
      // The gates have not said it of this head, and only that keeps it out.
      expect(await isMerged(number)).toBe(false);
      await says(next, "adf/review", "success");
      // Forgejo 12 does not look again by itself after a push. That it does not forbids nothing: whoever asks next merges.
      if (at().kind === "forgejo") value(await ask(number, next));
      await until(
        "the forge merges",
        () => isMerged(number),
        (merged) => merged,
      );
      await unprotect();
    });
  });

  describe("a review's comment", () => {
    it("beside a line that the file does not have is a server error of Gitea, which the client calls invalid", async () => {
      const { number, sha } = await made();
      const reviewer = as(at(), "reviewer");
      const beside = (line: number, path = `${count}.txt`) =>
        reviewer.review(repo, number, {
          event: "COMMENT",
          body: "look",
          commit_id: sha,
          comments: [{ path, line, body: "here" }],
        });
      const outside = await beside(99);
      if (at().kind === "forgejo") value(outside);
      else expect(reason(outside)).toBe("validation");
      value(await beside(2));
      value(await beside(1, "README.md"));
      value(await beside(1, "nowhere.txt"));
    });
  });
}
