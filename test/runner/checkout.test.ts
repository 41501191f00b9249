import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gitEnvironment } from "../../src/runner/checkout/git.ts";
import { isBranchName } from "../../src/runner/checkout/refs.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await createBench();
});
afterEach(() => bench.close());

const review = (job: string, head: string, branch: string) =>
  makeOffer({
    job,
    kind: "review",
    role: "reviewer",
    agent: "reviewer",
    checkout: { from: "merge", head_sha: head, branch },
  });

describe("what is laid out", () => {
  it("from base: the tip of the base branch, also after it moved", async () => {
    const first = await bench.runJob("commits", { job: "one" });
    const moved = bench.origin.commit("main", { "other.js": "export {};\n" });
    const second = await bench.runJob("commits", { job: "two" });
    expect(second.base_sha).toBe(moved);
    expect(first.base_sha).not.toBe(moved);
    expect(bench.origin.git("rev-parse", "adf/two^")).toBe(moved);
  });

  it("from branch: goes on where the last attempt stopped, and from base where there is none", async () => {
    const earlier = bench.origin.commit("adf/again", { "earlier.js": "export {};\n" });
    const report = await bench.runJob("commits", { job: "again", checkout: { from: "branch" } });
    expect(bench.origin.git("rev-parse", "adf/again^")).toBe(earlier);
    expect(report.changed_files).toEqual(["earlier.js", "sum.js"]);
    const fresh = await bench.runJob("commits", { job: "fresh", checkout: { from: "branch" } });
    expect(bench.origin.git("rev-parse", "adf/fresh^")).toBe(fresh.base_sha);
  });

  it("from base, over an old attempt: replaces what the factory itself left on the branch", async () => {
    bench.origin.commit("adf/redo", { "old.js": "export {};\n" });
    const report = await bench.runJob("commits", { job: "redo" });
    expect(report.outcome).toBe("success");
    expect(bench.origin.tip("adf/redo")).toBe(report.head_sha);
    expect(report.changed_files).toEqual(["sum.js"]);
  });

  it("does not overwrite what somebody put on the branch while the job ran", async () => {
    bench.worker.override = (verb, _job, refs) => {
      if (verb === "git" && refs > 0) return null;
      if (verb === "start") bench.origin.commit("adf/shared", { "person.js": "export {};\n" });
      return null;
    };
    const report = await bench.runJob("commits", { job: "shared" });
    expect(report.outcome).toBe("infra");
    expect(report.detail).toContain("stale info");
    expect(bench.origin.git("ls-tree", "--name-only", "adf/shared")).toContain("person.js");
  });

  it("from merge: judges the merge of head into the tip of base, and pushes nothing", async () => {
    const head = bench.origin.commit("topic", { "sum.js": "export const sum = (a, b) => a + b;\n" });
    bench.origin.commit("main", { "meanwhile.js": "export {};\n" });
    bench.worker.offer(review("judge", head, "topic"));
    bench.start({ child: child("judges") });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("judge"));
    expect(report).toMatchObject({ outcome: "success", head_sha: null, changed_files: [] });
    expect(report.outputs?.verdict).toMatchObject({
      head_sha: head,
      summary: expect.stringContaining("a + b"),
    });
    expect(bench.worker.pushes).toEqual([]);
    expect(bench.origin.tip("topic")).toBe(head);
  });

  it("ends as merge_conflict with the files when the merge cannot be made", async () => {
    const head = bench.origin.commit("topic", { "sum.js": "export const sum = () => 1;\n" });
    bench.origin.commit("main", { "sum.js": "export const sum = () => 2;\n" });
    bench.worker.offer(review("clash", head, "topic"));
    bench.start({ child: child("judges") });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("clash"));
    expect(report.outcome).toBe("merge_conflict");
    expect(report.detail).toMatch(
      /^topic does not merge into main; conflicts in: sum\.js\n[\s\S]*<<<<<<<[\s\S]*>>>>>>>/,
    );
  });

  it("a review that leaves no verdict is malformed, whatever else it says", async () => {
    const head = bench.origin.commit("topic", { "x.js": "export {};\n" });
    bench.worker.offer(review("silent", head, "topic"));
    bench.start({ child: child("commits") });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("silent"));
    expect(report).toMatchObject({ outcome: "malformed_outputs", head_sha: null });
    expect(bench.worker.pushes).toEqual([]);
  });

  it("names the branch that does not exist", async () => {
    const report = await bench.runJob("commits", { job: "lost", checkout: { base: "trunk" } });
    expect(report).toMatchObject({
      outcome: "infra",
      detail: 'the repository has no branch "trunk" to begin from',
    });
  });

  it("refuses a git path that would carry the credential to another host", async () => {
    const report = await bench.runJob("commits", {
      job: "away",
      checkout: { git_path: "http://127.0.0.1:1/git/x/1" },
    });
    expect(report.outcome).toBe("infra");
    expect(report.detail).toContain("the credential is for");
  });
});

