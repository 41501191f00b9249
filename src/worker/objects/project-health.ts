/** What a project shows of its money and of what holds it up. */
import type { AlertView, ProjectView, SpendView, StopView } from "../../contract/state.ts";
import type { Stop } from "../../core/control/stop.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import { agentKey, projectKey, type Tally, tokensOf } from "../../core/spend/tally.ts";
import { HELD } from "../../core/work/job.ts";
import { hasBegun } from "../../core/work/work-item.ts";

export const tallyView = (tally: Tally | undefined): SpendView => ({
  attempts: tally?.attempts ?? 0,
  sessions: tally?.sessions ?? 0,
  tokens: tally === undefined ? 0 : tokensOf(tally),
  usd: tally?.usd ?? 0,
  reserved_usd: tally?.reserved_usd ?? 0,
});

export function spendView(s: Snapshot): ProjectView["spend"] {
  return {
    today: tallyView(s.tally(projectKey(s.now))),
    cap_usd: s.context.config.budget.project_day_usd,
    agents: s.context.agents.flatMap(({ name }) => {
      const today = s.tally(agentKey(name, s.now));
      return today === undefined ? [] : [{ agent: name, today: tallyView(today) }];
    }),
  };
}

export const alertViews = (s: Snapshot): AlertView[] =>
  Object.values(s.meta.alerts).map(({ key, title, since, effect }) => ({
    key,
    title,
    since_secs: Math.max(0, (s.now - since) / 1000),
    issue: s.effect(effect)?.result?.issue ?? null,
  }));

export const stopViews = (s: Snapshot): StopView[] =>
  s.meta.stops.map((stop) => {
    const { scope, name, verb, by, why, since } = stop;
    return {
      scope,
      name,
      verb,
      by,
      why,
      since_secs: Math.max(0, (s.now - since) / 1000),
      left: leftOf(s, stop),
    };
  });

/** Of a drain, work that has begun goes on, so it counts; of a pause and a runner, only what runs. */
function leftOf(s: Snapshot, { scope, name, verb }: Stop): number {
  const held = s.jobs.filter((j) => HELD.has(j.state));
  if (scope === "runner") return held.filter((j) => j.runner === name).length;
  if (scope === "agent") return held.filter((j) => j.agent === name).length;
  const begun = s.items.filter((i) => i.phase !== "parked" && hasBegun(i));
  return verb === "drain" ? begun.length : held.length;
}
