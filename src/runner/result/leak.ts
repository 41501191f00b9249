/**
 * Whether an agent's commits hold one of the secrets that its run could see, in any of the ways a text may hold them. A
 * branch is for everybody who can read the repository, and what was pushed once cannot be called back.
 */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formsOf } from "../../core/redact/forms.ts";
import { git } from "../checkout/git.ts";

export interface Search {
  /** The repository that has the commits. */
  readonly repo: string;
  /** A folder of the job, for the patterns: as arguments they would stand in every list of processes. */
  readonly dir: string;
  readonly secrets: readonly string[];
  readonly base: string;
  readonly sha: string;
  readonly signal: AbortSignal;
}

/** As the redactor: nobody's credential is shorter. */
const MIN_SECRET = 6;
/** Commits that are searched one by one; a job that makes more is not searched halfway, but refused. */
const MAX_COMMITS = 500;

/** A sentence that says where, and never what; null when nothing was found. */
export async function findLeak(search: Search): Promise<string | null> {
  const { repo, dir, secrets, base, sha, signal } = search;
  const forms = [...new Set(secrets.filter((s) => s.length >= MIN_SECRET).flatMap(formsOf))].filter(
    // A pattern of git is one line.
    (form) => form.length >= MIN_SECRET && !form.includes("\n"),
  );
  if (forms.length === 0) return null;
  const call = { cwd: repo, signal };
  const listed = await git(["rev-list", `^${base}`, sha], call);
  const commits = listed.stdout.split("\n").filter((id) => id !== "");
  if (listed.code !== 0 || commits.length > MAX_COMMITS)
    return `The agent's ${commits.length} commits could not be searched for secrets, so they were not pushed.`;
  const words = await git(["log", "--name-only", "--format=%an%n%ae%n%B", `^${base}`, sha], call);
  if (words.code !== 0 || forms.some((form) => words.stdout.includes(form)))
    return "A message or a file's name of the agent's commits holds a secret of this job, so they were not pushed.";
  const patterns = join(dir, "patterns");
  writeFileSync(patterns, `${forms.join("\n")}\n`, { mode: 0o600 });
  try {
    for (const commit of commits) {
      const found = await git(
        ["grep", "--name-only", "--text", "--fixed-strings", "-f", patterns, commit],
        call,
      );
      // 1 says that there is nothing; everything else that there is, or that nobody knows.
      if (found.code !== 1) return sentence(found.stdout, commit);
    }
    return null;
  } finally {
    rmSync(patterns, { force: true });
  }
}

function sentence(stdout: string, commit: string): string {
  const first = stdout.split("\n")[0]?.slice(commit.length + 1) ?? "";
  const file = first === "" ? "" : ` in ${first.slice(0, 200)}`;
  return `The agent's commit ${commit.slice(0, 12)} holds a secret of this job${file}, so nothing was pushed.`;
}
