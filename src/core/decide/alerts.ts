/** Tells people of a condition once, and once more when it is over. The one way to speak of the factory itself. */
import { ALERT_ISSUES_KEPT, type Alert, alertEffect, isAlertEffect } from "../alert/alert.ts";
import { alertBody, alertOver } from "../comment/alert.ts";
import type { Draft } from "./draft.ts";

export interface Raised {
  readonly key: string;
  readonly title: string;
  /** What happened, why, and what to do. */
  readonly body: string;
  readonly until?: number;
}

/** Opens an issue for it, unless people know. */
export function raise(draft: Draft, { key, title, body, until }: Raised): void {
  if (draft.meta.alerts[key] !== undefined) return;
  const effect = alertEffect(key, draft.now);
  const alert: Alert = { key, title, since: draft.now, until: until ?? null, effect };
  draft.setMeta({ alerts: { ...draft.meta.alerts, [key]: alert } });
  draft.log("alert.raised", { alert: key, reason: title });
  draft.effect(null, { kind: "create_issue", account: "coordinator", title, body: alertBody(body) }, effect);
}

/** It is over: says so on its issue and closes it, or takes back what nobody has read yet. */
export function clear(draft: Draft, key: string, why: string): void {
  const alert = draft.meta.alerts[key];
  if (alert === undefined) return;
  const { [key]: _over, ...alerts } = draft.meta.alerts;
  draft.setMeta({ alerts });
  draft.log("alert.cleared", { alert: key, reason: why });
  const told = draft.effectNow(alert.effect);
  if (told === undefined) return;
  // One that was tried may stand on the forge although no answer came: it is found there, and closed then.
  if (told.state === "proposed" || (told.state === "pending" && told.attempts === 0))
    draft.putEffect({ ...told, state: "dead", error: `withdrawn: ${why}` });
  else if (told.result?.issue !== undefined) close(draft, told.id, told.result.issue, why);
}

/** What was true until a certain time, such as a budget of a day that has ended. */
export function clearPassed(draft: Draft): void {
  for (const { key, until } of Object.values(draft.meta.alerts))
    if (until !== null && until <= draft.now) clear(draft, key, "Its time is over.");
}

/** The issue of an alert stands on the forge: when the alert was over before, it is closed at once. */
export function onAlertTold(draft: Draft, effect: string, issue: number | undefined): void {
  if (!isAlertEffect(effect) || issue === undefined) return;
  noteAlertIssue(draft, effect, issue);
  const holds = Object.values(draft.meta.alerts).some((a) => a.effect === effect);
  if (!holds) close(draft, effect, issue, "It was over before this was written.");
}

/** Remembers that an issue speaks of the factory, so that it never becomes the factory's work. */
export function noteAlertIssue(draft: Draft, effect: string, issue: number): void {
  if (!isAlertEffect(effect) || draft.meta.alert_issues.includes(issue)) return;
  draft.setMeta({ alert_issues: [...draft.meta.alert_issues, issue].slice(-ALERT_ISSUES_KEPT) });
}

function close(draft: Draft, effect: string, issue: number, why: string): void {
  const body = alertOver(why);
  draft.effect(
    null,
    { kind: "comment", account: "coordinator", issue, body, root: effect, hop: 0 },
    `over:${effect}`,
  );
  draft.effect(null, { kind: "close_issue", account: "coordinator", issue }, `close:${effect}`);
}
