/**
 * What of a repository would steer the agent CLI that works in it. Its instructions are taken from the base branch, because
 * the branch under work may have changed them; what could run or configure something is not laid out at all.
 */
import type { Instruction } from "../../core/prompt/repository.ts";
import { gitText } from "./git.ts";

export interface Steering {
  readonly instructions: readonly Instruction[];
  /** Names at the top of the commit that the job begins at, and patterns, which mean folders below. */
  readonly withheld: readonly string[];
}

/** What an adapter says of its CLI; names at the top of a repository. */
export interface Steered {
  readonly instructions: readonly string[];
  readonly withheld: readonly string[];
}

interface Entry {
  readonly path: string;
  /** Null for folders, links and submodules. */
  readonly blob: string | null;
}

/** Larger ones are no instructions. */
const MAX_BYTES = 256 * 1024;

export async function readSteering(
  repo: string,
  { baseSha, startSha }: { readonly baseSha: string; readonly startSha: string },
  { instructions, withheld }: Steered,
  signal: AbortSignal,
): Promise<Steering> {
  const [onBase, atStart] = await Promise.all([
    entries(repo, baseSha, instructions, signal),
    entries(repo, startSha, withheld.filter(isAtTop), signal),
  ]);
  const ordered = instructions.flatMap((name) => onBase.find(({ path }) => path === name) ?? []);
  // Often one is a copy of, or a link to, the other.
  const distinct = ordered.filter(
    ({ blob }, i) => blob !== null && ordered.findIndex((other) => other.blob === blob) === i,
  );
  const texts = distinct.map(async ({ path, blob }) => {
    const text = await gitText(["cat-file", "blob", blob ?? ""], { cwd: repo, signal });
    return { path, text };
  });
  return {
    instructions: (await Promise.all(texts)).filter(({ text }) => text !== "" && !text.includes("\0")),
    withheld: [...atStart.map(({ path }) => path), ...withheld.filter((name) => !isAtTop(name))],
  };
}

const isAtTop = (name: string): boolean => !name.includes("*");

async function entries(
  repo: string,
  commit: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Entry[]> {
  if (names.length === 0) return [];
  const listed = await gitText(["ls-tree", "-l", "-z", commit, "--", ...names], { cwd: repo, signal });
  return listed.split("\0").flatMap((line) => {
    const [, mode = "", blob = "", size = "", path = ""] =
      /^(\d+) \w+ (\w+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
    if (path === "") return [];
    const isText = mode.startsWith("100") && Number(size) <= MAX_BYTES;
    return [{ path, blob: isText ? blob : null }];
  });
}
