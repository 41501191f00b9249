import { describe, expect, it } from "vitest";
import { noteText } from "../../../src/core/comment/note.ts";
import { sampleOf } from "../../../src/core/nightwatch/sample.ts";
import { dayOf, falls, type Happened, isNews, type Waiting } from "../../../src/core/note/day.ts";
import { endedJob } from "../../support/core/ended-job.ts";

const SINCE = Date.UTC(2026, 0, 5, 7);
const UNTIL = SINCE + 86_400_000;
const quietly: Happened = { closed: [], usd: 0, questions: 0, approvals: 0, alerts: 0, samples: [] };
const nothing: Waiting = { questions: [], approvals: 0, alerts: [], held: [] };
const closed = (issue: number, usd: number) => ({
  issue,
  title: `Issue ${issue}`,
  pull_request: 50,
  attempts: 1,
  usd,
});
const samples = (n: number, outcome: "success" | "exit_code", claimed_at: number) =>
  Array.from({ length: n }, (_, i) =>
    endedJob({ id: `${outcome}-${claimed_at}-${i}`, outcome, claimed_at: claimed_at + i }),
  ).flatMap((job) => sampleOf(job) ?? []);

describe("a day", () => {
  it("tells what was closed, what each cost with all that was spent, and a person's minutes by the rule of thumb", () => {
    const day = dayOf(
      SINCE,
      UNTIL,
      { ...quietly, closed: [closed(4, 1), closed(1, 2)], usd: 4.2, questions: 2, approvals: 3, alerts: 1 },
      {
        questions: [{ issue: 11, title: "Predict", why: "Which  unit,\n@adf:developer?" }],
        approvals: 1,
        alerts: [{ title: "No runner asks for work", issue: 90 }],
        held: Array.from({ length: 12 }, (_, n) => ({ issue: 20 + n, title: "Semicolons", why: "a circle" })),
      },
    );
    expect(day.minutes).toBe(2 * 5 + 3 * 1 + 10);
    const text = noteText(day);
    expect(text).toContain("2026-01-05 07:00 to 2026-01-06 07:00 UTC");
    expect(text).toContain(
      "2 issues closed, $4.20 spent: $2.10 for each closed issue. About 23 minutes of yours were asked for (2 questions, 3 approvals, 1 alert).",
    );
    expect(text).toContain("- #4 Issue 4: pull request #50, 1 attempt, $1.00");
    expect(text).toMatch(/- #11 Predict: Which unit, @\u2060adf:developer\?/);
    expect(text).toContain("- 1 write for your yes: `npm run -s adf -- approvals`");
    expect(text).toContain("- #90 No runner asks for work");
    expect(text).toContain("- #20 Semicolons: a circle");
    expect(text).toContain("- 2 more that nobody may take up: `npm run -s adf -- rank`");
  });

  it("on which nothing happened is no news, however long something waits", () => {
    const waiting = { ...nothing, questions: [{ issue: 11, title: "Predict", why: "Which unit?" }] };
    expect(isNews(dayOf(SINCE, UNTIL, quietly, waiting))).toBe(false);
    for (const one of [{ closed: [closed(1, 0)] }, { usd: 0.1 }, { questions: 1 }, { alerts: 1 }])
      expect(isNews(dayOf(SINCE, UNTIL, { ...quietly, ...one }, nothing))).toBe(true);
  });

  it("names an agent whose jobs end badly more often than before, and none that had bad luck", () => {
    const before = [
      ...samples(18, "success", SINCE - 9_000_000),
      ...samples(2, "exit_code", SINCE - 8_000_000),
    ];
    const bad = [...samples(2, "success", SINCE + 1_000), ...samples(6, "exit_code", SINCE + 2_000)];
    expect(falls([...before, ...bad], SINCE)).toEqual([
      { agent: "developer", now: 0.25, before: 0.9, jobs: 8 },
    ]);
    const unlucky = [...samples(7, "success", SINCE + 1_000), ...samples(1, "exit_code", SINCE + 2_000)];
    expect(falls([...before, ...unlucky], SINCE)).toEqual([]);
    expect(falls(bad, SINCE)).toEqual([]);
    expect(noteText(dayOf(SINCE, UNTIL, { ...quietly, samples: [...before, ...bad] }, nothing))).toContain(
      "- developer: 25 % of its 8 jobs ended well, 90 % before.",
    );
  });
});
