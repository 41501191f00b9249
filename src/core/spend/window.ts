/** The windows in which spending is counted: calendar hours, days and months in UTC, each with a name that sorts. */

/** `2026-11-22T16` */
export const hourOf = (now: number): string => new Date(now).toISOString().slice(0, 13);
/** `2026-11-22` */
export const dayOf = (now: number): string => new Date(now).toISOString().slice(0, 10);
/** `2026-11` */
export const monthOf = (now: number): string => new Date(now).toISOString().slice(0, 7);

/** When the next day begins, for a sentence that says how long to wait. */
export const nextDay = (now: number): number => (Math.floor(now / 86_400_000) + 1) * 86_400_000;
