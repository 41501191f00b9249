/** The ledger of a project: what a claim sets aside, what an ending settles, and what people are told of it. */
import type { Usage } from "../../contract/agent-run.ts";
import type { RouteDecision } from "../routing/route.ts";
import { type Cap, capsOf, explainCap, nearCaps } from "../spend/caps.ts";
import { type PriceBook, priced, unreported } from "../spend/price.ts";
import {
  agentKey,
  itemKey,
  projectKey,
  type Reserve,
  tokensOf,
  withReserve,
  withSpent,
} from "../spend/tally.ts";
import { nextDay } from "../spend/window.ts";
import type { Job } from "../work/job.ts";
import type { WorkItem } from "../work/work-item.ts";
import { raise } from "./alerts.ts";
import type { Draft } from "./draft.ts";

export function caps(draft: Draft, item: WorkItem, agent: string): readonly Cap[] {
  const { config, project } = draft.context;
  const of = {
    item: item.id,
    issue: item.issue,
    granted_usd: item.granted_usd ?? 0,
    granted_tokens: item.granted_tokens ?? 0,
    agent,
    project: project.name,
  };
  return capsOf(config.budget, of, draft.now, (key) => draft.tally(key));
}

/** What one job of this route sets aside. */
export const reserveUsd = (draft: Draft, route: RouteDecision): number =>
  route.free ? 0 : draft.context.config.budget.reserve_usd;

/** At the claim: counts the attempt everywhere and sets its money aside. */
export function reserve(draft: Draft, item: WorkItem, agent: string, route: RouteDecision): Reserve {
  const usd = reserveUsd(draft, route);
  const tallies = [itemKey(item.id), agentKey(agent, draft.now), projectKey(draft.now)];
  for (const key of tallies) draft.putTally(withReserve(draft.tally(key), usd));
  return { usd, free: route.free, tallies };
}

/** At the end, once, whatever the end is: `usage` is null where nothing was or ever will be reported. */
export function settleSpending(draft: Draft, job: Job, usage: Usage | null): Job {
  const { reserve: held } = job;
  if (held === undefined || job.spent !== undefined) return job;
  const book = bookOf(draft);
  const out_secs = Math.max(0, draft.now - (job.claimed_at ?? draft.now)) / 1000;
  const spent =
    usage === null
      ? unreported(out_secs, held.usd, held.free, book)
      : priced(usage, job.route?.model ?? "", held.free, book);
  for (const key of held.tallies) draft.putTally(withSpent(draft.tally(key), held.usd, spent));
  warn(draft, job);
  return { ...job, spent };
}

const bookOf = ({ context: { config } }: Draft): PriceBook => ({
  prices: config.prices,
  agent_hour_usd: config.budget.agent_hour_usd,
});

/** What a person grants with the answer "go on": the caps of the item count from here. */
export function grantOf(draft: Draft, item: WorkItem): Pick<WorkItem, "granted_usd" | "granted_tokens"> {
  const tally = draft.tally(itemKey(item.id));
  return tally.attempts === 0 ? {} : { granted_usd: tally.usd, granted_tokens: tokensOf(tally) };
}

/** For the journal: what the job came to, and on whose word. */
export const spentFields = ({ spent }: Job): Record<string, unknown> =>
  spent === undefined
    ? {}
    : { usd: Math.round(spent.usd * 1e6) / 1e6, priced_by: spent.priced_by, ...tokenFields(spent) };

const tokenFields = (spent: NonNullable<Job["spent"]>): Record<string, number> =>
  spent.tokens_in + spent.tokens_out === 0
    ? {}
    : { tokens_in: spent.tokens_in, tokens_out: spent.tokens_out };

/** A cap that stops a job is told once for its window; the work goes on by itself with the next window. */
export function tellBroken(draft: Draft, cap: Cap): void {
  raise(draft, {
    key: `budget:${cap.tally.key}`,
    title: `The budget is used up: ${cap.whose}`,
    body:
      `Nothing more is started for it: ${explainCap(cap)}. Jobs that run go on to their end.\n\n` +
      "It goes on by itself at midnight UTC. To go on now, raise the cap in `[budget]` and deploy.",
    until: nextDay(draft.now),
  });
}

/** Near the end of a cap people are told, while there is still time to act. The work item asks when it is there. */
function warn(draft: Draft, job: Job): void {
  const { budget } = draft.context.config;
  const item = draft.item(job.item);
  if (item === undefined) return;
  for (const cap of nearCaps(caps(draft, item, job.agent), budget.warn_share)) {
    if (cap.refusal === "item_budget") continue;
    raise(draft, {
      key: `near:${cap.tally.key}`,
      title: `The budget is nearly used up: ${cap.whose}`,
      body: `${explainCap(cap)}. At the cap nothing more is started for it until midnight UTC. To have more, raise the cap in \`[budget]\` and deploy.`,
      until: nextDay(draft.now),
    });
  }
}
