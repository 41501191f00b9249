/** What changed between two commits, and what a commit says: read once, in machine formats. */
import { gitOk } from "./run.ts";

export interface Diff {
  readonly additions: number;
  readonly deletions: number;
  readonly files: readonly {
    readonly path: string;
    readonly status: "added" | "deleted" | "changed";
    readonly additions: number;
    readonly deletions: number;
  }[];
}

export interface CommitInfo {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}
export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export async function readDiff(dir: string, from: string, to: string): Promise<Diff> {
  const [counts, names] = await Promise.all([
    gitOk(dir, ["diff", "--numstat", "-z", "--no-renames", from, to]),
    gitOk(dir, ["diff", "--name-status", "-z", "--no-renames", from, to]),
  ]);
  const status = new Map<string, string>();
  const parts = names.split("\0");
  for (let i = 0; i + 1 < parts.length; i += 2) status.set(parts[i + 1] ?? "", parts[i] ?? "M");
  const files = counts.split("\0").flatMap((line) => {
    const [added, removed, path] = line.split("\t");
    if (path === undefined) return [];
    const letter = status.get(path);
    return [
      {
        path,
        status:
          letter === "A" ? ("added" as const) : letter === "D" ? ("deleted" as const) : ("changed" as const),
        // git writes "-" for binary files.
        additions: Number(added) || 0,
        deletions: Number(removed) || 0,
      },
    ];
  });
  const sum = (pick: (file: Diff["files"][number]) => number) =>
    files.reduce((total, file) => total + pick(file), 0);
  return { files, additions: sum((file) => file.additions), deletions: sum((file) => file.deletions) };
}

export const patch = (dir: string, from: string, to: string): Promise<string> =>
  gitOk(dir, ["diff", "--no-color", "--no-ext-diff", from, to], { max: 4_000_000 });

const FORMAT = "%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B%x00%x01";

/** Newest first. `range` holds object ids only, never text from outside. */
export async function commits(dir: string, range: string, limit: number, skip = 0): Promise<CommitInfo[]> {
  const text = await gitOk(dir, [
    "log",
    `--format=${FORMAT}`,
    `--max-count=${limit}`,
    `--skip=${skip}`,
    range,
    "--",
  ]);
  return text.split("\x00\x01").flatMap((entry) => {
    const [sha, tree, parents, an, ae, ad, cn, ce, cd, message] = entry.replace(/^\n/, "").split("\0");
    if (sha === undefined || sha === "" || message === undefined) return [];
    return [
      {
        sha,
        tree: tree ?? "",
        parents: (parents ?? "").split(" ").filter((parent) => parent !== ""),
        author: { name: an ?? "", email: ae ?? "", date: zulu(ad) },
        committer: { name: cn ?? "", email: ce ?? "", date: zulu(cd) },
        message,
      },
    ];
  });
}

const zulu = (date: string | undefined): string =>
  new Date(date ?? 0).toISOString().replace(/\.\d{3}Z$/, "Z");

export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly size: number;
  readonly sha: string;
}

/** What stands in a commit; with folders as entries of their own, as Gitea lists them. */
export async function treeOf(dir: string, sha: string, recursive: boolean): Promise<TreeEntry[]> {
  const text = await gitOk(dir, ["ls-tree", "-z", "-l", ...(recursive ? ["-r", "-t"] : []), sha]);
  return text
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const tab = line.indexOf("\t");
      const [mode = "", type = "", id = "", size = "0"] = line.slice(0, tab).split(/ +/);
      return { path: line.slice(tab + 1), mode, type, size: Number(size) || 0, sha: id };
    });
}
