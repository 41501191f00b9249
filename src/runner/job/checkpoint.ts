/**
 * Keeps what an agent has done so far before it is stopped: committed and pushed to a ref of its own, from which the next
 * attempt goes on or a person takes it. No branch, so that nobody takes it for a result. What holds a secret stays here.
 */
import { git } from "../checkout/git.ts";
import type { Mirror } from "../checkout/mirror.ts";
import type { Prepared } from "../checkout/prepare.ts";
import type { GitRemote } from "../checkout/remote.ts";
import { collectWork, jobRef } from "../result/collect.ts";
import { findLeak } from "../result/leak.ts";
import { dropCheckpoint, pushCheckpoint } from "../result/push.ts";
import type { StopCause } from "../spawn/stop.ts";
import type { JobContext } from "./context.ts";

export interface Checkpoint {
  readonly sha: string | null;
  /** For the report: where it is, or why it is not. "" when there was nothing to keep. */
  readonly note: string;
  /** Whether asking again could end better. */
  readonly again: boolean;
}

export const NO_CHECKPOINT: Checkpoint = { sha: null, note: "", again: false };

/** The kernel may have killed it before anybody could ask. */
export const NOT_YET_KEPT: Checkpoint = { ...NO_CHECKPOINT, again: true };

/** A stopped agent stands still for no longer than this. */
const PATIENCE_MS = 30_000;

/** Without a lease somebody else may work on it already, and the gate lets nothing through. */
const GONE: ReadonlySet<StopCause["kind"]> = new Set(["lease_lost", "lease_unsure"]);

export async function keepCheckpoint(
  job: JobContext,
  mirror: Mirror,
  remote: GitRemote,
  prepared: Prepared,
): Promise<Checkpoint> {
  const { offer, space, gone, latch, runner, secrets } = job;
  const ref = offer.checkout.checkpoint_ref;
  const cause = latch.cause()?.kind;
  if (ref === null || cause === undefined || GONE.has(cause)) return NO_CHECKPOINT;
  const ids = { job: offer.job, epoch: offer.epoch, issue: offer.issue };
  const lost = (why: string, again: boolean): Checkpoint => {
    runner.settings.log({ event: "checkpoint.lost", level: "warn", ...ids, reason: why });
    return { sha: null, note: ` What it had done could not be kept: ${why}`, again };
  };
  // At the end of a runner there is no more time than its last reports have.
  const patience = cause === "shutdown" ? (runner.settings.reportSecs * 1000) / 2 : PATIENCE_MS;
  const signal = AbortSignal.any([gone, AbortSignal.timeout(patience)]);
  try {
    const known = prepared.startSha;
    const { withheld } = job;
    const { agent } = offer;
    const work = await collectWork({ mirror, space, prepared, withheld, known, agent, signal });
    if (work.kind === "nothing") return NO_CHECKPOINT;
    if (work.kind === "failed") return lost(work.detail, true);
    const { sha } = work;
    const search = { repo: mirror.dir, dir: space.dir, secrets, base: prepared.baseSha, sha, signal };
    const leak = await findLeak(search);
    if (leak !== null) return lost(leak, false);
    const pushed = await pushCheckpoint({ mirror, remote, sha, ref, signal });
    if (!pushed.ok) return lost(pushed.detail, pushed.problem === "unreachable");
    runner.settings.log({ event: "checkpoint.kept", level: "info", ...ids, reason: ref, head_sha: sha });
    return { sha, note: ` What it had done is kept at ${ref}.`, again: false };
  } catch (cause) {
    return lost((cause as Error).message, true);
  } finally {
    await git(["update-ref", "-d", jobRef(space)], { cwd: mirror.dir });
  }
}

/** When the work has come to the branch, nobody needs what was kept of it. */
export async function endCheckpoint({ offer, runner, gone }: JobContext, mirror: Mirror, remote: GitRemote) {
  const { checkpoint_ref: ref, checkpoint_sha: sha } = offer.checkout;
  if (ref === null || sha === null) return;
  const dropped = await dropCheckpoint({ mirror, remote, sha, ref, signal: gone });
  if (dropped.ok) return;
  const ids = { job: offer.job, epoch: offer.epoch };
  runner.settings.log({ event: "checkpoint.stays", level: "info", ...ids, reason: dropped.detail });
}
