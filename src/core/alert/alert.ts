/** What people are told of: once when it begins, again when it grows, and once when it is over. */
import type { NoticeLevel } from "../../contract/notice.ts";

/**
 * A condition that a person should know of, told once however often it is met: by an issue, which the factory itself closes,
 * and by the notifiers.
 */
export interface Alert {
  /** What it is about, made from its cause: `breaker`, `agent:developer`, `budget:project@2026-11-22`. */
  readonly key: string;
  readonly title: string;
  /** When it began. */
  readonly since: number;
  /** It is over at this time by itself; null: when its cause is. */
  readonly until: number | null;
  /** The effect that tells of it. */
  readonly effect: string;
  /** Absent in rows that are older than these two. */
  readonly level?: NoticeLevel;
  readonly size?: number;
}

/** Issues of alerts that are remembered as no work for the factory. */
export const ALERT_ISSUES_KEPT = 500;

const PREFIX = "alert:";
export const alertEffect = (key: string, now: number): string => `${PREFIX}${key}:${now}`;
/** What says on the forge that it is over, and what closes it there. */
export const overEffect = (alert: string): string => `over:${alert}`;
export const closingEffect = (alert: string): string => `close:${alert}`;
/** The effect that told of what this one says is over; null for any other. */
export const endedAlert = (effect: string): string | null =>
  /^(?:over|close):(alert:.*)$/s.exec(effect)?.[1] ?? null;
export const isAlertEffect = (effect: string): boolean => effect.startsWith(PREFIX);
