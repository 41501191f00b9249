/** What an ended agent leaves: commits brought to the job's branch, and its outputs file. */

import { git } from "../checkout/git.ts";
import type { Mirror } from "../checkout/mirror.ts";
import type { Prepared } from "../checkout/prepare.ts";
import type { GitRemote } from "../checkout/remote.ts";
import { collectWork, jobRef } from "../result/collect.ts";
import { findLeak } from "../result/leak.ts";
import { type OutputsFile, readOutputs } from "../result/outputs-file.ts";
import { pushWork } from "../result/push.ts";
import type { JobContext } from "./context.ts";

export interface JobResult {
  readonly outputs: OutputsFile;
  readonly committed: boolean;
  /** What stands on the job's branch now; null when nothing was pushed. */
  readonly headSha: string | null;
  readonly files: string[];
  readonly problem: string | null;
  /** Why the work may not leave this machine. */
  readonly leak: string | null;
  /** The gate said that the job is not ours any more. */
  readonly lost: boolean;
}

export async function takeResult(
  job: JobContext,
  mirror: Mirror,
  remote: GitRemote,
  prepared: Prepared,
): Promise<JobResult> {
  const { offer, space, gone } = job;
  const outputs = readOutputs(space.outputsFile);
  const nothing: JobResult = {
    outputs,
    committed: false,
    headSha: null,
    files: [],
    problem: null,
    leak: null,
    lost: false,
  };
  if (offer.kind !== "change" || !keepsWork(job)) return nothing;

  const work = await collectWork({ mirror, space, prepared, agent: offer.agent, signal: gone });
  if (work.kind === "nothing") return nothing;
  if (work.kind === "failed")
    return { ...nothing, problem: `The agent's work could not be taken over: ${work.detail}` };
  const { baseSha: base } = prepared;
  const { secrets } = job;
  const leak = await findLeak({
    repo: mirror.dir,
    dir: space.dir,
    secrets,
    base,
    sha: work.sha,
    signal: gone,
  });
  if (leak !== null) {
    await git(["update-ref", "-d", jobRef(space)], { cwd: mirror.dir });
    return { ...nothing, committed: true, files: work.files, leak };
  }
  const pushed = await pushWork({
    mirror,
    remote,
    sha: work.sha,
    branch: offer.checkout.branch,
    expected: prepared.branchSha,
    signal: gone,
  });
  await git(["update-ref", "-d", jobRef(space)], { cwd: mirror.dir });
  if (pushed.ok) return { ...nothing, committed: true, headSha: work.sha, files: work.files };
  return {
    ...nothing,
    committed: true,
    files: work.files,
    lost: pushed.problem === "lost",
    problem: `The work could not be pushed to ${offer.checkout.branch}: ${pushed.detail}`,
  };
}

/** Work of an agent that ran out of time is still work; that of a cancelled or lost job is not wanted. */
function keepsWork({ latch }: JobContext): boolean {
  const kind = latch.cause()?.kind;
  return kind !== "cancel" && kind !== "lease_lost" && kind !== "lease_unsure";
}
