/**
 * The stages of a job: code, confirmed lease, agent, result, report. Each stage that ends the job early returns
 * its report; null means the job is no longer ours and nothing may be said.
 */
import { appendFileSync } from "node:fs";
import type { JobReport } from "../../contract/runner.ts";
import { repositoryInstructions } from "../../core/prompt/repository.ts";
import { commandOf, isScript } from "../agents/commands.ts";
import { adapterOf } from "../agents/registry.ts";
import { layOut } from "../checkout/layout.ts";
import { type Mirror, mirrorFor, type Reference } from "../checkout/mirror.ts";
import { type Prepared, prepare } from "../checkout/prepare.ts";
import { type GitRemote, gitRemote, isDamage } from "../checkout/remote.ts";
import { readSteering } from "../checkout/steering.ts";
import { monotonic } from "../clock/sleep.ts";
import type { Redactor } from "../report/redact.ts";
import { toldBy } from "../report/told.ts";
import { judge } from "../result/outcome.ts";
import { keepCheckpoint, NOT_YET_KEPT } from "./checkpoint.ts";
import type { JobContext } from "./context.ts";
import { emptyReport, troubledReport } from "./empty-report.ts";
import { runCommand } from "./run-command.ts";
import { takeResult, unwanted } from "./take-result.ts";

export async function workOn(job: JobContext, redactor: Redactor): Promise<JobReport | null> {
  const { runner, offer } = job;
  const command = commandOf(runner.settings, offer);
  if (command === undefined) {
    const known = Object.keys(runner.settings.agents).join(", ");
    return emptyReport(
      "spawn_failed",
      `This runner has no agent CLI called "${offer.cli}"; it has: ${known}.`,
    );
  }
  if (job.endpoint?.ok === false) return troubledReport(job.endpoint.error, null);
  const { stateDir, url } = runner.settings;
  const mirror = mirrorFor(stateDir, url, offer, referenceOf(job));
  const release = mirror.hold();
  try {
    return await workWith(mirror, job, redactor);
  } finally {
    release();
  }
}

/** The clone on this machine that the operator named for this project. */
function referenceOf({ runner: { settings }, offer: { project } }: JobContext): Reference | null {
  const clone = settings.references[project];
  if (clone === undefined) return null;
  return {
    clone,
    taken: (branches) => settings.log({ event: "mirror.seeded", level: "info", project, clone, branches }),
    unused: (reason) =>
      settings.log({ event: "mirror.reference_unused", level: "warn", project, clone, reason }),
  };
}

async function workWith(mirror: Mirror, job: JobContext, redactor: Redactor): Promise<JobReport | null> {
  const { runner, offer, latch } = job;
  const remote = gitRemote(runner.settings.url, runner.credential, offer);
  const prepared = await prepare(mirror, remote, offer, latch.signal);
  if (latch.cause() !== null) return stoppedEarly(job, null);
  if (prepared.kind === "conflict") {
    const files = prepared.files.join(", ");
    return emptyReport(
      "merge_conflict",
      `${offer.checkout.branch} does not merge into ${offer.checkout.base}; conflicts in: ${files}${prepared.shown === "" ? "" : `\n${prepared.shown}`}`,
      prepared.baseSha,
    );
  }
  if (prepared.kind === "failed") {
    return prepared.problem === "lost" ? null : emptyReport("infra", prepared.detail);
  }

  const ready = await confirm(job, mirror, prepared);
  if (ready !== "ready") return ready;
  return runAndReport(job, mirror, remote, prepared, redactor);
}

/** The lease is confirmed once before an agent starts, while the files are being written. */
async function confirm(
  job: JobContext,
  mirror: Mirror,
  prepared: Prepared,
): Promise<"ready" | JobReport | null> {
  const { runner, offer, latch } = job;
  const askedAt = monotonic();
  const [answer, laidOut] = await Promise.all([
    runner.client.start(offer, prepared.baseSha, latch.signal),
    layOutFor(job, mirror, prepared).then(
      () => null,
      (cause: Error) => cause.message,
    ),
  ]);
  if (answer.kind === "ok") job.renewed(answer.value, askedAt);
  if (answer.kind === "lost") job.lost(answer.message);
  if (answer.kind === "unauthorized" || answer.kind === "upgrade") runner.fatal(answer);
  if (latch.cause() !== null) return stoppedEarly(job, prepared.baseSha);
  if (answer.kind === "refused")
    return emptyReport("infra", `The Worker refused the start: ${answer.message}`, prepared.baseSha);
  if (laidOut !== null && isDamage(laidOut)) mirror.distrust();
  if (laidOut !== null)
    return emptyReport("infra", `The checkout could not be made: ${laidOut}`, prepared.baseSha);
  return "ready";
}

