/**
 * Asks the gate where the job's branches stand. A mirror that has just these commits needs no fetch, and a fetch is
 * two processes and several round trips that the agent would wait for. Whatever goes wrong here: null, and fetch.
 */
import { type JobOffer, TipsResponse } from "../../contract/runner.ts";
import type { GitRemote } from "./remote.ts";

const WAIT_MS = 3_000;

export async function askTips(
  remote: GitRemote,
  { base, branch }: JobOffer["checkout"],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | null> | null> {
  const url = new URL(`${remote.url}/tips`);
  for (const name of new Set([base, branch])) url.searchParams.append("branch", name);
  try {
    const answer = await fetch(url, {
      headers: { authorization: remote.authorization },
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]),
    });
    if (!answer.ok) return null;
    const parsed = TipsResponse.safeParse(await answer.json());
    return parsed.success ? new Map(Object.entries(parsed.data.tips)) : null;
  } catch {
    return null;
  }
}

/** True when the mirror's branches stand where the forge's do, absent ones included. */
export const sameTips = (
  there: ReadonlyMap<string, string | null> | null,
  here: ReadonlyMap<string, string>,
): boolean => there !== null && [...there].every(([name, sha]) => (here.get(name) ?? null) === sha);
