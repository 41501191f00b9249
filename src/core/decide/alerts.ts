/**
 * Tells people of a condition: once when it begins, again when it grows, and once more when it is over. The one way to speak of
 * the factory itself: an issue on the forge, and whoever a notifier reaches.
 */
import type { NoticeLevel } from "../../contract/notice.ts";
import {
  ALERT_ISSUES_KEPT,
  type Alert,
  alertEffect,
  closingEffect,
  isAlertEffect,
  overEffect,
} from "../alert/alert.ts";
import { alertBody, alertGrew, alertOver } from "../comment/alert.ts";
import type { Draft } from "./draft.ts";
import { linkTo, notify, takeBack } from "./notify.ts";

export interface Raised {
  readonly key: string;
  readonly title: string;
  /** What happened, why, and what to do. */
  readonly body: string;
  readonly until?: number;
  /** `warning` where nothing is said. */
  readonly level?: NoticeLevel;
  /** How bad it is, on a scale of its own kind that begins at 0: one that grows is told again. */
  readonly size?: number;
}

/** Opens an issue for it, unless people know. */
export function raise(draft: Draft, raised: Raised): void {
  const { key, title, body, until, level = "warning", size = 0 } = raised;
  const known = draft.meta.alerts[key];
  if (known !== undefined) return size > (known.size ?? 0) ? grow(draft, known, raised, size) : undefined;
  const effect = alertEffect(key, draft.now);
  const alert: Alert = { key, title, since: draft.now, until: until ?? null, effect, level, size };
  draft.setMeta({ alerts: { ...draft.meta.alerts, [key]: alert } });
  draft.log("alert.raised", { alert: key, reason: title });
  draft.effect(null, { kind: "create_issue", account: "coordinator", title, body: alertBody(body) }, effect);
  const link = linkTo(draft.context, null);
  notify(draft, { cause: effect, kind: "alert.opened", level, about: key, title, body, link });
}

function grow(draft: Draft, known: Alert, { title, body, level = "warning" }: Raised, size: number): void {
  const { key, effect } = known;
  draft.setMeta({ alerts: { ...draft.meta.alerts, [key]: { ...known, title, level, size } } });
  draft.log("alert.grew", { alert: key, reason: title });
  const issue = draft.effectNow(effect)?.result?.issue;
  const cause = `grew:${size}:${effect}`;
  if (issue !== undefined)
    draft.effect(
      null,
      { kind: "comment", account: "coordinator", issue, body: alertGrew(title, body), root: effect, hop: 0 },
      cause,
    );
  const link = linkTo(draft.context, issue ?? null);
  notify(draft, { cause, kind: "alert.grew", level, about: key, title, body, link });
}

/** It is over: says so on its issue and closes it, or takes back what nobody has read yet. */
export function clear(draft: Draft, key: string, why: string): void {
  const alert = draft.meta.alerts[key];
  if (alert === undefined) return;
  const { [key]: _over, ...alerts } = draft.meta.alerts;
  draft.setMeta({ alerts });
  draft.log("alert.cleared", { alert: key, reason: why });
  const told = draft.effectNow(alert.effect);
  const issue = told?.result?.issue;
  takeBack(draft, alert.effect, {
    cause: `over:${alert.effect}`,
    kind: "alert.recovered",
    level: alert.level ?? "warning",
    about: key,
    title: `Over: ${alert.title}`,
    body: why,
    link: linkTo(draft.context, issue ?? null),
  });
  if (told === undefined) return;
  // One that was tried may stand on the forge although no answer came: it is found there, and closed then.
  if (told.state === "proposed" || (told.state === "pending" && told.attempts === 0))
    draft.putEffect({ ...told, state: "dead", error: `withdrawn: ${why}` });
  else if (issue !== undefined) close(draft, told.id, issue, why);
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
    overEffect(effect),
  );
  draft.effect(null, { kind: "close_issue", account: "coordinator", issue }, closingEffect(effect));
}