const UNSTEERED = { instructions: [], withheld: [] };

/** The files, and what the base branch tells the agent that works on them. */
async function layOutFor(job: JobContext, mirror: Mirror, prepared: Prepared): Promise<void> {
  const { runner, offer, space, latch } = job;
  const command = commandOf(runner.settings, offer);
  if (command === undefined) throw new Error(`${offer.cli} was not looked up`);
  // A script takes no orders, and its prompt is what is run.
  const steered = isScript(offer) ? UNSTEERED : adapterOf(command);
  const steering = await readSteering(mirror.dir, prepared, steered, latch.signal);
  job.withheld.push(...steering.withheld);
  const said = repositoryInstructions(steering.instructions, offer.checkout.base, prepared.baseSha);
  if (said !== "") appendFileSync(space.promptFile, said);
  const { startSha: start, branch, tracking } = prepared;
  const { checkout } = space;
  const { withheld } = steering;
  const layout = { mirrorDir: mirror.dir, checkout, agent: offer.agent, start, branch, tracking, withheld };
  await layOut(layout, latch.signal);
}

async function runAndReport(
  job: JobContext,
  mirror: Mirror,
  remote: GitRemote,
  prepared: Prepared,
  redactor: Redactor,
): Promise<JobReport | null> {
  const { runner, offer, latch } = job;
  const command = commandOf(runner.settings, offer);
  if (command === undefined || job.endpoint?.ok !== true) throw new Error(`${offer.cli} was not looked up`);
  let kept = NOT_YET_KEPT;
  const beforeKill = async () => {
    kept = await keepCheckpoint(job, mirror, remote, prepared);
  };
  const run = await runCommand(job, command, job.endpoint.value, redactor, beforeKill);
  if (run.kind === "not_started") return troubledReport(run.problem, prepared.baseSha);
  if (run.kind === "spawn_failed") {
    return emptyReport("spawn_failed", `${offer.cli} could not be started: ${run.message}`, prepared.baseSha);
  }
  const ending = { kept: run.stopped === null ? null : kept, well: run.code === 0 };
  const result = await takeResult(job, mirror, remote, prepared, ending);
  await run.logsSent;
  if (latch.cause()?.kind === "lease_lost" || result.lost) return null;

  const { outputs } = result;
  const { answer } = run;
  const verdict = judge({
    kind: offer.kind,
    // An end that was overtaken while its work was brought home: nothing came of it, and that is not the agent's doing.
    stopped: run.stopped ?? (result.headSha === null ? unwanted(job) : null),
    exitCode: run.code,
    signal: run.signal,
    errorTail: run.tail,
    outputs,
    committed: result.committed,
    lostWork: result.problem,
    leak: result.leak,
    trouble: answer.trouble,
    denials: answer.denials,
    diskFull: run.diskFull,
  });
  return {
    outcome: verdict.outcome,
    detail: `${verdict.detail}${result.checkpoint.note}`,
    exit_code: run.code,
    base_sha: prepared.baseSha,
    head_sha: result.headSha,
    checkpoint_sha: result.checkpoint.sha,
    changed_files: result.files,
    outputs: outputs.kind === "valid" ? outputs.outputs : null,
    outputs_problem: outputs.kind === "malformed" ? outputs.problem : null,
    ...toldBy(answer, run.seconds),
    trouble: verdict.trouble,
  };
}

function stoppedEarly({ latch, offer }: JobContext, baseSha: string | null): JobReport | null {
  const stopped = latch.cause();
  if (stopped === null || stopped.kind === "lease_lost") return null;
  const { outcome, detail } = judge({
    kind: offer.kind,
    stopped,
    exitCode: null,
    signal: null,
    errorTail: "",
    outputs: { kind: "absent" },
    committed: false,
    lostWork: null,
    leak: null,
    trouble: null,
    denials: 0,
    diskFull: null,
  });
  return emptyReport(outcome, detail, baseSha);
}
