/**
 * A notice: one change that one notifier tells a person of. It waits in the project until it is delivered, is tried again
 * later each time, and is never silently lost: what cannot be delivered stays, dead and shown.
 */
import type { Notifier } from "../../contract/config/notify.ts";
import { type NoticeKind, NoticeLevel } from "../../contract/notice.ts";

/** What happened, before it is known who is told. */
export interface News {
  /** Made from the cause, so that one change is told once: `alert:breaker:1795200000000`. */
  readonly cause: string;
  readonly kind: NoticeKind;
  readonly level: NoticeLevel;
  readonly about: string;
  readonly title: string;
  readonly body: string;
  readonly link: string | null;
}

/** `pending → sending → sent | dead`; a failure leads back to `pending`, later. `withdrawn`: over before it was told. */
export type NoticeState = "pending" | "sending" | "sent" | "dead" | "withdrawn";

export interface Notice extends News {
  readonly id: string;
  readonly notifier: string;
  readonly state: NoticeState;
  readonly attempts: number;
  /** While pending: not before. While sending: given up at this time and tried again. */
  readonly not_before: number;
  readonly error: string | null;
  readonly created_at: number;
}

/** How one try ended. `final`: the receiver understood and refused, so asking again changes nothing. */
export type Told =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly final: boolean;
      readonly error: string;
      readonly after_ms: number;
      /** False where nothing was sent, because the notifier's gate is shut: that is no attempt. */
      readonly tried: boolean;
    };

const FIRST_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 900_000;
/** News of yesterday helps nobody; it is then shown as dead. */
const GIVEN_UP_MS = 86_400_000;

export const noticeId = (cause: string, notifier: string): string => `${cause}@${notifier}`;

export const fresh = (news: News, notifier: string, now: number): Notice => ({
  ...news,
  id: noticeId(news.cause, notifier),
  notifier,
  state: "pending",
  attempts: 0,
  not_before: now,
  error: null,
  created_at: now,
});

export function settled(notice: Notice, told: Told, now: number): Notice {
  if (told.ok) return { ...notice, state: "sent", attempts: notice.attempts + 1, error: null };
  const attempts = notice.attempts + (told.tried ? 1 : 0);
  const { error } = told;
  if (told.final || now - notice.created_at >= GIVEN_UP_MS)
    return { ...notice, state: "dead", attempts, error };
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts, 20));
  return { ...notice, state: "pending", attempts, error, not_before: now + Math.max(wait, told.after_ms) };
}

/** Whether a notifier is told of this. */
export const wants = (n: Notifier, project: string, level: NoticeLevel): boolean =>
  n.enabled &&
  (n.projects.length === 0 || n.projects.includes(project)) &&
  NoticeLevel.options.indexOf(level) >= NoticeLevel.options.indexOf(n.least);
