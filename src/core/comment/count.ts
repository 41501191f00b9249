/** So many of something, as people say it: `count(1, "job waits", "jobs wait")`. */
export const count = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`;
