/** When the coordinator will look for work next, in the person's own time. */
import type { OrchestratorConfig } from "../../contract/config.ts";
import { nextFiring } from "../../core/scheduling/firing.ts";

export const SHOWN = 3;

export interface Firings {
  readonly project: string;
  readonly schedule: string;
  readonly timezone: string;
  /** Milliseconds since 1970. */
  readonly next: readonly number[];
}

export function firingsOf(config: OrchestratorConfig, now: number): Firings[] {
  return config.projects
    .filter((project) => project.enabled && config.factory.enabled)
    .map(({ name, schedule, timezone }) => {
      const next: number[] = [];
      for (let at = nextFiring(schedule, timezone, now); at !== null && next.length < SHOWN; ) {
        next.push(at);
        at = nextFiring(schedule, timezone, at);
      }
      return { project: name, schedule, timezone, next };
    });
}

/** `Mon 23 Nov 2026, 01:00` in the zone of this machine unless another is named. */
export function clock(at: number, timezone?: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(timezone === undefined ? {} : { timeZone: timezone }),
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}, ${part("hour")}:${part("minute")}`;
}

export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
