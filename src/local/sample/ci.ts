/**
 * The sample's own CI, a stranger to the factory: it asks the forge for heads, checks each out, runs the tests of what changed
 * there, and sets a commit status. What it says is what the tests say, in the pull request and once more on the target branch.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { forgeClient } from "../../forge/client.ts";

const run = promisify(execFile);

export const CI_CONTEXT = "ci/tests";
const LOOK_MS = 700;
const TEST_MS = 30_000;

export interface CiSite {
  /** Where heads are checked out; nothing else may be there. */
  readonly dir: string;
  readonly url: string;
  /** `owner/name`. */
  readonly repo: string;
  readonly branch: string;
  /** Of somebody who may set statuses. */
  readonly token: string;
}

export interface Ci {
  stop(): Promise<void>;
}

const Head = z.object({ head: z.object({ sha: z.string() }) });
const Branch = z.object({ commit: z.object({ id: z.string() }) });

export async function startCi(site: CiSite): Promise<Ci> {
  const { dir } = site;
  // What a start that was killed left there.
  await rm(dir, { recursive: true, force: true });
  const judged = new Set<string>();
  const seen: Seen = { judged, main: null };
  const over = new AbortController();
  const git = (...args: string[]) => run("git", ["-C", dir, ...args], { signal: over.signal });
  let running: Promise<void> = Promise.resolve();
  const look = () => {
    running = running.then(() => (over.signal.aborted ? undefined : round(site, dir, git, seen, over.signal))).catch(() => {
      // The forge is away, or we are being stopped: the next look goes on where this one ended.
    });
  };
  await run("git", ["clone", "--quiet", `${site.url}/${site.repo}.git`, dir]);
  // What the branch began with is nobody's change; a merge that stands there may still wait for its status.
  const first = await git("rev-list", "--max-parents=0", "HEAD");
  for (const sha of first.stdout.split("\n")) judged.add(sha);
  const timer = setInterval(look, LOOK_MS);
  return {
    async stop() {
      clearInterval(timer);
      over.abort();
      await running;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

interface Seen {
  readonly judged: Set<string>;
  /** The head of the target branch when it was looked at last; null before the first look. */
  main: string | null;
}

type Git = (...args: string[]) => Promise<{ stdout: string }>;

async function round(site: CiSite, dir: string, git: Git, seen: Seen, signal: AbortSignal): Promise<void> {
  const { judged } = seen;
  const pulls = z.array(Head).parse(await ask(site, "pulls?state=open"));
  const main = Branch.parse(await ask(site, `branches/${site.branch}`)).commit.id;
  if (seen.main === main && pulls.every(({ head }) => judged.has(head.sha))) return;
  await git("fetch", "--quiet", "origin", "+refs/heads/*:refs/remotes/origin/*");
  // Somebody may have pushed onto a merge since: what waits for the merge's own status would wait for ever.
  const landed = seen.main === null ? [main] : await commitsOf(git, `${seen.main}..${main}`);
  const heads = [
    ...pulls.map(({ head }) => ({ sha: head.sha, since: `origin/${site.branch}...${head.sha}` })),
    ...landed.map((sha) => ({ sha, since: `${sha}^1..${sha}` })),
  ].filter(({ sha }) => !judged.has(sha));
  const client = forgeClient({ url: site.url, token: site.token });
  for (const { sha, since } of heads) {
    const changed = (await git("diff", "--name-only", since)).stdout.split("\n");
    await git("checkout", "--quiet", "--force", "--detach", sha);
    const told = await test(dir, testsOf(dir, changed), signal);
    const set = await client.setStatus(site.repo, sha, { context: CI_CONTEXT, ...told });
    if (set.ok) judged.add(sha);
  }
  if (landed.every((sha) => judged.has(sha))) seen.main = main;
}

async function commitsOf(git: Git, range: string): Promise<string[]> {
  const { stdout } = await git("rev-list", "--reverse", "--first-parent", range);
  return stdout.split("\n").filter((sha) => sha !== "");
}

/** The tests that are named after a changed module, and those that were changed themselves. */
export function testsOf(dir: string, changed: readonly string[]): string[] {
  const wanted = changed.flatMap((path) => {
    const [, module] = /^src\/([\w-]+)\.js$/.exec(path) ?? [];
    if (module !== undefined) return [`test/${module}.test.js`, `test/acceptance/${module}.test.js`];
    return path.endsWith(".test.js") ? [path] : [];
  });
  return [...new Set(wanted)].filter((path) => existsSync(join(dir, path)));
}

interface Told {
  readonly state: "success" | "failure";
  readonly description: string;
}

async function test(dir: string, files: readonly string[], signal: AbortSignal): Promise<Told> {
  if (files.length === 0) return { state: "success", description: "no test is about what changed" };
  const env = { PATH: process.env.PATH };
  const red: string[] = [];
  for (const file of files) {
    try {
      await run(process.execPath, ["--test", file], { cwd: dir, env, timeout: TEST_MS, signal });
    } catch (cause) {
      signal.throwIfAborted();
      red.push(`${file}: ${firstFailure(cause)}`);
    }
  }
  if (red.length === 0) return { state: "success", description: `${files.join(", ")} pass` };
  return { state: "failure", description: red.join("; ").slice(0, 250) };
}

const Output = z.object({ stdout: z.string() });

function firstFailure(cause: unknown): string {
  const printed = Output.safeParse(cause).data?.stdout ?? "";
  return /^\s*(?:not ok \d+ - |✖ )(.*)$/m.exec(printed)?.[1]?.trim() ?? "it did not run to its end";
}

async function ask({ url, repo, token }: CiSite, path: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/repos/${repo}/${path}`, {
    headers: { authorization: `token ${token}` },
    signal: AbortSignal.timeout(5_000),
  });
  if (!answer.ok) throw new Error(`the forge answered ${answer.status}`);
  return answer.json();
}
