/** What an ended agent leaves: commits brought to the job's branch, and its outputs file. */

import { git } from "../checkout/git.ts";
import type { Mirror } from "../checkout/mirror.ts";
import type { Prepared } from "../checkout/prepare.ts";
import type { GitRemote } from "../checkout/remote.ts";
import { collectWork, jobRef } from "../result/collect.ts";
import { findLeak } from "../result/leak.ts";
import { type OutputsFile, readOutputs } from "../result/outputs-file.ts";
import { pushWork } from "../result/push.ts";
import type { StopCause } from "../spawn/stop.ts";
import { type Checkpoint, endCheckpoint, keepCheckpoint, NO_CHECKPOINT } from "./checkpoint.ts";
import type { JobContext } from "./context.ts";

export interface JobResult {
  readonly outputs: OutputsFile;
  readonly committed: boolean;
  /** What stands on the job's branch now; null when nothing was pushed. */
  readonly headSha: string | null;
  readonly checkpoint: Checkpoint;
  readonly files: string[];
  readonly problem: string | null;
  /** Why the work may not leave this machine. */
  readonly leak: string | null;
  /** The gate said that the job is not ours any more. */
  readonly lost: boolean;
}

export interface Ending {
  /** What was kept before it was killed; null for an agent that ended by itself. */
  readonly kept: Checkpoint | null;
  readonly well: boolean;
}

export async function takeResult(
  job: JobContext,
  mirror: Mirror,
  remote: GitRemote,
  prepared: Prepared,
  ending: Ending,
): Promise<JobResult> {
  const { offer, space, gone } = job;
  const outputs = readOutputs(space.outputsFile);
  const nothing: JobResult = {
    outputs,
    committed: false,
    headSha: null,
    checkpoint: NO_CHECKPOINT,
    files: [],
    problem: null,
    leak: null,
    lost: false,
  };
  if (offer.kind !== "change" && offer.kind !== "revert") return nothing;
  const { kept } = ending;
  if (kept !== null) {
    const checkpoint = kept.again ? await keepCheckpoint(job, mirror, remote, prepared) : kept;
    return { ...nothing, checkpoint };
  }
  if (unwanted(job) !== null) return nothing;

  // One that took up what was kept, and is content with it, has finished it; one that failed at once has not.
  const known = ending.well ? prepared.knownSha : prepared.startSha;
  const { withheld } = job;
  const work = await collectWork({
    mirror,
    space,
    prepared,
    withheld,
    known,
    agent: offer.agent,
    signal: gone,
  });
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
  if (pushed.ok) {
    await endCheckpoint(job, mirror, remote);
    return { ...nothing, committed: true, headSha: work.sha, files: work.files };
  }
  return {
    ...nothing,
    committed: true,
    files: work.files,
    lost: pushed.problem === "lost",
    problem: `The work could not be pushed to ${offer.checkout.branch}: ${pushed.detail}`,
  };
}

/** What came between its end and the push, and means that nobody wants the work of this job any more; null when nothing did. */
export function unwanted({ latch }: JobContext): StopCause | null {
  const cause = latch.cause();
  return cause !== null && UNWANTED.has(cause.kind) ? cause : null;
}

const UNWANTED: ReadonlySet<StopCause["kind"]> = new Set(["cancel", "lease_lost", "lease_unsure"]);
