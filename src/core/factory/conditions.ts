/** What people should know of the factory as a whole, read off its state: whoever tells them, tells each once. */

import type { OrchestratorConfig } from "../../contract/config.ts";
import type { NoticeLevel } from "../../contract/notice.ts";
import { adf } from "../comment/command.ts";
import { breakerState } from "../policy/breaker.ts";
import { explainHealth, healthState, needsPerson } from "../provider/health.ts";
import { dayOf, monthOf } from "../spend/window.ts";
import type { Shared } from "./shared.ts";

export interface Condition {
  readonly key: string;
  readonly title: string;
  readonly body: string;
  /** `warning` where nothing is said. */
  readonly level?: NoticeLevel;
  /** How bad it is, from 0: one that grows is told again. */
  readonly size?: number;
}

/** Jobs of one tier, all on a fallback, before people are told. */
const ALL_ON_FALLBACK = 3;
const FALLBACK_MS = 3_600_000;
/** For how long a changed resolution is news. */
const NEWS_MS = 86_400_000;

type Config = Pick<OrchestratorConfig, "budget" | "limits">;

export function conditionsOf(s: Shared, config: Config, now: number): Condition[] {
  return [
    ...breaker(s, config, now),
    ...providers(s, now),
    ...fallbacks(s, now),
    ...resolutions(s, now),
    ...money(s, config, now),
  ];
}

function breaker(s: Shared, { limits }: Config, now: number): Condition[] {
  if (breakerState(s.breaker, limits, now) === "closed") return [];
  const title = "The factory's breaker is open: too many jobs failed";
  const body =
    `${s.breaker.failures.length} jobs failed within ${limits.breaker_window_secs} s over all projects, so nothing is started. ` +
    `After ${limits.breaker_half_open_secs} s one job is tried, and its success lets the others follow.`;
  return [{ key: "breaker", title, body, level: "critical" }];
}

function providers(s: Shared, now: number): Condition[] {
  return Object.values(s.health)
    .filter((h) => h.blocked_until !== null && needsPerson(h))
    .map((h) => {
      const until = new Date(h.blocked_until ?? now).toISOString().slice(0, 16).replace("T", " ");
      const next =
        healthState(h, now) === "blocked" ? `It is tried again at ${until} UTC` : "It is being tried again";
      const body = `${explainHealth(h)}. ${next}; until then its jobs go to the next route of their tier, or wait. Mended: ${adf("probe")} asks it again at once.`;
      return { key: `provider:${h.key}`, title: `A provider is not well: ${explainHealth(h)}`, body };
    });
}

function fallbacks(s: Shared, now: number): Condition[] {
  const recent = s.starts.filter((start) => start.at > now - FALLBACK_MS);
  return [...new Set(recent.map((start) => start.tier))].flatMap((tier) => {
    const last = recent.filter((start) => start.tier === tier).slice(-ALL_ON_FALLBACK);
    if (last.length < ALL_ON_FALLBACK || !last.every((start) => start.degraded)) return [];
    const title = `All work of ${tier} goes to a fallback`;
    const body = `The last ${last.length} jobs of ${tier} did not go to its first provider. The route of each job says why: \`adf status\` shows the providers.`;
    return [{ key: `fallback:${tier}`, title, body }];
  });
}

function resolutions(s: Shared, now: number): Condition[] {
  return Object.entries(s.resolved).flatMap(([key, { model, before, since }]) => {
    if (before === null || since < now - NEWS_MS) return [];
    const title = `Another model answers for ${key.replaceAll(" ", " → ")}`;
    return [
      {
        key: `model:${key}@${since}`,
        title,
        body: `It is ${model} now, and was ${before}. The alias moved; nothing here changed.`,
      },
    ];
  });
}

function money(s: Shared, { budget }: Config, now: number): Condition[] {
  if (!budget.enabled) return [];
  const caps = [
    [`factory@${dayOf(now)}`, budget.day_usd, "today (UTC)"],
    [`factory@${monthOf(now)}`, budget.month_usd, "this month (UTC)"],
  ] as const;
  return caps.flatMap(([key, cap, window]) => {
    const tally = s.tallies[key];
    const used = tally === undefined ? 0 : tally.usd + tally.reserved_usd;
    if (cap <= 0 || used < cap * budget.warn_share) return [];
    const full = used + Math.min(budget.reserve_usd, cap) > cap;
    const title = full
      ? `The factory's budget is used up ${window}`
      : `The factory's budget is nearly used up ${window}`;
    const body = `$${used.toFixed(2)} of $${cap.toFixed(2)} are used, running jobs included. ${full ? "Nothing that costs is started until the window ends" : "At the cap nothing that costs is started"}; to go on, raise it in \`[budget]\` and deploy.`;
    return [{ key: `${full ? "budget" : "near"}:${key}`, title, body }];
  });
}
