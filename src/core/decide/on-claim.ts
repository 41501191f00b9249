/**
 * A runner asks for work. The best job that may go out is leased to it under a new epoch; an offline runner
 * therefore burns no attempts. The same request key gets the same job again, so a lost answer costs nothing.
 */

import type { AgentConfig } from "../../contract/config.ts";
import type { Capabilities, JobOffer } from "../../contract/runner.ts";
import { type Grant, OPEN_GRANT } from "../factory/grant.ts";
import { ownerPolicy } from "../guard/owner-policy.ts";
import { beginsAnew } from "../nightwatch/watched.ts";
import { onDispatch } from "../policy/breaker.ts";
import { canDispatch, isBudget } from "../policy/can-dispatch.ts";
import { explainLack, lacksAny, networkOf, requiredLayers } from "../policy/layers.ts";
import { onAgentSent } from "../policy/quarantine.ts";
import { buildPrompt, promptHash } from "../prompt/prompt.ts";
import { countTry } from "../review/gate.ts";
import { explainOverride } from "../routing/choice.ts";
import { givenOf } from "../routing/given.ts";
import type { RouteDecision } from "../routing/route.ts";
import { brokenCap } from "../spend/caps.ts";
import { gateOf, isChange, type Job, moveJob } from "../work/job.ts";
import { progressOf } from "../work/progress.ts";
import type { WorkItem } from "../work/work-item.ts";
import { checkpointOf, goesOnFrom, startOf } from "./beginning.ts";
import { giveUpPlan } from "./coordinate.ts";
import { doorOf, onBroken } from "./dispatch.ts";
import { type Changes, Draft } from "./draft.ts";
import { dueJobs } from "./due-jobs.ts";
import { houseRoute, isHouse, scriptFor, workerOf } from "./house.ts";
import { planPrompt } from "./plan.ts";
import { rankProject } from "./rank-project.ts";
import { routeInput, routeOf, waits, whyNoPlanner } from "./route-job.ts";
import type { Snapshot } from "./snapshot.ts";
import { caps, reserve, reserveUsd } from "./spending.ts";
import { tellUnmet } from "./wishes.ts";

export interface ClaimInput {
  readonly runner: string;
  readonly request_key: string;
  /** Only the job that this key was given before is asked for. */
  readonly again?: boolean;
  readonly capabilities: Capabilities;
  /** What all projects share; absent where nothing is. */
  readonly grant?: Grant;
}

export interface ClaimDecision {
  readonly offer: JobOffer | null;
  readonly changes: Changes;
}

/** Places of words in a task that are kept with its route: a long text has thousands of them. */
const MATCHED_KEPT = 200;

export function onClaim(snapshot: Snapshot, input: ClaimInput): ClaimDecision {
  const draft = new Draft(snapshot);
  const again = draft.liveJobs().find((j) => j.request_key === input.request_key);
  if (again !== undefined) {
    // Another runner's key is nobody else's to use, and no second job can be leased under it.
    const offer = again.runner === input.runner ? offerFor(draft, again) : null;
    return { offer, changes: draft.changes() };
  }
  for (const job of dueJobs(draft)) {
    // A budget that is used up parks the work, and with it the other jobs that were due.
    if (!draft.isLive(job)) continue;
    const leased = lease(draft, job, input);
    if (leased !== null) return { offer: offerFor(draft, leased), changes: draft.changes() };
  }
  return { offer: null, changes: draft.changes() };
}

function lease(draft: Draft, job: Job, input: ClaimInput): Job | null {
  const { config, agents } = draft.context;
  const item = draft.item(job.item);
  if (item === undefined) throw new Error(`job ${job.id} belongs to ${job.item}, which is not open`);
  const agent = workerOf(agents, job);
  const held = draft.heldBy(job.agent);
  const limits = () => caps(draft, item, job.agent);
  // Found once, and only when nothing else speaks against the job. Without one it waits for a runner that has one.
  let found: RouteDecision | null | undefined;
  const routed = () => {
    if (found === undefined)
      found = isHouse(job)
        ? houseRoute()
        : agent === undefined
          ? null
          : routeOf(draft, item, job, agent, input);
    return found;
  };
  const reserve_usd = () => {
    const r = routed();
    return r === null ? null : reserveUsd(draft, r);
  };
  const { layers } = input.capabilities;
  const required = agent === undefined ? [] : requiredLayers(draft.context.project, agent);
  const stop = canDispatch({
    ...doorOf(draft, item, agent, input.runner, input.grant ?? OPEN_GRANT),
    lacks_layer: lacksAny(required, layers),
    caps: limits,
    reserve_usd,
  });
  if (stop !== null) {
    if (stop === "layer_missing") waits(draft, job, item, explainLack(required, layers, input.runner));
    const nobody =
      stop === "no_route" && agent !== undefined ? whyNoPlanner(draft, item, job, agent, input) : null;
    if (nobody !== null) giveUpPlan(draft, job, nobody);
    if (isBudget(stop)) onBroken(draft, job, item, brokenCap(limits(), reserve_usd() ?? 0));
    return null;
  }
  const r = routed();
  if (agent === undefined || r === null) return null;
  const taken = new Set(held.map((j) => j.slot));
  const slot = Array.from({ length: agent.slots }, (_, i) => i).find((i) => !taken.has(i));
  if (slot === undefined) return null;
  const epoch = draft.nextEpoch();
  const sent = onAgentSent(draft.meta.quarantine[agent.name], job.id);
  draft.setMeta({
    breaker: onDispatch(draft.meta.breaker, config.limits, draft.now),
    ...(sent === undefined ? {} : { quarantine: { ...draft.meta.quarantine, [agent.name]: sent } }),
  });
  const claimed = draft.putItem(counted(item, job));
  const leased = draft.putJob(
    moveJob(job, "leased", {
      epoch,
      slot,
      runner: input.runner,
      request_key: input.request_key,
      claimed_at: draft.now,
      before: progressOf(item),
      reserve: reserve(draft, item, agent.name, r),
      route: {
        tier: r.tier,
        provider: r.provider,
        model: r.model,
        cli: r.cli,
        why: JSON.stringify({ ...r, matched: r.matched.slice(0, MATCHED_KEPT) }),
        ...(isHouse(job) ? {} : { given: givenOf(routeInput(draft, item, job, agent, input)) }),
        ...(r.degraded ? { degraded: true } : {}),
      },
    }),
  );
  tellUnmet(draft, item, agent, r);
  draft.log("job.leased", {
    issue: item.issue,
    agent: agent.name,
    job: job.id,
    attempt: job.attempt,
    epoch,
    runner: input.runner,
    kind: job.kind,
    tier: r.tier,
    cli: r.cli,
    model: r.model,
    fallback: r.fallback,
    prompt: promptHash(promptOf(draft, leased, claimed, agent)),
    reason: [r.reason, ...r.overrides.map(explainOverride)].join(" "),
    waited_ms: draft.now - job.queued_at,
    ...goesOnFrom(job, item),
    ...(beginsAnew(draft.meta.watch, agent.name) ? { fresh: true } : {}),
  });
  return leased;
}

