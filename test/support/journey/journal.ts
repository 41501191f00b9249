/** Waiting for a condition, never for a time: with a deadline, and with what was seen when it passes. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface Journal {
  readonly lines: readonly Line[];
  add(text: string): void;
  /** Runs at the next record of this event, in the moment it arrives. */
  once(event: string, act: () => void): void;
  all(event: string, match?: Partial<Line>): Line[];
  /** The first record of this event, also one that came before the call. */
  seen(event: string, match?: Partial<Line>, secs?: number): Promise<Line>;
}

export function createJournal(): Journal {
  const lines: Line[] = [];
  const waiting = new Map<string, () => void>();
  const all = (event: string, match: Partial<Line> = {}) =>
    lines.filter((line) => line.event === event && Object.entries(match).every(([k, v]) => line[k] === v));
  return {
    lines,
    add(text) {
      try {
        lines.push(JSON.parse(text));
      } catch {
        lines.push({ event: "text", text });
      }
      const event = lines.at(-1)?.event ?? "";
      const act = waiting.get(event);
      waiting.delete(event);
      act?.();
    },
    once: (event, act) => void waiting.set(event, act),
    all,
    seen: (event, match, secs = 30) =>
      until(
        () => all(event, match)[0],
        () => `${event} ${JSON.stringify(match ?? {})} was not seen; the last were:\n${tail(lines)}`,
        secs,
      ),
  };
}

export const tail = (lines: readonly Line[]): string =>
  lines
    .slice(-25)
    .map((line) => JSON.stringify(line).slice(0, 400))
    .join("\n");

/** Asks until the answer is neither undefined, null nor false. */
export async function until<T>(
  ask: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  what: string | (() => string),
  secs = 30,
): Promise<T> {
  const deadline = performance.now() + secs * 1000;
  for (;;) {
    const asked = ask();
    const answer = await asked;
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > deadline)
      throw new Error(`Not within ${secs} s: ${typeof what === "string" ? what : what()}`);
    // What has to be asked of another process costs that one something each time.
    await sleep(asked instanceof Promise ? 120 : 40);
  }
}
