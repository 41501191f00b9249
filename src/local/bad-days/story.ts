/** Reads the bad days that happen within the factory off its records, as the Worker prints them. */
import * as z from "zod";
import { CONFLICT } from "../../core/review/conflict.ts";
import type { Day, DayName } from "./day.ts";

const Line = z.looseObject({
  event: z.string(),
  issue: z.int().optional(),
  agent: z.string().optional(),
  gate: z.string().optional(),
  attempt: z.int().optional(),
  pull_request: z.int().optional(),
  outcome: z.string().optional(),
  reason: z.string().optional(),
  attempts: z.number().optional(),
});
type Line = z.infer<typeof Line>;

interface Told {
  readonly issue: number;
  readonly happened: string;
  readonly ended: string | null;
}

export class Story {
  readonly #told = new Map<DayName, Told>();

  hear(text: string): Line | null {
    const line = read(text);
    if (line?.issue === undefined) return line;
    const { issue } = line;
    const agent = line.agent ?? "the agent";
    const reason = short(line.reason);
    if (line.event === "review.failed" && reason.startsWith(CONFLICT))
      this.#begins("crossing", issue, `#${issue} went back: ${reason}`);
    else if (line.event === "review.failed" && line.gate === "ci")
      this.#begins("ci", issue, `the tests of #${issue} failed at CI: ${reason}`);
    else if (line.event === "review.failed")
      this.#begins("reviewer", issue, `${agent} sent #${issue} back: ${reason}`);
    if (line.event === "job.failed" && line.outcome === "stalled")
      this.#begins("stall", issue, `${agent} said nothing more on #${issue}, and was ended`);
    if (line.event === "item.parked" && /budget|cap/i.test(reason)) {
      this.#begins("spending", issue, `${agent} used up what #${issue} may cost`);
      this.#ends("spending", issue, `a person is asked: ${reason}`);
    }
    if (line.event === "item.done") {
      const tries = line.attempts === undefined ? "" : ` with attempt ${line.attempts}`;
      for (const name of ["reviewer", "ci", "crossing", "stall"] as const)
        this.#ends(name, issue, `#${issue} was closed${tries}`);
    }
    return line;
  }

  day(name: DayName): Day {
    const told = this.#told.get(name);
    return { name, happened: told?.happened ?? null, ended: told?.ended ?? null };
  }

  /** The first of its kind is the one that is told. */
  #begins(name: DayName, issue: number, happened: string): void {
    if (!this.#told.has(name)) this.#told.set(name, { issue, happened, ended: null });
  }
  #ends(name: DayName, issue: number, ended: string): void {
    const told = this.#told.get(name);
    if (told?.issue === issue && told.ended === null) this.#told.set(name, { ...told, ended });
  }
}

function read(text: string): Line | null {
  try {
    return Line.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

const short = (text: string | undefined): string => {
  const line = (text ?? "").replaceAll(/\s+/g, " ").trim();
  return line.length <= 110 ? line : `${line.slice(0, 109)}…`;
};
