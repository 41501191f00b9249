/** The one door, asked again from outside: what must have been so when a job went to a runner. Invariants 2, 5, 7 and 12. */
import type { Meta } from "../../../src/core/decide/snapshot.ts";
import { HELD, isChange, type Job } from "../../../src/core/work/job.ts";
import type { ObservedProject } from "./observed-project.ts";
import { fail } from "./violated.ts";

/** `before`: what the project remembered before the claim. */
export function wentThroughTheDoor(project: ObservedProject, job: Job, before: Meta | null): void {
  const { context, meta } = project;
  // The project's own commands are nobody's: they may run as often at one time as an agent may.
  const house = job.kind === "check" || job.kind === "revert" ? { enabled: true, slots: 16 } : undefined;
  const agent = house ?? context.agents.find((a) => a.name === job.agent);
  const item = project.items.get(job.item);
  if (agent === undefined || !agent.enabled) fail(`${job.id} went to ${job.agent}, who may not work`);
  // Nightwatch stops one agent, and a person the project, an agent or a runner.
  const stopped = meta.stops.some((s) => {
    if (s.scope === "agent" && s.name !== job.agent) return false;
    return s.verb === "pause" && (s.scope !== "runner" || s.name === job.runner);
  });
  if (!context.project.enabled || !context.config.factory.enabled || stopped)
    fail(`${job.id} went out while nothing may`);
  if (context.project.mode === "observe") fail(`${job.id} went out in the mode observe`);
  if (item === undefined || item.hop > context.config.mentions.max_hops)
    fail(`${job.id} is too many hops deep`);
  const on = project.issues.get(item.issue);
  // What is merged is proved whether or not somebody has closed its issue.
  if (item.subject === "issue" && on?.state === "closed" && item.merged_sha === null)
    fail(`${job.id} went out for #${item.issue}, which is closed`);
  const taken = [...project.jobs.values()].filter((j) => j.agent === job.agent && HELD.has(j.state));
  if (taken.length > agent.slots) fail(`${job.agent} has ${taken.length} jobs at once`);
  const claimed = [...project.jobs.values()].filter(
    (j) => j.item === job.item && j.kind === job.kind && j.claimed_at !== null,
  );
  const used = isChange(job.kind) ? item.attempts : item.gate_attempts;
  if (used < 1 || claimed.length < 1) fail(`${job.id} went out and was not counted`);
  if (job.route === null || job.route.why === "" || job.reserve === undefined)
    fail(`${job.id} went out without a route, its reasons or a reserve`);
  if (before !== null) breakersWereShut(project, job, before);
  withinItsMoney(project, job);
}

function breakersWereShut({ context, now }: ObservedProject, job: Job, { breaker, quarantine }: Meta): void {
  const half_open_ms = context.config.limits.breaker_half_open_secs * 1000;
  if (breaker.opened_at !== null && (breaker.trial || now - breaker.opened_at < half_open_ms))
    fail(`${job.id} went out while the breaker was open`);
  const shut = quarantine[job.agent];
  if (shut?.since != null && (shut.trial !== null || now < shut.since + half_open_ms))
    fail(`${job.id} went to ${job.agent} in its quarantine`);
}

/** A cap below what one job sets aside takes one all the same. */
function withinItsMoney(project: ObservedProject, { id, item, reserve }: Job): void {
  const { item_usd, reserve_usd } = project.context.config.budget;
  const tally = project.tallies.get(`item:${item}`);
  if (item_usd === 0 || tally === undefined || (reserve?.usd ?? 0) === 0) return;
  const used = tally.usd + tally.reserved_usd - (project.items.get(item)?.granted_usd ?? 0);
  if (used > Math.max(item_usd, reserve_usd) + 1e-6)
    fail(`${id} makes ${item} cost $${used} of $${item_usd}`);
}
