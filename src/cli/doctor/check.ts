/** One line of doctor: a fact, whether it is in order, and the command that puts it in order. */

export type CheckStatus = "ok" | "fix" | "unknown";

export interface Check {
  /** Stable, for scripts; a part after `/` names the project, account or runner it is about. */
  readonly id: string;
  readonly status: CheckStatus;
  readonly fact: string;
  /** What to type or to do; null where nothing is to be done. */
  readonly fix: string | null;
}

export const ok = (id: string, fact: string): Check => ({ id, status: "ok", fact, fix: null });
export const fix = (id: string, fact: string, command: string): Check => ({
  id,
  status: "fix",
  fact,
  fix: command,
});
/** Could not be found out; the fact says why, and `next` what would tell, where something would. */
export const unknown = (id: string, fact: string, next: string | null = null): Check => ({
  id,
  status: "unknown",
  fact,
  fix: next,
});

/** A duration as a person says it. */
export function span(secs: number): string {
  if (secs < 120) return `${Math.round(secs)} s`;
  if (secs < 7_200) return `${Math.round(secs / 60)} min`;
  return secs < 172_800 ? `${Math.round(secs / 3_600)} h` : `${Math.round(secs / 86_400)} d`;
}
