/** Moments as people read them: one format everywhere, by the clock of who reads it. */

/** `2026-11-22 22:31:03`, for lists whose head says the zone. */
export const clock = (at: number | string): string => new Date(at).toLocaleString("sv-SE");

/** `22:31:03`. */
export const timeOfDay = (at: number | string): string => clock(at).slice(11);

/** `UTC`, or `UTC+2`: what the clock of this machine was, or will be, away from UTC at that moment. */
export function zone(at: number | string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "shortOffset" }).formatToParts(new Date(at));
  const offset = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return offset.replace("GMT", "UTC").replace(/\+0$/, "");
}

/** For a moment that stands alone. Null is one that never comes. */
export const moment = (at: number | string | null): string =>
  at === null ? "never" : `${clock(at)} ${zone(at)}`;
