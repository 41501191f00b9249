/**
 * One probe from its offer to its acknowledged report. It is run as a job's agent is: in a directory of its own, in an environment
 * made from nothing, inside the sandbox, with the guard in place, and no process of it lives afterwards.
 */
import { Usage } from "../../contract/agent-run.ts";
import type { ProbeOffer, ProbeReport } from "../../contract/probe.ts";
import { secretsIn } from "../agents/login.ts";
import { endpointOf } from "../agents/prepare.ts";
import { adapterOf } from "../agents/registry.ts";
import type { RunnerContext } from "../job/context.ts";
import { runCommand } from "../job/run-command.ts";
import { cleanUp } from "../job/run-job.ts";
import { createRedactor } from "../report/redact.ts";
import { toldBy } from "../report/told.ts";
import { proxySecrets } from "../spawn/command.ts";
import { createStopLatch } from "../spawn/stop.ts";
import { createWorkspace, type Workspace } from "../state/workspace.ts";
import { failed, judgeProbe, notRun, type ProbeJudgement } from "./judge.ts";
import { askOf, orderOf } from "./order.ts";

const LIMITS = { detail: 1_000, said: 600 };

export async function runProbe(offer: ProbeOffer, runner: RunnerContext): Promise<void> {
  const { log } = runner.settings;
  const way = `${offer.cli} ${offer.provider} ${offer.model}`;
  log({ event: "probe.taken", level: "info", job: offer.probe, way });
  let report: ProbeReport;
  try {
    report = await answerTo(offer, runner);
  } catch (cause) {
    report = bare(notRun(`The runner failed: ${(cause as Error).message}`));
  }
  const sent = await runner.client.finishProbe(offer.probe, { report }, runner.giveUp);
  if (sent.kind === "unauthorized" || sent.kind === "upgrade") runner.fatal(sent);
  const outcome = report.trouble?.kind ?? report.result;
  const level = report.result === "failed" ? "warn" : "info";
  log({ event: "probe.reported", level, job: offer.probe, way, outcome, reason: report.detail });
}

const bare = (judged: ProbeJudgement): ProbeReport => ({
  ...judged,
  usage: Usage.parse({ seconds: 0 }),
  model: null,
});

async function answerTo(offer: ProbeOffer, runner: RunnerContext): Promise<ProbeReport> {
  const { settings, table } = runner;
  const configured = settings.agents[offer.cli];
  if (configured === undefined) return bare(notRun(`This runner has no agent CLI called ${offer.cli}.`));
  const asked = askOf(configured, offer.cli);
  if (!asked.ok) return bare(notRun(asked.error));
  const { command, handshake } = asked.value;
  const order = orderOf(offer);
  const endpoint = endpointOf(command, order);
  if (!endpoint.ok) return bare(failed(endpoint.error.kind, endpoint.error.message));
  const redactor = createRedactor([
    runner.credential,
    ...secretsIn(endpoint.value.credential),
    ...proxySecrets(process.env),
  ]);
  const latch = createStopLatch();
  const shutdown = () => latch.stop({ kind: "shutdown" });
  if (runner.stopWork.aborted) shutdown();
  else runner.stopWork.addEventListener("abort", shutdown, { once: true });
  let space: Workspace | null = null;
  try {
    space = await createWorkspace(settings.stateDir, order);
    const { marker, dir } = space;
    runner.live.add(marker);
    table.put({ job: order.job, epoch: order.epoch, marker, dir, pid: null, start: null });
    const run = await runCommand(
      {
        runner,
        offer: order,
        space,
        latch,
        gone: runner.giveUp,
        hearing: () => {},
        putLog: null,
        withheld: [],
        toolless: true,
      },
      command,
      endpoint.value,
      redactor,
      async () => {},
    );
    if (run.kind === "not_started") return bare(failed(run.problem.kind, run.problem.message));
    if (run.kind === "spawn_failed")
      return bare(notRun(`${offer.cli} could not be started: ${redactor.text(run.message)}`));
    const { text, trouble } = run.answer;
    const judged = judgeProbe({
      stopped: run.stopped,
      exitCode: run.code,
      signal: run.signal,
      tail: run.tail.trim().slice(-LIMITS.said),
      answer: {
        ...run.answer,
        text: redactor.text(text).slice(0, LIMITS.said),
        trouble: trouble === null ? null : { ...trouble, message: redactor.text(trouble.message) },
      },
      expects: offer.expects,
      handshake,
      plain: adapterOf(command).plain,
      now: Date.now(),
    });
    const { usage, model } = toldBy(run.answer, run.seconds);
    return {
      ...judged,
      detail: judged.detail.slice(0, LIMITS.detail),
      usage,
      model: judged.result === "answered" ? model : null,
    };
  } finally {
    runner.stopWork.removeEventListener("abort", shutdown);
    if (space !== null) await cleanUp(space, runner);
  }
}
