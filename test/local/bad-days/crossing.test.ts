/** The owner's commit that meets an agent's, with the real sample in a real forge and real pushes. */
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { setupClient } from "../../../src/forge/setup-client.ts";
import { crossing } from "../../../src/local/bad-days/crossing.ts";
import { SAMPLE_PATH, seedSample, TIDES } from "../../../src/local/factory/sample.ts";
import { type EmbeddedForge, startForge } from "../../../src/local/forge/server.ts";

let dir: string;
let forge: EmbeddedForge;
let tokens: Readonly<Record<string, string | undefined>>;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "adf-crossing-"));
  forge = await startForge({ dir: join(dir, "forge") });
  ({ tokens } = await seedSample(forge, { ...TIDES, issues: [] }));
});
afterEach(async () => {
  await forge.close();
  rmSync(dir, { recursive: true, force: true });
});

const run = promisify(execFile);
const git = async (...args: string[]): Promise<string> => {
  const identity = ["-c", "user.name=x", "-c", "user.email=x@example.test"];
  return (await run("git", [...identity, ...args], { cwd: join(dir, "work") })).stdout.trim();
};

it("comes with the push of the issue's branch and no other, in its line, before the pusher goes on; once", async () => {
  const url = forge.url.replace("http://", `http://git:${tokens.developer}@`);
  await run("git", ["clone", "--quiet", `${url}/${SAMPLE_PATH}.git`, join(dir, "work")]);
  const first = await git("rev-parse", "HEAD");
  const main = async () => (await git("ls-remote", "origin", "refs/heads/main")).split("\t")[0];
  const client = setupClient({ url: forge.url, token: tokens.owner ?? "" });
  const met: boolean[] = [];
  const meet = crossing({ client, repo: SAMPLE_PATH, branch: "main", issue: 8 });
  forge.admin.meanwhile(async (push) => void met.push(await meet(push)));

  await git("push", "--quiet", "origin", "HEAD:refs/heads/adf/81-w1");
  expect(await main()).toBe(first);

  const file = join(dir, "work", "src/paging.js");
  writeFileSync(file, readFileSync(file, "utf8").replace("Math.floor", "Math.ceil"));
  await git("commit", "--quiet", "--all", "--message", "Mend it");
  const mended = await git("rev-parse", "HEAD");
  await git("push", "--quiet", "origin", "HEAD:refs/heads/adf/8-w1");
  const owners = await main();
  expect(owners).not.toBe(first);
  await git("fetch", "--quiet", "origin");
  expect(await git("log", "-1", "--format=%an", "origin/main")).toBe("The owner");
  await expect(git("merge-tree", "--write-tree", "origin/main", mended)).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining("CONFLICT"),
  });

  await git("push", "--quiet", "--force", "origin", "HEAD~1:refs/heads/adf/8-w1");
  expect(await main()).toBe(owners);
  expect(met).toEqual([false, true, false]);
});
