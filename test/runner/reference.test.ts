import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LogRecord } from "../../src/contract/log.ts";
import { type Bench, child, createBench, makeOffer } from "../support/runner/bench.ts";
import { cleanEnv } from "../support/runner/git-gate.ts";

let bench: Bench;
let clone: string;
/** What the runner said, and the bytes that its mirror took over the wire. */
let records: LogRecord[];

beforeEach(async () => {
  bench = await createBench();
  clone = join(bench.root, "clone");
  records = [];
  // No delta and no compression makes it smaller than it is.
  bench.origin.commit("main", { "large.bin": randomBytes(300_000).toString("base64") });
});
afterEach(() => bench.close());

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=p", "-c", "user.email=p@example.invalid", ...args], {
    cwd: bench.root,
    env: cleanEnv,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();

const mirror = (): string => {
  const at = join(bench.stateDir, "mirrors");
  return join(at, readdirSync(at).find((name) => name.endsWith(".git")) ?? "");
};
const inMirror = (...args: string[]): string => git("-C", mirror(), ...args);
const has = (sha: string): boolean => {
  try {
    inMirror("cat-file", "-e", sha);
    return true;
  } catch {
    return false;
  }
};
async function run(job: string, references: Record<string, string> = { sample: clone }) {
  bench.worker.offer(makeOffer({ job }));
  const runner = bench.start({ child: child("commits") }, { references });
  const { report } = await bench.worker.until(() => bench.worker.finished.get(job));
  runner.stopTaking();
  await runner.ended;
  records.push(...runner.records);
  return report;
}
const said = () =>
  records.flatMap((r) => (r.event.startsWith("mirror.") ? [[r.event, r.project, r.reason ?? ""]] : []));

/** Every file below a folder, with its bytes and the time it was changed. */
function state(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => join(folder, name))
    .map((path) => {
      const at = statSync(path);
      return `${path} ${at.mtimeMs} ${at.isFile() ? readFileSync(path, "base64") : ""}`;
    });
}

/** The first two stand for the rest, which are in the full run. */
const UNUSABLE: [string, () => void, RegExp][] = [
  ["is not there", () => {}, /clone is not there$/],
  [
    "is of another repository",
    () => {
      mkdirSync(clone);
      git("init", "--quiet", "--initial-branch=main", clone);
      writeFileSync(join(clone, "other.txt"), "another thing\n");
      git("-C", clone, "add", "--all");
      git("-C", clone, "commit", "--quiet", "-m", "Begin elsewhere");
      git("-C", clone, "update-ref", "refs/remotes/origin/main", "HEAD");
    },
    /another history than the forge's/,
  ],
  ["is a folder of files", () => mkdirSync(clone), /clone is no git repository$/],
  [
    "came from nowhere",
    () => git("init", "--quiet", clone),
    /no branch that came from a remote called origin$/,
  ],
  [
    "is damaged",
    () => {
      git("clone", "--quiet", bench.origin.dir, clone);
      rmSync(join(clone, ".git/objects"), { recursive: true });
      mkdirSync(join(clone, ".git/objects"));
    },
    /git cannot read|no branch/,
  ],
];
const full = process.env.ADF_FULL === "1";

describe("a runner that was told of a clone on its machine", () => {
  it("begins its mirror from it, fetches only what is new, and needs it no more", async () => {
    git("clone", "--quiet", bench.origin.dir, clone);
    const newer = bench.origin.commit("main", { "newer.js": "export {};\n" });
    const before = state(clone);

    const report = await run("one");
    expect(report).toMatchObject({ outcome: "success", base_sha: newer });
    expect(said()).toEqual([["mirror.seeded", "sample", ""]]);
    // Two packs or loose objects: the large file came from the clone and not through the gate.
    expect(bench.worker.gate_bytes).toBeLessThan(50_000);
    expect(inMirror("for-each-ref", "--format=%(refname)", "refs/adf/")).toBe("");
    expect(existsSync(join(mirror(), "objects/info/alternates"))).toBe(false);
    expect(state(clone)).toEqual(before);

    rmSync(clone, { recursive: true });
    expect(await run("two")).toMatchObject({ outcome: "success" });
    expect(inMirror("fsck", "--connectivity-only", "--no-dangling")).toBe("");
    expect(said()).toHaveLength(1);
  });

  it("takes nothing from it that was never pushed", async () => {
    git("clone", "--quiet", bench.origin.dir, clone);
    git("-C", clone, "checkout", "--quiet", "-b", "private");
    writeFileSync(join(clone, "diary.txt"), "nobody is to read this\n");
    git("-C", clone, "add", "--all");
    git("-C", clone, "commit", "--quiet", "-m", "Mine");
    const mine = git("-C", clone, "rev-parse", "HEAD");
    await run("one");
    expect(said().map(([event]) => event)).toEqual(["mirror.seeded"]);
    expect(has(mine)).toBe(false);
  });

  it.each(full ? UNUSABLE : UNUSABLE.slice(0, 2))(
    "that %s: says so, and works in the normal way",
    async (_name, make, words) => {
      make();
      const other = existsSync(join(clone, "other.txt")) ? git("-C", clone, "rev-parse", "HEAD") : null;
      expect(await run("one")).toMatchObject({ outcome: "success" });
      expect(said()).toEqual([["mirror.reference_unused", "sample", expect.stringMatching(words)]]);
      if (other !== null) expect(has(other)).toBe(false);
      expect(readdirSync(join(bench.stateDir, "mirrors"))).toHaveLength(1);
    },
  );

  if (!full) return;

  it("takes a bare clone too", async () => {
    git("clone", "--quiet", "--bare", bench.origin.dir, clone);
    expect(await run("one")).toMatchObject({ outcome: "success" });
    expect(said().map(([event]) => event)).toEqual(["mirror.seeded"]);
  });

  it("leaves the clones of other projects alone", async () => {
    git("clone", "--quiet", bench.origin.dir, clone);
    await run("one", { other: clone });
    expect(said()).toEqual([]);
    expect(bench.worker.gate_bytes).toBeGreaterThan(300_000);
  });
});
