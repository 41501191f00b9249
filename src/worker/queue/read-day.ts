/** Reads from the forge what was merged since the last compound review. Eleven requests at most. */
import type { DayChange } from "../../core/compound/day.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { ForgeClient, ForgeFailure } from "../../forge/client.ts";
import { type Commit, TREE_PAGES } from "../../forge/history.ts";
import { type Door, type Env, projectOf, projectStub } from "../environment.ts";
import type { ForgeAccess } from "./forge-call.ts";

/** Where there was no review before, or what it read stands in the branch no more. */
const DAY_MS = 86_400_000;
const PAGES = 5;
const REQUESTS = PAGES + 2 + TREE_PAGES;

export interface DayAsked {
  /** Up to here everything was reviewed; null before the first review. */
  readonly reviewed: string | null;
}

/** While a compound review waits for it. What is answered: why it was not read. */
export async function readMerged(
  env: Env,
  door: Door,
  access: ForgeAccess,
  name: string,
): Promise<ForgeFailure | "out_of_requests" | null> {
  const project = projectOf(door, name);
  const stub = projectStub(env, name);
  const asked = await stub.reviewWanted();
  if (project === undefined || asked === null) return null;
  if (access.left < REQUESTS) return "out_of_requests";
  const client = access.client("coordinator");
  const read = await readDay(client, project.repo, project.branch, asked, Date.now());
  if (!read.ok) return read.error;
  await stub.putDay(read.value);
  return null;
}

export async function readDay(
  client: ForgeClient,
  repo: string,
  branch: string,
  { reviewed }: DayAsked,
  now: number,
): Promise<Result<DayChange, ForgeFailure>> {
  const tip = await client.branch(repo, branch);
  if (!tip.ok) return tip;
  const head = tip.value.sha;
  if (head === reviewed) return ok({ base: head, head, commits: 0, files: [], cut: null });
  const start = await baseOf(client, repo, head, reviewed, now - DAY_MS);
  if (!start.ok) return start;
  const { base, cut } = start.value;
  if (base === head) return ok({ base, head, commits: 0, files: [], cut });
  const between = await client.between(repo, base, head);
  if (!between.ok) return err(between.error);
  const sizes = await client.fileSizes(repo, head, new Set(between.value.files));
  return sizes.ok ? ok({ base, head, ...between.value, sizes: sizes.value, cut }) : err(sizes.error);
}

/** Back along the line of the branch itself: what was merged is reviewed as it came in, whenever it was written. */
async function baseOf(
  client: ForgeClient,
  repo: string,
  head: string,
  reviewed: string | null,
  since_ms: number,
): Promise<Result<{ base: string; cut: string | null }, ForgeFailure>> {
  const line: Commit[] = [];
  let next: string | undefined = head;
  const known = new Map<string, Commit>();
  for (let page = 1; page <= PAGES && next !== undefined; page++) {
    const read = await client.commits(repo, head, page);
    if (!read.ok) return read;
    for (const commit of read.value.items) known.set(commit.sha, commit);
    for (let at = known.get(next); at !== undefined; at = next === undefined ? undefined : known.get(next)) {
      if (at.sha === reviewed) return ok({ base: at.sha, cut: null });
      line.push(at);
      next = at.parents[0];
    }
    // Nobody has reviewed anything yet: a day is enough.
    if (reviewed === null && line.some((commit) => commit.created_ms < since_ms)) break;
    if (!read.value.more) break;
  }
  const old = line.find((commit) => commit.created_ms < since_ms) ?? line.at(-1);
  const base = old?.sha ?? head;
  const cut =
    reviewed === null
      ? null
      : `what came before ${base.slice(0, 12)}: the last review read up to ${reviewed.slice(0, 12)}, which is not found in the newest commits of the branch`;
  return ok({ base, cut });
}
