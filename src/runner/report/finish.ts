/**
 * Sends the final report until it is acknowledged. Detached from every order to stop, because a job whose end is
 * not told is a job that runs again; only `giveUp` (the end of the shutdown's budget) ends it early.
 */
import { randomUUID } from "node:crypto";
import type { JobOffer, JobReport } from "../../contract/runner.ts";
import type { Client } from "../client/client.ts";
import type { LogSink } from "../config/options.ts";

export type Finished = "accepted" | "declined" | "lost" | "unsent" | "fatal";

export async function sendFinal(
  client: Client,
  offer: JobOffer,
  report: JobReport,
  giveUp: AbortSignal,
  log: LogSink,
): Promise<Finished> {
  const { job, epoch } = offer;
  const request = { epoch, request_key: randomUUID(), report };
  const answer = await client.finish(job, request, giveUp);
  if (answer.kind === "ok") {
    if (!answer.value.accepted)
      log({ event: "job.report_declined", level: "warn", job, epoch, reason: answer.value.reason });
    return answer.value.accepted ? "accepted" : "declined";
  }
  if (answer.kind === "lost") return "lost";
  if (answer.kind === "unauthorized" || answer.kind === "upgrade") return "fatal";
  if (answer.kind !== "refused") return "unsent";
  // The Worker will never take this report. A bare one still ends the job, and says what happened to the other.
  log({ event: "job.report_refused", level: "error", job, epoch, reason: answer.message });
  const bare: JobReport = {
    ...report,
    outcome: "infra",
    detail: `The Worker refused the report of this job: ${answer.message}`.slice(0, 4_000),
    changed_files: [],
    outputs: null,
    outputs_problem: null,
  };
  const second = await client.finish(job, { epoch, request_key: randomUUID(), report: bare }, giveUp);
  return second.kind === "ok" && second.value.accepted ? "accepted" : "unsent";
}
