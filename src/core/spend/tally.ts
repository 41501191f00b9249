/**
 * What was used under one name in one window. A job is counted when it is claimed and what it may cost is set aside;
 * when it ends, by a report or without one, the reserve goes and what it did cost takes its place. So a tally never
 * forgets a job that is out, and two claims can never both take the last of a budget.
 */
import { dayOf } from "./window.ts";

export interface Tally {
  readonly key: string;
  /** Claims. */
  readonly attempts: number;
  /** Claims whose agent is known to have run. */
  readonly sessions: number;
  readonly seconds: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly tokens_cached: number;
  readonly usd: number;
  /** Of jobs that are out. */
  readonly reserved_usd: number;
}

/** What one job came to. */
/** On whose word: the CLI's, the owner's `[[prices]]` or the CLI's own table, or one of four guesses; or it costs nothing. */
export type PricedBy = "cli" | "tokens" | "list" | "dearest" | "time" | "reserve" | "free";

export interface Spent {
  readonly seconds: number;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly tokens_cached: number;
  readonly usd: number;
  /**
   * Who says so: `cli` the agent CLI itself, `tokens` its tokens at the price list, `time` its seconds at
   * `budget.agent_hour_usd`, `reserve` nobody, so the reserve is kept, `free` a route that costs nothing.
   */
  readonly priced_by: PricedBy;
}

/** What a claim set aside, and in which tallies: the ones of the day of the claim, whenever it is settled. */
export interface Reserve {
  readonly usd: number;
  /** A route that costs nothing, whatever it reports. */
  readonly free: boolean;
  readonly tallies: readonly string[];
}

export const emptyTally = (key: string): Tally => ({
  key,
  attempts: 0,
  sessions: 0,
  seconds: 0,
  tokens_in: 0,
  tokens_out: 0,
  tokens_cached: 0,
  usd: 0,
  reserved_usd: 0,
});

export const itemKey = (item: string): string => `item:${item}`;
export const agentKey = (agent: string, now: number): string => `agent:${agent}@${dayOf(now)}`;
export const projectKey = (now: number): string => `project@${dayOf(now)}`;

export const withReserve = (tally: Tally, usd: number): Tally => ({
  ...tally,
  attempts: tally.attempts + 1,
  reserved_usd: tally.reserved_usd + usd,
});

export const withSpent = (tally: Tally, reserved_usd: number, spent: Spent): Tally => ({
  ...tally,
  sessions: tally.sessions + (spent.seconds > 0 ? 1 : 0),
  seconds: tally.seconds + spent.seconds,
  tokens_in: tally.tokens_in + spent.tokens_in,
  tokens_out: tally.tokens_out + spent.tokens_out,
  tokens_cached: tally.tokens_cached + spent.tokens_cached,
  usd: tally.usd + spent.usd,
  // Sums of fractions leave dust; a reserve below zero is dust.
  reserved_usd: Math.max(0, cents(tally.reserved_usd - reserved_usd)),
});

/** To a millionth of a dollar. */
const cents = (usd: number): number => Math.round(usd * 1e6) / 1e6;

export const tokensOf = (tally: Tally): number => tally.tokens_in + tally.tokens_out;
