import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { git, listen, pushBranch, type Rig, startRig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const clone = async (as: Parameters<Rig["cloneUrl"]>[0], name: string) => {
  const done = await git(rig.dir, "clone", "-q", rig.cloneUrl(as), name);
  expect(done.err).toBe("");
  return join(rig.dir, name);
};

describe("git over HTTP", () => {
  it("clones without an account and gives back what was pushed, also when it is large", async () => {
    const work = await clone("developer", "work");
    await writeFile(
      join(work, "big.bin"),
      Buffer.alloc(3_000_000, 7).map((_, i) => (i * 2_654_435_761) >>> 13),
    );
    await git(work, "add", "-A");
    await git(work, "commit", "-q", "-m", "big");
    expect((await git(work, "push", "-q", "origin", "main")).code).toBe(0);
    const copy = await clone(null, "copy");
    expect((await git(copy, "rev-parse", "HEAD")).out).toBe((await git(work, "rev-parse", "HEAD")).out);
    expect((await git(copy, "fsck", "--strict")).code).toBe(0);
  });
  it("begins a repository with the files of a directory, in the name it is given", async () => {
    const from = join(rig.dir, "files");
    await mkdir(join(from, "bin"), { recursive: true });
    await writeFile(join(from, "bin", "run"), "#!/bin/sh\n", { mode: 0o755 });
    await writeFile(join(from, ".gitignore"), "node_modules/\n");
    await mkdir(join(from, "node_modules"));
    await writeFile(join(from, "node_modules", "x"), "");
    const author = { name: "Ada", email: "ada@example.test" };
    await rig.forge.admin.createRepo({ owner: "owner", name: "begun", from, author });
    await git(rig.dir, "clone", "-q", `${rig.forge.url}/owner/begun.git`, "begun");
    const begun = join(rig.dir, "begun");
    expect((await git(begun, "log", "--format=%an <%ae>|%cn")).out.trim()).toBe("Ada <ada@example.test>|Ada");
    expect((await git(begun, "ls-tree", "-r", "HEAD")).out).toMatch(
      /^100644 blob \w+\t\.gitignore\n100755 blob \w+\tbin\/run\n$/,
    );
  });
  it("wants an account for a push, one that may write, and the scope", async () => {
    const work = await clone("stranger", "strange");
    await git(work, "commit", "-q", "--allow-empty", "-m", "x");
    expect((await git(work, "push", "origin", "main")).code).not.toBe(0);
    expect((await git(work, "push", rig.cloneUrl(null), "main")).code).not.toBe(0);
    const reader = rig.forge.admin.createToken("developer", ["read:repository"]);
    const url = `${rig.forge.url.replace("http://", `http://git:${reader}@`)}/owner/sample.git`;
    expect((await git(work, "push", url, "main")).err).toContain("403");
  });
  it("keeps its own pull request references from being pushed", async () => {
    const work = await clone("developer", "pullref");
    expect((await git(work, "push", "origin", "HEAD:refs/pull/1/head")).code).not.toBe(0);
  });
  it("refuses every ref of a push that touches a protected branch, in git's own words", async () => {
    await rig.repo("owner", "POST", "/branch_protections", { rule_name: "release/*", enable_push: false });
    const work = await clone("developer", "protected");
    const pushed = await git(work, "push", "origin", "HEAD:refs/heads/release/1", "HEAD:refs/heads/free");
    expect(pushed.err).toContain("Not allowed to push to protected branch release/1");
    expect(pushed.err).toContain("pre-receive hook declined");
    expect((await rig.repo(null, "GET", "/branches/free")).status).toBe(404);
  });
  it("tells a hook of a push, and closes the issue that a commit on main names", async () => {
    const ear = await listen();
    await rig.repo("owner", "POST", "/hooks", {
      type: "gitea",
      active: true,
      events: ["push", "issues"],
      config: { url: ear.url, content_type: "json" },
    });
    const issue = (await rig.repo("owner", "POST", "/issues", { title: "broken" })).json;
    const work = await clone("developer", "closing");
    await git(work, "commit", "-q", "--allow-empty", "-m", `Repair\n\nCloses #${issue.number}`);
    await git(work, "push", "-q", "origin", "main");
    await rig.forge.admin.delivered();
    const push = ear.got.find((one) => one.headers["x-gitea-event"] === "push");
    expect(push?.json.ref).toBe("refs/heads/main");
    expect(push?.json.total_commits).toBe(1);
    expect(push?.json.commits[0].author.username).toBe("developer");
    const closed = ear.got.find((one) => one.json.action === "closed");
    expect(closed?.json.commit_id).toBe(push?.json.after);
    expect((await rig.repo(null, "GET", `/issues/${issue.number}`)).json.state).toBe("closed");
    await ear.close();
  });
  it("answers a compare with the commits the head has more", async () => {
    const sha = await pushBranch(rig, "adf/one", { "one.txt": "1" });
    const answer = (await rig.repo(null, "GET", "/compare/main...adf/one")).json;
    expect(answer.total_commits).toBe(1);
    expect(answer.commits[0].sha).toBe(sha);
    expect((await rig.repo(null, "GET", "/compare/main...nowhere")).status).toBe(404);
  });
});
