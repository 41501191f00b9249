/**
 * Everything in an agent's jobs that nightwatch is there for: within how many ticks it is noticed, and what becomes of the
 * agent. A row here is a sentence of docs/nightwatch.md.
 */
import { describe, expect, it } from "vitest";
import type { Level, Step } from "../../../src/core/nightwatch/level.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import { fresh, jobs, TICK, TICKS, WELL } from "../../support/core/notified.ts";

const used = (): MemoryProject => jobs(fresh(), 20, "success", { spent: 0.5 });

interface Ill {
  readonly sign: string;
  readonly level: Level;
  readonly step: Step;
  readonly of: () => MemoryProject;
}
const AGENTS: Readonly<Record<string, Ill>> = {
  "the guard refuses again and again": {
    sign: "refused by the guard",
    level: "minor",
    step: "noted",
    of: () => jobs(fresh(), 12, "success", { denials: 9 }),
  },
  "its success rate falls": {
    sign: "ended badly",
    level: "minor",
    step: "noted",
    of: () => jobs(jobs(used(), 6, "success"), 6, "exit_code"),
  },
  "it gets nowhere": {
    sign: "came to nothing",
    level: "moderate",
    step: "fresh",
    of: () => jobs(fresh(), 12, "no_change"),
  },
  "it spends many times the usual": {
    sign: "cost 6.0 times",
    level: "moderate",
    step: "fresh",
    of: () => jobs(used(), 12, "success", { spent: 3 }),
  },
  "it takes many times the usual": {
    sign: "take 20.0 times",
    level: "minor",
    step: "noted",
    of: () => jobs(used(), 12, "success", { seconds: 600 }),
  },
  "it errs in a row": {
    sign: "ended badly",
    level: "severe",
    step: "paused",
    of: () => jobs(fresh(), 5, "exit_code"),
  },
  "it stalls in a row": {
    sign: "fell silent",
    level: "critical",
    step: "escalated",
    of: () => jobs(fresh(), 12, "stalled"),
  },
};

describe("an agent is judged within two ticks of the job that shows it:", () => {
  it.each(Object.entries(AGENTS))("%s", (_, { sign, level, step, of }) => {
    const project = of();
    // It was looked at a moment ago: what is judged is not a matter of `interval_secs`.
    project.meta = { ...project.meta, watch: { ...project.meta.watch, judged_at: project.now - TICK } };
    let ticks = 0;
    for (; project.meta.watch.agents.developer === undefined && ticks < 10; ticks++) {
      project.watch(WELL);
      project.now += TICK;
    }
    expect(ticks).toBeLessThanOrEqual(TICKS);
    const watched = project.meta.watch.agents.developer;
    expect(watched).toMatchObject({ level, step });
    expect(watched?.signs.join("; ")).toContain(sign);
    const people = [...project.notices.values()].filter((n) => n.about === "nightwatch:developer");
    expect(people).toHaveLength(step === "escalated" ? 1 : 0);
    expect(project.meta.stops).toHaveLength(step === "paused" || step === "escalated" ? 1 : 0);
    // And well again when its next jobs are, after its pause where it has one.
    project.now += 6 * 60 * TICK;
    project.watch(WELL);
    project.now += TICK;
    project.watch(WELL);
    jobs(project, 12, "success", { spent: 0.5 });
    project.watch(WELL);
    expect(project.meta.watch.agents).toEqual({});
    expect(project.meta.stops).toEqual([]);
    expect(project.journal.at(-1)?.event).toMatch(/^(nightwatch\.recovered|alert\.cleared)$/);
  });
});
