/** What the product relies on about git over smart HTTP with a token. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setupClient } from "../../src/forge/setup-client.ts";
import { value } from "./expectation.ts";
import { as, basic, type Subject } from "./subject.ts";
import { git, remoteUrl, WorkingCopy } from "./working-copy.ts";

export function gitFacts(at: () => Subject): void {
  let repo: string;
  let copy: WorkingCopy;
  beforeAll(async () => {
    repo = await at().makeRepo();
    copy = await WorkingCopy.clone(at(), repo, "dev");
  });
  afterAll(() => copy?.remove());

  const service = (name: string, authorization?: string) =>
    fetch(`${at().url}/${repo}.git/info/refs?service=${name}`, {
      headers: authorization === undefined ? {} : { authorization },
    });

  describe("git", () => {
    it("clones with a token and pushes a branch that the forge then has", async () => {
      const sha = await copy.publish("adf/issue-1", "pushed.txt", "x");
      expect(value(await as(at(), "dev").branch(repo, "adf/issue-1")).sha).toBe(sha);
    });

    it("answers the smart protocol to Basic authentication with login and token", async () => {
      const { login, token } = at().people.dev;
      for (const name of ["git-upload-pack", "git-receive-pack"]) {
        const answer = await service(name, basic(login, token));
        expect(answer.status).toBe(200);
        expect(answer.headers.get("content-type")).toBe(`application/x-${name}-advertisement`);
        expect(await answer.text()).toContain(`# service=${name}`);
      }
    });

    it("lets anybody read a public repository, and asks who wants to write", async () => {
      expect((await service("git-upload-pack")).status).toBe(200);
      const answer = await service("git-receive-pack");
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toMatch(/^Basic /);
      await answer.body?.cancel();
    });

    it("refuses a wrong token, also for reading", async () => {
      const { login } = at().people.dev;
      const answer = await service("git-upload-pack", basic(login, "0".repeat(40)));
      expect(answer.status).toBe(401);
      await answer.body?.cancel();
    });

    it("refuses the push of somebody who may only read", async () => {
      const { login, token } = at().people.outsider;
      const remote = remoteUrl(at().url, repo, login, token);
      const result = await git(copy.dir, "push", remote, "HEAD:refs/heads/stranger");
      expect(result.code).not.toBe(0);
      expect((await as(at(), "dev").branch(repo, "stranger")).ok).toBe(false);
    });

    it("refuses a push that would lose commits, unless it is forced", async () => {
      const kept = await copy.publish("adf/issue-2", "kept.txt", "1");
      await copy.must("commit", "-q", "--amend", "-m", "Another");
      expect((await copy.git("push", "-q", "origin", "adf/issue-2")).code).not.toBe(0);
      expect(value(await as(at(), "dev").branch(repo, "adf/issue-2")).sha).toBe(kept);
      expect((await copy.git("push", "-q", "--force", "origin", "adf/issue-2")).code).toBe(0);
    });

    it("tells the commits of a branch with their parents, newest first, and the files of what is new in it", async () => {
      const start = value(await as(at(), "dev").branch(repo, "main")).sha;
      const first = await copy.publish("adf/issue-4", "four.txt", "1");
      await copy.must("commit", "-q", "--allow-empty", "-m", "Nothing");
      await copy.must("push", "-q", "origin", "HEAD:adf/issue-4");
      const { sha: head } = value(await as(at(), "dev").branch(repo, "adf/issue-4"));
      const { items } = value(await as(at(), "dev").commits(repo, head, 1));
      expect(items.slice(0, 2).map((c) => [c.sha, c.parents])).toEqual([
        [head, [first]],
        [first, [start]],
      ]);
      expect(Math.abs((items[0]?.created_ms ?? 0) - Date.now())).toBeLessThan(600_000);
      expect(value(await as(at(), "dev").between(repo, start, head))).toEqual({
        commits: 2,
        files: ["four.txt"],
      });
      expect(value(await as(at(), "dev").between(repo, head, head))).toEqual({ commits: 0, files: [] });
    });

    it("tells how long its files are, also those in folders", async () => {
      const path = "deep/down/five.txt";
      const file = { path, message: "m", branch: "adf/issue-5", from: "main", sha: null, text: "12345" };
      value(await setupClient({ url: at().url, token: at().people.dev.token }).commitFile(repo, file));
      const { sha } = value(await as(at(), "dev").branch(repo, "adf/issue-5"));
      const sizes = await as(at(), "dev").fileSizes(repo, sha, new Set([path, "gone.txt"]));
      expect(value(sizes)).toEqual({ [path]: 5 });
    });

    it("deletes a branch", async () => {
      await copy.publish("adf/issue-3", "gone.txt", "1");
      await copy.must("push", "-q", "origin", ":adf/issue-3");
      expect((await as(at(), "dev").branch(repo, "adf/issue-3")).ok).toBe(false);
    });
  });
}
