/**
 * Takes the agent's work into the mirror. No git command runs with the agent's repository as its own: the mirror
 * fetches from it, and what was left uncommitted is added with the mirror's git directory and a throw-away index,
 * so hooks, filters and configuration that the agent wrote are never used.
 */
import { existsSync, lstatSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { GitProblem, git, gitText } from "../checkout/git.ts";
import { identityEnv } from "../checkout/merge.ts";
import type { Mirror } from "../checkout/mirror.ts";
import type { Prepared } from "../checkout/prepare.ts";
import type { Workspace } from "../state/workspace.ts";
import { enclose } from "./enclosed.ts";

export type Collected =
  | { readonly kind: "nothing" }
  | { readonly kind: "work"; readonly sha: string; readonly files: string[] }
  | { readonly kind: "failed"; readonly detail: string };

export interface CollectFrom {
  readonly mirror: Mirror;
  readonly space: Workspace;
  readonly prepared: Prepared;
  /** What was not laid out: that it is not there says nothing. */
  readonly withheld: readonly string[];
  /** The commit that needs no taking, because it is where it belongs already. */
  readonly known: string;
  readonly agent: string;
  readonly signal: AbortSignal;
}

export const jobRef = (space: Workspace): string => `refs/adf/jobs/${space.marker.replace(/[^\w-]/g, "_")}`;

export function collectWork(from: CollectFrom): Promise<Collected> {
  return from.mirror.run(async () => {
    try {
      return await collect(from);
    } catch (cause) {
      if (cause instanceof GitProblem) return { kind: "failed", detail: cause.message };
      throw cause;
    } finally {
      rmSync(from.space.indexFile, { force: true });
    }
  });
}

async function collect(from: CollectFrom): Promise<Collected> {
  const { mirror, space, prepared, known, signal } = from;
  const sha = prepared.startSha;
  const gitDir = join(space.checkout, ".git");
  const problem = checkPlace(space) ?? (await enclose({ gitDir, mirrorDir: mirror.dir, sha }));
  if (problem !== null) return { kind: "failed", detail: problem };
  const call = { cwd: mirror.dir, signal };
  const ref = jobRef(space);
  const fetched = await git(
    [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      "--update-shallow",
      space.checkout,
      `+HEAD:${ref}`,
    ],
    {
      ...call,
      env: { GIT_ALLOW_PROTOCOL: "file" },
      config: [
        ["protocol.file.allow", "always"],
        ["fetch.fsckObjects", "true"],
      ],
      timeoutMs: 300_000,
    },
  );
  if (fetched.code !== 0)
    return {
      kind: "failed",
      detail: `the agent's commits could not be fetched: ${fetched.stderr.trim().slice(-600)}`,
    };
  const head = await gitText(["rev-parse", "--verify", `${ref}^{commit}`], call);
  const result = await addLeftovers(from, head, ref);
  if (result === known) return { kind: "nothing" };
  const files = await changedIn(mirror, prepared.baseSha, result, signal);
  return { kind: "work", sha: result, files };
}

/** All of them or an exception: whether a person has to look at the change is decided by this list. */
async function changedIn(mirror: Mirror, base: string, sha: string, signal: AbortSignal): Promise<string[]> {
  const call = { cwd: mirror.dir, signal };
  const names = ["diff", "--name-only", "-z", "--no-renames"];
  const since = await git([...names, `${base}...${sha}`], call);
  // Commits of which none is the base's are as long a change as there can be.
  const text = since.code === 0 ? since.stdout : await gitText([...names, base, sha], call);
  return text.split("\0").filter((name) => name !== "");
}

/** The agent could have put a link to another repository in the checkout's place. */
function checkPlace({ checkout }: Workspace): string | null {
  for (const path of [checkout, join(checkout, ".git")]) {
    if (!existsSync(path) || !lstatSync(path).isDirectory() || realpathSync(path) !== path) {
      return "the agent removed its checkout or replaced it by a link";
    }
  }
  return null;
}

async function addLeftovers(
  { mirror, space, agent, signal, withheld }: CollectFrom,
  head: string,
  ref: string,
): Promise<string> {
  const call = {
    cwd: space.checkout,
    signal,
    env: { GIT_INDEX_FILE: space.indexFile, ...identityEnv(agent) },
    timeoutMs: 300_000,
  };
  const left = [
    ...withheld.map((name) => `:(exclude,top,glob)${name}`),
    ...(await nestedIn(mirror, head, signal)).map((name) => `:(exclude,top,literal)${name}`),
  ];
  const own = ["--git-dir", mirror.dir, "--work-tree", space.checkout, "-c", "core.bare=false"];
  await gitText([...own, "read-tree", head], call);
  await gitText([...own, "add", "--all", "--", ".", ...left], call);
  const tree = await gitText([...own, "write-tree"], call);
  if (tree === (await gitText([...own, "rev-parse", `${head}^{tree}`], call))) return head;
  const sha = await gitText(
    [...own, "commit-tree", tree, "-p", head, "-m", `Work left uncommitted by ${agent}`],
    call,
  );
  await gitText([...own, "update-ref", ref, sha], call);
  return sha;
}

/**
 * Repositories that a commit names as submodules. To see whether one was changed, git would run in what lies there, by the
 * configuration that lies there: filters of the agent's, outside of its sandbox. So they stay as the commit has them.
 */
async function nestedIn(mirror: Mirror, head: string, signal: AbortSignal): Promise<string[]> {
  const list = await gitText(["ls-tree", "-r", "-z", "--full-tree", "--format=%(objectmode) %(path)", head], {
    cwd: mirror.dir,
    signal,
  });
  const names = list.split("\0").flatMap((line) => /^160000 (.+)$/s.exec(line)?.[1] ?? []);
  const unreadable = names.find((name) => name.includes("\uFFFD"));
  if (unreadable !== undefined)
    throw new GitProblem("ls-tree", {
      code: 0,
      stdout: "",
      stderr: `the name of the submodule ${unreadable} is no UTF-8`,
    });
  return names;
}