describe("question and verified", () => {
  it("an agent's question is its outcome", async () => {
    expect((await bench.runJob("asks", { job: "q" })).outcome).toBe("question");
  });

  it("evidence without a diff is verified", async () => {
    bench.worker.offer(makeOffer({ job: "v" }));
    bench.start({ child: child("asks", "verified") });
    const { report } = await bench.worker.until(() => bench.worker.finished.get("v"));
    expect(report).toMatchObject({ outcome: "verified", head_sha: null });
  });
});

describe("the credential", () => {
  it("stands in no file of the state directory but runner.json", async () => {
    await bench.runJob("commits", { job: "leak" });
    const forms = [
      bench.worker.credential,
      Buffer.from(`runner:${bench.worker.credential}`).toString("base64"),
    ];
    const files = readdirSync(bench.stateDir, { recursive: true, encoding: "utf8" }).filter(
      (name) => name !== "runner.json" && statSync(join(bench.stateDir, name)).isFile(),
    );
    expect(files.length).toBeGreaterThan(3);
    for (const name of files) {
      const text = readFileSync(join(bench.stateDir, name), "latin1");
      for (const form of forms) expect(text.includes(form), name).toBe(false);
    }
  });

  it("reaches git through its environment, with the machine's own configuration shut out", () => {
    const env = gitEnvironment({ config: [["http.http://w/.extraHeader", "Authorization: Basic x"]] });
    const last = Number(env.GIT_CONFIG_COUNT) - 1;
    expect(env[`GIT_CONFIG_KEY_${last}`]).toBe("http.http://w/.extraHeader");
    expect(env).toMatchObject({
      GIT_TERMINAL_PROMPT: "0",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
    });
  });
});

describe("branch names from the wire", () => {
  it.each(["main", "adf/7-fix", "release/1.2", "user@feature"])("accepts %s", (name) => {
    expect(isBranchName(name)).toBe(true);
  });
  it.each([
    "",
    "-f",
    "--upload-pack=x",
    "a..b",
    "a:b",
    "a b",
    "a//b",
    "a.lock",
    "a/.b",
    "a@{1}",
    "../main",
    "a/",
  ])("refuses %j", (name) => {
    expect(isBranchName(name)).toBe(false);
  });
});

describe("the mirror", () => {
  const mirrorOf = () =>
    join(bench.stateDir, "mirrors", readdirSync(join(bench.stateDir, "mirrors"))[0] ?? "");

  it("is made anew when its objects are damaged, and the job goes on", async () => {
    await bench.runJob("commits", { job: "healthy" });
    rmSync(join(mirrorOf(), "objects"), { recursive: true });
    mkdirSync(join(mirrorOf(), "objects"));
    expect((await bench.runJob("commits", { job: "healed" })).outcome).toBe("success");
  });

  it("is freed at start from the lock files that a killed git left, and from one that was never finished", async () => {
    await bench.runJob("commits", { job: "before" });
    bench.origin.commit("main", { "news.js": "export {};\n" });
    for (const name of ["packed-refs.lock", "refs/heads/main.lock"])
      writeFileSync(join(mirrorOf(), name), "");
    const unfinished = `${mirrorOf()}.new`;
    mkdirSync(join(unfinished, "objects"), { recursive: true });
    expect((await bench.runJob("commits", { job: "freed" })).outcome).toBe("success");
    expect(existsSync(unfinished)).toBe(false);
  });
});
