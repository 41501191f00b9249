/**
 * Lays out a job's own repository: objects borrowed from the mirror, a branch, `origin/<base>` to compare with;
 * no remote, no credential, no hooks. Written by hand rather than cloned, because that takes one git process
 * instead of six and the agent waits for it. Worktrees would share configuration and hooks between jobs.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gitText } from "./git.ts";

export interface Layout {
  readonly mirrorDir: string;
  readonly checkout: string;
  readonly agent: string;
  /** Commit to begin at, and the local branch it is on; null for a detached head. */
  readonly start: string;
  readonly branch: string | null;
  /** Remote-tracking refs, name below `refs/remotes/origin/` → commit. */
  readonly tracking: ReadonlyMap<string, string>;
  /** Names at the top of the commit that are left out of the files, and stay as they are in every commit. */
  readonly withheld: readonly string[];
}

export async function layOut(layout: Layout, signal: AbortSignal): Promise<void> {
  const { checkout, start, branch } = layout;
  const gitDir = join(checkout, ".git");
  for (const dir of ["objects/info", "objects/pack", "refs/heads", "refs/tags", "info"]) {
    mkdirSync(join(gitDir, dir), { recursive: true });
  }
  writeFileSync(join(gitDir, "objects/info/alternates"), `${join(layout.mirrorDir, "objects")}\n`);
  writeFileSync(join(gitDir, "config"), configFor(layout));
  if (layout.withheld.length > 0)
    writeFileSync(
      join(gitDir, "info/sparse-checkout"),
      ["/*", ...layout.withheld.map((name) => `!/${name}`), ""].join("\n"),
    );
  writeFileSync(join(gitDir, "packed-refs"), packedRefs(layout));
  writeFileSync(join(gitDir, "HEAD"), branch === null ? `${start}\n` : `ref: refs/heads/${branch}\n`);
  await gitText(["read-tree", "--reset", "-u", start], { cwd: checkout, signal, timeoutMs: 600_000 });
}

function configFor({ agent, start, withheld }: Layout): string {
  return [
    formatOf(start, false).trimEnd(),
    "[core]",
    "\tlogallrefupdates = true",
    "\thooksPath = /dev/null",
    ...(withheld.length > 0 ? ["\tsparseCheckout = true"] : []),
    "[user]",
    `\tname = ${agent}`,
    `\temail = ${agent}@adf.invalid`,
    "[gc]",
    "\tauto = 0",
    "",
  ].join("\n");
}

/** The part of a configuration without which git cannot read a repository that has commits like this one. */
export function formatOf(sha: string, reftable: boolean): string {
  const extensions = [
    ...(sha.length === 64 ? ["\tobjectFormat = sha256"] : []),
    ...(reftable ? ["\trefStorage = reftable"] : []),
  ];
  return [
    "[core]",
    `\trepositoryformatversion = ${extensions.length > 0 ? 1 : 0}`,
    "\tbare = false",
    ...(extensions.length > 0 ? ["[extensions]", ...extensions] : []),
    "",
  ].join("\n");
}

function packedRefs({ branch, start, tracking }: Layout): string {
  const refs: [string, string][] = [...tracking].map(([name, sha]) => [`refs/remotes/origin/${name}`, sha]);
  if (branch !== null) refs.push([`refs/heads/${branch}`, start]);
  return refs
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([ref, sha]) => `${sha} ${ref}\n`)
    .join("");
}
