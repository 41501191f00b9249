/** A new repository: bare on the disk first, then known. A first commit comes from a directory or a README. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Forge } from "../forge.ts";
import { type Author, Repository } from "../git/repository.ts";
import { gitOk } from "../git/run.ts";
import type { RepoRow, UserRow } from "../store/rows.ts";
import { emailOf } from "../view/user.ts";

export interface NewRepo {
  readonly owner: UserRow;
  readonly name: string;
  readonly description: string;
  readonly private: boolean;
  readonly branch: string;
  readonly first: { readonly from: string } | { readonly readme: string } | null;
  readonly author: Author | null;
}

export async function createRepo(forge: Forge, asked: NewRepo): Promise<RepoRow> {
  const now = forge.store.now();
  // The number is spent first: a kill in between leaves an unused directory, never a row without one.
  const id = forge.store.write((tx) => tx.next("repos"));
  const git = await Repository.create(join(forge.dir, "repositories", `${id}.git`), asked.branch);
  if (asked.first !== null) {
    const by = asked.author ?? { name: asked.owner.login, email: emailOf(asked.owner) };
    await firstCommit(git, asked.branch, asked.first, by, now);
  }
  await git.refresh();
  forge.repositories.set(id, git);
  const row: RepoRow = {
    id,
    owner: asked.owner.id,
    name: asked.name,
    description: asked.description,
    private: asked.private,
    default_branch: asked.branch,
    created: now,
    updated: now,
  };
  forge.store.write((tx) => tx.put("repos", id, row));
  return row;
}

async function firstCommit(
  git: Repository,
  branch: string,
  first: NonNullable<NewRepo["first"]>,
  by: Author,
  now: number,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "adf-forge-"));
  try {
    let tree = scratch;
    if ("from" in first) tree = resolve(first.from);
    else await writeFile(join(scratch, "README.md"), first.readme);
    const index = { GIT_INDEX_FILE: join(git.dir, "first-commit-index") };
    await gitOk(
      git.dir,
      [
        "-c",
        "core.bare=false",
        "-c",
        "core.autocrlf=false",
        `--git-dir=${git.dir}`,
        `--work-tree=${tree}`,
        "add",
        "--all",
        "--",
        tree,
      ],
      { env: index },
    );
    const written = (await gitOk(git.dir, ["write-tree"], { env: index })).trim();
    await rm(index.GIT_INDEX_FILE, { force: true });
    const sha = await git.commitTree(written, [], "Initial commit\n", by, now);
    await git.setRef(`refs/heads/${branch}`, sha);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
