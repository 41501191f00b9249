/** What the endings of jobs say of a project and its agents: breaker and quarantine, each told once and lifted by itself. */
import { adf } from "../comment/command.ts";
import { type Breaker, onEnding, onStopped } from "../policy/breaker.ts";
import { onAgentEnding, type Quarantine } from "../policy/quarantine.ts";
import type { Job } from "../work/job.ts";
import { clear, raise } from "./alerts.ts";
import type { Draft } from "./draft.ts";

/** After every ending of a job that was out, whatever ended it. */
export function noteEnding(draft: Draft, job: Job): void {
  noteBreaker(draft, job);
  const { outcome } = job;
  if (outcome === null) return;
  const before = draft.meta.quarantine[job.agent];
  const after = onAgentEnding(before, job.id, outcome, job.detail ?? "", draft.now);
  if (after !== before) putQuarantine(draft, job.agent, after);
}

function noteBreaker(draft: Draft, job: Job): void {
  const { limits } = draft.context.config;
  const before = draft.meta.breaker;
  const after =
    job.state === "cancelled"
      ? onStopped(before)
      : onEnding(before, job.state === "failed", limits, draft.now);
  draft.setMeta({ breaker: after });
  if (after.opened_at !== null && before.opened_at === null) onOpened(draft, after);
  if (after.opened_at === null && before.opened_at !== null) {
    draft.log("breaker.closed", { job: job.id });
    clear(draft, "breaker", "A job has succeeded, and work goes on.");
  }
}

function onOpened(draft: Draft, breaker: Breaker): void {
  const { limits } = draft.context.config;
  const count = `${breaker.failures.length} jobs failed within ${limits.breaker_window_secs} s`;
  draft.log("breaker.opened", { reason: `${count}; one is tried after ${limits.breaker_half_open_secs} s` });
  raise(draft, {
    key: "breaker",
    level: "critical",
    title: `Work on ${draft.context.project.name} has stopped: too many jobs failed`,
    body:
      `${count}, so nothing more is started here. Every ${limits.breaker_half_open_secs} s one job is tried; ` +
      `the first that succeeds lets the others follow.\n\n${adf("logs --since 1h")} says why each failed, ${adf("doctor")} looks for a cause they share.`,
  });
}

function putQuarantine(draft: Draft, agent: string, after: Quarantine | undefined): void {
  const { [agent]: before, ...others } = draft.meta.quarantine;
  draft.setMeta({ quarantine: after === undefined ? others : { ...others, [agent]: after } });
  const key = `agent:${agent}`;
  if (after?.since != null && before?.since == null) {
    draft.log("agent.quarantined", { agent, reason: after.detail });
    raise(draft, {
      key,
      title: `${agent} gets no more work: its configuration is wrong`,
      body:
        `${after.errors} of its jobs in a row could not begin. The last one said: ${after.detail}\n\n` +
        `Every ${draft.context.config.limits.breaker_half_open_secs} s one job is tried. When it is mended, ` +
        `${adf(`resume --agent ${agent}`)} lets it go on at once.`,
    });
  }
  if (after?.since == null && before?.since != null) release(draft, agent, "A job of it has begun.");
}

/** A person, or a job that began, says that an agent is well again. */
export function release(draft: Draft, agent: string, why: string): void {
  const { [agent]: _mended, ...quarantine } = draft.meta.quarantine;
  draft.setMeta({ quarantine });
  draft.log("agent.released", { agent, reason: why });
  clear(draft, `agent:${agent}`, why);
}
