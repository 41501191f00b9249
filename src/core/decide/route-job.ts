/** The way that a job goes when this runner takes it: all that routing looks at, put together. */
import type { AgentConfig } from "../../contract/config.ts";
import type { Capabilities } from "../../contract/runner.ts";
import { againstWay, type Grant, OPEN_GRANT } from "../factory/grant.ts";
import { projectsOfRunner } from "../policy/runner-projects.ts";
import { type RouteDecision, type RouteInput, route } from "../routing/route.ts";
import type { Job } from "../work/job.ts";
import { taskText, type WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { isMetElsewhere, wishFor } from "./wishes.ts";

/** Of the runner that asks. */
interface Asking {
  readonly capabilities: Capabilities;
  readonly grant?: Grant;
}

/** Null where no way can be taken here, or where a person's wish can be met by another runner: the job waits for that one. */
export function routeOf(
  draft: Draft,
  item: WorkItem,
  job: Job,
  agent: AgentConfig,
  input: Asking,
): RouteDecision | null {
  const decision = route(routeInput(draft, item, job, agent, input));
  if (!decision.ok) {
    // What a coordinator's model would have said is decided without it instead.
    if (job.kind !== "plan")
      waits(draft, job, item, `no way could be taken when a runner first asked. ${decision.error.reason}`);
    return null;
  }
  const elsewhere = isMetElsewhere(draft, decision.value, input.grant ?? OPEN_GRANT);
  if (elsewhere !== null) waits(draft, job, item, elsewhere);
  return elsewhere === null ? decision.value : null;
}

export function routeInput(draft: Draft, item: WorkItem, { kind }: Job, agent: AgentConfig, input: Asking) {
  const { config, scenarios, project } = draft.context;
  const disabled = new Set(config.providers.filter((p) => !p.enabled).map((p) => p.id));
  return {
    text: taskText(item, draft.issue(item.issue) ?? draft.pull(item.issue)),
    role: agent.role,
    default_tier: config.routing.default_tiers[agent.role],
    scenarios,
    healthy: (provider) => !disabled.has(provider),
    against: (way) => againstWay(way, config.budget.reserve_usd, input.grant ?? OPEN_GRANT),
    clis: input.capabilities.clis
      .filter((c) => c.hooked || !project.requires.includes("hook"))
      .map((c) => c.id),
    // A coordinator has a model for one reason: that it chooses.
    agent_pin: agent.pin || agent.role === "coordinator",
    models: config.models,
    ...(kind === "plan" ? { needs_model: true as const } : {}),
    ...wishFor(draft, item, agent),
    ...(agent.cli === undefined ? {} : { agent_cli: agent.cli }),
    ...(agent.model === undefined ? {} : { agent_model: agent.model }),
    ...(project.cli === undefined ? {} : { project_cli: project.cli }),
    ...(project.model === undefined ? {} : { project_model: project.model }),
    ...(kind === "review" && item.written_by !== undefined ? { authors: item.written_by } : {}),
  } satisfies RouteInput;
}

/** Why nobody who is there can answer for a coordinator's model; null where somebody can, or where the job may be taken later. */
export function whyNoPlanner(
  draft: Draft,
  item: WorkItem,
  job: Job,
  agent: AgentConfig,
  input: Asking,
): string | null {
  if (job.kind !== "plan") return null;
  const asked = routeInput(draft, item, job, agent, input);
  const { config, project } = draft.context;
  const others = (input.grant ?? OPEN_GRANT).runners
    .filter(({ name }) => projectsOfRunner(config, name).includes(project.name))
    .flatMap((one) => one.clis);
  const decision = route({ ...asked, clis: [...asked.clis, ...others] });
  return decision.ok ? null : decision.error.reason;
}

/** Told once for each job: runners that lack different things ask in turns, many times a minute. */
export function waits(draft: Draft, job: Job, item: WorkItem, reason: string): void {
  if (job.waits !== undefined) return;
  draft.putJob({ ...job, waits: reason });
  draft.log("job.waits", { issue: item.issue, agent: job.agent, job: job.id, attempt: job.attempt, reason });
}