function counted(item: WorkItem, job: Job): WorkItem {
  if (isChange(job.kind)) return { ...item, attempts: item.attempts + 1 };
  const { round } = item;
  if ((job.kind === "review" || job.kind === "check") && round !== undefined)
    return countTry(item, round, gateOf(job), 1);
  return { ...item, gate_attempts: item.gate_attempts + 1 };
}

function offerFor(draft: Draft, job: Job): JobOffer {
  const { project, agents, config } = draft.context;
  const item = draft.item(job.item);
  const agent = workerOf(agents, job);
  if (item === undefined || agent === undefined || job.epoch === null || job.route === null) {
    throw new Error(`job ${job.id} is leased without an item, agent, epoch or route`);
  }
  const { limits } = config;
  const network = networkOf(project, agent);
  return {
    job: job.id,
    epoch: job.epoch,
    project: project.name,
    agent: job.agent,
    role: agent.role,
    kind: job.kind,
    issue: item.issue,
    pull_request: item.pull_request,
    attempt: job.attempt,
    cli: job.route.cli,
    provider: job.route.provider,
    model: job.route.model,
    prompt: promptOf(draft, job, item, agent),
    ...(beginsAnew(draft.meta.watch, job.agent) ? { fresh: true } : {}),
    checkout: {
      git_path: `/git/${job.id}/${job.epoch}`,
      base: project.branch,
      branch: item.branch,
      from:
        job.kind === "review" || (job.kind === "check" && item.phase === "review")
          ? "merge"
          : job.kind === "change"
            ? startOf(item)
            : "base",
      head_sha: job.head_sha,
      ...checkpointOf(job, item, project.mode),
    },
    guard: guardFor(draft),
    limits: {
      lease_secs: limits.lease_secs,
      wall_secs: wallSecs(draft, job),
      stall_secs: limits.stall_secs,
      grace_secs: limits.grace_secs,
      output_bytes: limits.output_bytes,
    },
    ...(requiredLayers(project, agent).includes("sandbox") ? { sandbox: "require" } : {}),
    ...(network === null ? {} : { network }),
  };
}

/** A job whose answer is late at some time does not run longer than that. */
function wallSecs({ now, context }: Draft, { kind, late_at }: Job): number {
  const { plan_secs, wall_secs } = context.config.limits;
  if (kind === "plan") return Math.min(plan_secs, wall_secs);
  return late_at === undefined ? wall_secs : Math.min(wall_secs, Math.max(1, (late_at - now) / 1000));
}

const guardFor = ({ context, now }: Draft): JobOffer["guard"] => {
  const today = new Date(now).toISOString().slice(0, 10);
  const { deny, allow } = ownerPolicy(context.config, context.project.name, today).policy;
  return { deny: [...deny], allow: [...allow] };
};

function promptOf(draft: Draft, job: Job, item: WorkItem, agent: AgentConfig): string {
  if (isHouse(job)) return scriptFor(draft, job, item);
  const { config, prompts, project, agents } = draft.context;
  return buildPrompt({
    kind: job.kind,
    config: config.prompt,
    prompts,
    project,
    agents,
    agent,
    item,
    body: draft.issue(item.issue)?.body ?? draft.pull(item.issue)?.body ?? "",
    attempt: job.attempt,
    summary: draft.snapshot.summary,
    day: job.kind === "compound" ? draft.meta.compound.run : null,
    plan: job.kind === "plan" ? planPrompt(draft, item, rankProject(draft.snapshot)) : null,
  });
}
