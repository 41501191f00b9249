/**
 * The runner: takes jobs from its Worker and runs them until it is told to stop. Two orders, not one:
 * `stopTaking` ends the taking and lets running jobs finish; `stopWork` kills them. Either way the last reports
 * are sent. Never throws for what an operator can mend: that is an ExitReason with a sentence.
 */
import { LAYERS } from "../contract/layer.ts";
import { CONTRACT_VERSION } from "../contract/version.ts";
import { keepCanaries, whyNoneWorks } from "./canary/keep.ts";
import { checkGit } from "./checkout/version.ts";
import type { Answer } from "./client/answer.ts";
import { createClient } from "./client/client.ts";
import { compareClocks } from "./client/clock.ts";
import { createGate } from "./client/gate.ts";
import { monotonic } from "./clock/sleep.ts";
import { BUILD } from "./config/build.ts";
import { capabilitiesOf, presentClis, versionsOf } from "./config/capabilities.ts";
import { type RunnerIdentity, readIdentity } from "./config/identity.ts";
import { layersOf } from "./config/layers.ts";
import { type RunnerOptions, type RunnerSettings, readOptions } from "./config/options.ts";
import { type ExitReason, exitReason } from "./exit-reason.ts";
import { type Guard, startGuard } from "./guard/guard.ts";
import type { RunnerContext } from "./job/context.ts";
import { declineJob, runJob } from "./job/run-job.ts";
import { counted, openMetrics } from "./metrics/metrics.ts";
import { type Poller, startPoller } from "./poll/poller.ts";
import { selfCheck } from "./poll/self-check.ts";
import { keepSocket } from "./poll/socket.ts";
import { type Prober, startProber } from "./probe/prober.ts";
import { runProbe } from "./probe/run-probe.ts";
import { quietAbout } from "./report/quiet-log.ts";
import { openSandbox, type Sandbox } from "./sandbox/sandbox.ts";
import { keepTidy } from "./state/janitor.ts";
import { type JobTable, openJobTable } from "./state/job-table.ts";
import { takeLock } from "./state/lock.ts";
import { tidyMirrors } from "./state/mirrors.ts";
import { reapLeftovers } from "./state/reap.ts";
import { openScopes } from "./state/scope.ts";

export type { RunnerOptions } from "./config/options.ts";
export type { ExitReason } from "./exit-reason.ts";

export interface StopSignals {
  readonly stopTaking: AbortSignal;
  readonly stopWork: AbortSignal;
}

export async function runDaemon(options: RunnerOptions, signals: StopSignals): Promise<ExitReason> {
  const read = readOptions(options);
  if (!read.ok) return exitReason("bad_config", read.error);
  const identity = await readIdentity(read.value.identityDir ?? read.value.stateDir, read.value.url);
  if (!identity.ok) return exitReason("not_ready", identity.error);
  const watched = counted(quietAbout(read.value, identity.value.credential), monotonic);
  const { settings } = watched;
  const gitVersion = await checkGit(settings.stateDir);
  if (!gitVersion.ok) {
    const { fact, fix } = gitVersion.error;
    return exitReason("not_ready", `${fact}. Fix: ${fix}`);
  }
  const lock = takeLock(settings.stateDir);
  if (!lock.ok) return exitReason("locked", lock.error);
  try {
    const { table, left } = openJobTable(settings.stateDir);
    await reapLeftovers(settings.stateDir, table, left, settings.log);
    await tidyMirrors(settings.stateDir);
    const sandbox = await openSandbox(settings);
    if (settings.sandbox === "require" && sandbox.missing !== null)
      return exitReason(
        "not_ready",
        `This runner requires a sandbox (sandbox = "require"), and ${sandbox.missing}`,
      );
    const guard = await startGuard(settings);
    const metrics = await openMetrics(watched, identity.value.runner, monotonic);
    try {
      return await serve(settings, identity.value, table, guard, sandbox, signals);
    } finally {
      await metrics?.end();
      await guard.end();
    }
  } finally {
    lock.value.release();
  }
}

