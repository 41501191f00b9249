/**
 * One job from its offer to its acknowledged end. Whatever happens in between, three things hold when this
 * returns: the Worker was told (unless the lease was lost), no process of the job lives, its directory is gone.
 */
import type { JobOffer, JobReport } from "../../contract/runner.ts";
import { commandOf } from "../agents/commands.ts";
import { secretsIn } from "../agents/login.ts";
import { endpointOf } from "../agents/prepare.ts";
import { keepLease } from "../lease/keeper.ts";
import { boundReport } from "../report/build-report.ts";
import { sendFinal } from "../report/finish.ts";
import { createRedactor } from "../report/redact.ts";
import { proxySecrets } from "../spawn/command.ts";
import { createStopLatch, type StopCause } from "../spawn/stop.ts";
import { discard } from "../state/discard.ts";
import { createWorkspace, type Workspace } from "../state/workspace.ts";
import type { RunnerContext } from "./context.ts";
import { emptyReport } from "./empty-report.ts";
import { workOn } from "./work.ts";

export async function runJob(offer: JobOffer, runner: RunnerContext): Promise<void> {
  const { settings, client, table } = runner;
  const { log, stateDir } = settings;
  const ids = {
    project: offer.project,
    issue: offer.issue,
    agent: offer.agent,
    job: offer.job,
    attempt: offer.attempt,
    epoch: offer.epoch,
  };
  const latch = createStopLatch();
  const over = new AbortController();
  let quietSecs = () => 0;

  const stop = (cause: StopCause) => {
    latch.stop(cause);
    if (cause.kind === "lease_lost" || cause.kind === "lease_unsure") over.abort();
  };
  const lost = (detail: string) => stop({ kind: "lease_lost", detail });
  const shutdown = () => stop({ kind: "shutdown" });
  if (runner.stopWork.aborted) shutdown();
  else runner.stopWork.addEventListener("abort", shutdown, { once: true });

  const lease = keepLease({
    leaseSecs: offer.limits.lease_secs,
    extend: (timeoutMs, signal) => client.extend(offer, quietSecs(), timeoutMs, signal),
    stop,
    fatal: runner.fatal,
  });

  const command = commandOf(settings, offer);
  const endpoint = command === undefined ? null : endpointOf(command, offer);
  const secrets = [
    runner.credential,
    ...(endpoint?.ok === true ? secretsIn(endpoint.value.credential) : []),
    ...proxySecrets(process.env),
  ];
  const redactor = createRedactor(secrets);
  let space: Workspace | null = null;
  try {
    let report: JobReport | null;
    try {
      space = await createWorkspace(stateDir, offer);
      runner.live.add(space.marker);
      table.put({
        job: offer.job,
        epoch: offer.epoch,
        marker: space.marker,
        dir: space.dir,
        pid: null,
        start: null,
      });
      log({ event: "job.taken", level: "info", ...ids });
      report = await workOn(
        {
          runner,
          offer,
          space,
          endpoint,
          secrets,
          latch,
          withheld: [],
          gone: AbortSignal.any([over.signal, runner.giveUp]),
          lost,
          putLog: async (offset, bytes, signal) => {
            const answer = await client.putLog(offer, offset, bytes, signal);
            if (answer.kind === "lost") lost(answer.message);
            if (answer.kind === "unauthorized" || answer.kind === "upgrade") runner.fatal(answer);
            return answer;
          },
          renewed: lease.renewed,
          hearing: (ask) => {
            quietSecs = ask;
          },
        },
        redactor,
      );
    } catch (cause) {
      report = emptyReport("infra", `The runner failed: ${(cause as Error).message}`);
    }
    if (report === null || latch.cause()?.kind === "lease_lost") {
      log({ event: "job.lost", level: "warn", ...ids, reason: detailOf(latch.cause()) });
      return;
    }
    const final = boundReport(report, redactor);
    const sent = await sendFinal(client, offer, final, runner.giveUp, log);
    log({
      event: "job.ended",
      level: "info",
      ...ids,
      outcome: final.outcome,
      reason: `${sent}: ${final.detail}`,
    });
  } finally {
    lease.end();
    runner.stopWork.removeEventListener("abort", shutdown);
    if (space !== null) await cleanUp(space, runner);
  }
}

/** Gives an offer back that came too late to be worked on. */
export async function declineJob(
  offer: JobOffer,
  { client, giveUp, settings }: RunnerContext,
): Promise<void> {
  const report = emptyReport(
    "cancelled",
    "The runner was being stopped when it got this job; nothing was begun.",
  );
  await sendFinal(client, offer, report, giveUp, settings.log);
}

/** No process of it lives, and its directory is gone; what cannot be removed now is at the next start. */
export async function cleanUp(
  { marker, dir }: Workspace,
  { settings: { stateDir, log }, table, live }: RunnerContext,
): Promise<void> {
  try {
    // Otherwise its entry stays in the table: the janitor tries again, and the next start does.
    if (await discard(stateDir, { marker, dir, group: null }, log)) table.remove(marker);
  } catch (cause) {
    log({ event: "janitor.stuck", level: "error", reason: `the job table: ${(cause as Error).message}` });
  }
  live.delete(marker);
}

const detailOf = (cause: StopCause | null): string =>
  cause !== null && "detail" in cause ? cause.detail : "the lease is no longer ours";
