/**
 * The factory breaker: too many failures in a window stop new dispatches for a while, never for good. After the
 * pause it is half open: one job may go out, and its ending decides.
 */
export interface Breaker {
  /** Times of recent failures, oldest first. */
  readonly failures: readonly number[];
  readonly opened_at: number | null;
  /** True while the one trial job of a half-open breaker is out. */
  readonly trial: boolean;
}

export interface BreakerLimits {
  readonly breaker_failures: number;
  readonly breaker_window_secs: number;
  readonly breaker_half_open_secs: number;
}

export const CLOSED: Breaker = { failures: [], opened_at: null, trial: false };

export type BreakerState = "closed" | "open" | "half_open";

export function breakerState(breaker: Breaker, limits: BreakerLimits, now: number): BreakerState {
  if (breaker.opened_at === null) return "closed";
  if (breaker.trial) return "open";
  return now - breaker.opened_at >= limits.breaker_half_open_secs * 1000 ? "half_open" : "open";
}

/** When the next dispatch may be tried; `now` when the breaker lets it through. */
export function breakerOpensAt(breaker: Breaker, limits: BreakerLimits, now: number): number {
  if (breaker.opened_at === null) return now;
  return Math.max(now, breaker.opened_at + limits.breaker_half_open_secs * 1000);
}

export function onDispatch(breaker: Breaker, limits: BreakerLimits, now: number): Breaker {
  return breakerState(breaker, limits, now) === "half_open" ? { ...breaker, trial: true } : breaker;
}

export function onEnding(breaker: Breaker, failed: boolean, limits: BreakerLimits, now: number): Breaker {
  if (!failed) return breaker.opened_at === null || breaker.trial ? CLOSED : breaker;
  if (breaker.trial) return { ...breaker, opened_at: now, trial: false };
  const since = now - limits.breaker_window_secs * 1000;
  const failures = [...breaker.failures.filter((at) => at > since), now].slice(-limits.breaker_failures);
  const opened = breaker.opened_at ?? (failures.length >= limits.breaker_failures ? now : null);
  return { failures, opened_at: opened, trial: false };
}

/** A job that was stopped says nothing of the factory's health: a trial that ends so gives way to the next one. */
export const onStopped = (breaker: Breaker): Breaker =>
  breaker.trial ? { ...breaker, trial: false } : breaker;