async function serve(
  settings: RunnerSettings,
  identity: RunnerIdentity,
  table: JobTable,
  guard: Guard,
  sandbox: Sandbox,
  signals: StopSignals,
): Promise<ExitReason> {
  const { log } = settings;
  const scopes = openScopes();
  const layers = () => layersOf(settings, sandbox, guard, scopes);
  // Work does not wait for a slow CLI to say its version; the claims after it tell it.
  const versions: Record<string, string> = {};
  void versionsOf(settings).then((said) => Object.assign(versions, said));
  const who = { runner: identity.runner };
  let end = exitReason("stopped", "The runner was told to stop; its jobs have ended and were reported.");
  const failed = new AbortController();
  const stopWork = AbortSignal.any([signals.stopWork, failed.signal]);
  const stopTaking = AbortSignal.any([signals.stopTaking, stopWork]);
  const done = new AbortController();
  const ended = AbortSignal.any([stopTaking, done.signal]);
  const giveUp = new AbortController();
  let budget: NodeJS.Timeout | undefined;
  stopWork.addEventListener(
    "abort",
    () => {
      budget = setTimeout(() => giveUp.abort(), settings.reportSecs * 1000);
    },
    { once: true },
  );

  const fatal = (answer: Answer<never>) => {
    if (failed.signal.aborted) return;
    end = fatalReason(answer, settings.url);
    giveUp.abort();
    failed.abort();
  };
  const gate = createGate({
    baseMs: settings.backoffSecs * 1000,
    maxMs: settings.backoffMaxSecs * 1000,
    onChange: (failing, why) =>
      log(
        failing
          ? { event: "runner.worker_unreachable", level: "warn", ...who, reason: why }
          : { event: "runner.worker_reached", level: "info", ...who },
      ),
  });
  const clock = compareClocks(Date.now);
  const client = createClient({
    onDate: clock.heard,
    url: settings.url,
    credential: identity.credential,
    gate,
    callMs: settings.callSecs * 1000,
    onProbe: () => prober?.look(),
    onWorker: (worker) =>
      log({
        event: "runner.worker_build",
        level: "info",
        ...who,
        build: BUILD,
        worker_build: worker.build,
        config: worker.config,
      }),
  });
  let prober: Prober | null = null;
  const live = new Set<string>();
  const context: RunnerContext = {
    live,
    scopes,
    guard,
    settings,
    credential: identity.credential,
    client,
    table,
    sandbox,
    stopWork,
    giveUp: giveUp.signal,
    fatal,
  };

  log({
    event: "runner.started",
    level: "info",
    ...who,
    build: BUILD,
    contract: CONTRACT_VERSION,
    worker: settings.url,
    sandbox: sandbox.missing ?? "bubblewrap",
    scopes: scopes.missing ?? "cgroup",
    layers: LAYERS.filter((layer) => layers()[layer] === null),
  });
  let proved = () => {};
  const canaries = keepCanaries({ settings, guard, sandbox, live }, () => proved(), ended);
  const { whyNotNow, found } = selfCheck({
    settings,
    clis: () => presentClis(settings),
    unproven: () => whyNoneWorks(presentClis(settings), canaries),
    guardPort: guard.gate.port,
    ahead: clock.ahead,
  });
  const capabilities = () =>
    capabilitiesOf(settings, { layers: layers(), canaries, versions, machine: found() });
  // Started for one job, it does not come back later.
  if (settings.once) await canaries.tried;
  prober = settings.once
    ? null
    : startProber(
        {
          capabilities,
          whyNotNow,
          ask: client.probe,
          run: (offer) => runProbe(offer, context),
          fatal,
        },
        stopTaking,
      );
  const poller: Poller = startPoller(
    {
      capacity: settings.once ? 1 : settings.capacity,
      once: settings.once
        ? (why) => {
            end = nothingTaken(why);
          }
        : null,
      pollMs: settings.pollSecs * 1000,
      capabilities,
      whyNotNow,
      claim: async (request, signal) => {
        const patience = settings.once ? [AbortSignal.timeout(ONCE_CALLS * settings.callSecs * 1000)] : [];
        const answer = await client.claim(request, AbortSignal.any([signal, ...patience]));
        if (answer.kind === "ok" || answer.kind === "empty") settings.onContact();
        return answer;
      },
      run: (offer) => runJob(offer, context),
      decline: (offer) => declineJob(offer, context),
      fatal,
      onTrouble: (reason) =>
        log(
          reason === null
            ? { event: "runner.taking", level: "info", ...who }
            : { event: "runner.not_taking", level: "warn", ...who, reason },
        ),
    },
    stopTaking,
  );
  proved = poller.wake;
  const socket = keepSocket(
    {
      url: settings.url,
      credential: identity.credential,
      baseMs: settings.backoffSecs * 1000,
      maxMs: settings.backoffMaxSecs * 1000,
      onWake: poller.wake,
      onProbe: () => prober?.look(),
      onChange: (connected, why) =>
        log({
          event: connected ? "socket.connected" : "socket.lost",
          level: "info",
          ...who,
          ...(why === undefined ? {} : { reason: why }),
        }),
    },
    ended,
  );
  void poller.done.then(() => done.abort());
  const tidying = keepTidy(settings, live, ended);
  await Promise.all([poller.done, canaries.done, socket, tidying]);
  await prober?.done();
  clearTimeout(budget);
  log({ event: "runner.stopped", level: end.exitCode === 0 ? "info" : "error", ...who, reason: end.message });
  return end;
}

/** How many calls a runner that was started for one job waits for a Worker that does not answer. */
const ONCE_CALLS = 2;

const nothingTaken = (why: string): ExitReason =>
  why === ""
    ? exitReason("stopped", "There was no job for this runner.")
    : exitReason("not_ready", `No job was taken: ${why}`);

function fatalReason(answer: Answer<never>, url: string): ExitReason {
  const said = "message" in answer ? answer.message : answer.kind;
  if (answer.kind === "upgrade") {
    return exitReason(
      "contract",
      `${url} speaks another contract than this runner (contract ${CONTRACT_VERSION}, ${BUILD}): ${said} Bring both to the same release of adf and start the runner again.`,
    );
  }
  return exitReason(
    "unauthorized",
    `${url} does not accept this runner's credential: ${said} Register the runner again with a new one-time token.`,
  );
}
