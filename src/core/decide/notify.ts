/** Tells people outside the forge: a notice for each notifier that wants it. The one way to make one. */
import { fresh, type News, type Notice, noticeId, wants } from "../notify/notice.ts";
import type { Draft } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";

export function notify(draft: Draft, news: News): void {
  for (const notice of noticesOf(draft.context, news, draft.now)) draft.notice(notice);
}

export const noticesOf = ({ config, project }: Snapshot["context"], news: News, now: number): Notice[] =>
  config.notifiers.filter((n) => wants(n, project.name, news.level)).map((n) => fresh(news, n.name, now));

/**
 * It is over: who was told hears of it, and who was not yet told hears nothing at all. `cause`: of what told them. A notice that
 * was tried may have arrived, so it counts as told.
 */
export function takeBack(draft: Draft, cause: string, over: News): void {
  for (const { name } of draft.context.config.notifiers) {
    const told = draft.noticeNow(noticeId(cause, name));
    if (told === undefined) continue;
    if (told.state === "pending" && told.attempts === 0) draft.putNotice({ ...told, state: "withdrawn" });
    else draft.notice(fresh(over, name, draft.now));
  }
}

/** A place on the forge that people can open. */
export const linkTo = ({ config, project }: Snapshot["context"], number: number | null): string =>
  `${config.gitea.url.replace(/\/+$/, "")}/${project.repo}/issues${number === null ? "" : `/${number}`}`;
