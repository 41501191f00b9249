/** What stands in a branch: its commits, and the files that changed between two of them. */
import * as z from "zod";
import { ok, type Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { mayContinue, type Page } from "./paging.ts";
import { repoPath, segment, segments } from "./path.ts";
import type { Send } from "./request.ts";
import { listOf } from "./shapes.ts";

export interface Commit {
  readonly sha: string;
  /** The first is the line of the branch itself. */
  readonly parents: readonly string[];
  readonly created_ms: number;
}

export interface Between {
  readonly commits: number;
  /** Each once, in the order in which the forge tells of them. */
  readonly files: readonly string[];
}

const Parents = listOf(z.object({ sha: z.string() }));
const CommitItem = z
  .object({ sha: z.string(), created: z.iso.datetime({ offset: true }), parents: Parents })
  .transform(
    (it): Commit => ({
      sha: it.sha,
      parents: it.parents.map((parent) => parent.sha),
      created_ms: Date.parse(it.created),
    }),
  );
const Commits = listOf(CommitItem);

const Files = listOf(z.object({ filename: z.string() }));
const Compared = z.object({ total_commits: z.int(), commits: listOf(z.object({ files: Files })) });

/** The forge gives out no more commits at once. */
export const COMMITS_PAGE = 50;

const Tree = z.object({
  tree: listOf(z.object({ path: z.string(), type: z.string(), size: z.int().default(0) })),
  truncated: z.boolean().default(false),
});

/** As many as the forge gives out at once. */
const TREE_PAGE = 1_000;
/** Of a larger tree the rest stays unknown. */
export const TREE_PAGES = 4;

export const historyCalls = (send: Send) => ({
  /** Bytes of the files of a commit, of those that are asked for. */
  fileSizes: async (
    repo: string,
    sha: string,
    files: ReadonlySet<string>,
  ): Promise<Result<Readonly<Record<string, number>>, ForgeFailure>> => {
    const found: Record<string, number> = {};
    for (let page = 1; page <= TREE_PAGES; page++) {
      const query = { recursive: true, page, per_page: TREE_PAGE };
      const path = `${repoPath(repo)}/git/trees/${segment(sha)}`;
      const answer = await send({ method: "GET", path, query }, Tree);
      if (!answer.ok) return answer;
      const { tree, truncated } = answer.value.value;
      for (const entry of tree)
        if (entry.type === "blob" && files.has(entry.path)) found[entry.path] = entry.size;
      if (!truncated) break;
    }
    return ok(found);
  },

  /** Everything that leads to `sha`, newest first. */
  commits: async (repo: string, sha: string, page: number): Promise<Result<Page<Commit>, ForgeFailure>> => {
    const query = { sha, page, limit: COMMITS_PAGE, stat: false, verification: false, files: false };
    const answer = await send({ method: "GET", path: `${repoPath(repo)}/commits`, query }, Commits);
    if (!answer.ok) return answer;
    const { value, headers } = answer.value;
    return ok({ items: value, more: mayContinue(page, value.length, COMMITS_PAGE, headers) });
  },

  /** What is in `head` and not in `base`. The forge tells the files of each commit, so one that was put back is told too. */
  between: async (repo: string, base: string, head: string): Promise<Result<Between, ForgeFailure>> => {
    const path = `${repoPath(repo)}/compare/${segments(base)}...${segment(head)}`;
    const answer = await send({ method: "GET", path, query: { verification: false, stat: false } }, Compared);
    if (!answer.ok) return answer;
    const { total_commits, commits } = answer.value.value;
    const files = commits.flatMap((commit) => commit.files.map((file) => file.filename));
    return ok({ commits: total_commits, files: [...new Set(files)] });
  },
});
