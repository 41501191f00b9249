import { describe, expect, it } from "vitest";
import { chosen, readIssue, readSince } from "../../../src/cli/logs/choose.ts";
import { type Standing, standingOf } from "../../../src/cli/logs/standing.ts";
import { storyOf } from "../../../src/cli/logs/story.ts";
import { tell } from "../../../src/cli/logs/tell.ts";
import type { LogDocument } from "../../../src/contract/log.ts";
import type { FactoryState } from "../../../src/contract/state.ts";
import { documentOf } from "../../../src/core/log/document.ts";

let seq = 0;
const record = (event: string, fields: Record<string, unknown> = {}): LogDocument => {
  seq += 1;
  const entry = {
    event,
    level: "info" as const,
    project: "tides",
    issue: 5,
    build: "b1",
    config: "c1",
    scenarios: "s1",
    ...fields,
  };
  return documentOf({ source: "tides", seq, at: Date.UTC(2026, 0, 5, 9, 0, seq), entry, prev: "" });
};

describe("the story of an issue", () => {
  it("has its jobs with route, end and cost, its writes, who decided, and how it ended", () => {
    const job = { job: "tides-3", agent: "developer", attempt: 1, kind: "change" };
    const story = storyOf("tides", 5, [
      record("item.created"),
      record("job.leased", {
        ...job,
        runner: "r-1",
        tier: "implementation_tier",
        cli: "claude",
        model: "sonnet",
        waited_ms: 11_000,
      }),
      record("job.succeeded", {
        ...job,
        outcome: "success",
        seconds: 12,
        usd: 0.25,
        priced_by: "list",
        answered: "claude-sonnet-5",
      }),
      record("review.failed", { agent: "reviewer", gate: "reviewer", reason: "no test" }),
      record("review.passed", { agent: "reviewer", gate: "reviewer" }),
      record("review.passed", { gate: "ci", after_merge: true }),
      record("effect.done", { effect: "e7", kind: "open_pull" }),
      record("effect.dead", { effect: "e8", kind: "comment", error: "no rights" }),
      record("item.done", { attempts: 1, seconds: 12, build: "b2" }),
    ]);
    expect(story.jobs).toEqual([
      {
        job: "tides-3",
        agent: "developer",
        kind: "change",
        attempt: 1,
        runner: "r-1",
        route: "implementation_tier, claude, sonnet",
        answered: "claude-sonnet-5",
        end: "success",
        seconds: 12,
        cost_usd: 0.25,
        priced_by: "list",
      },
    ]);
    expect(story).toMatchObject({ ended: "done", cost_usd: 0.25, agent_seconds: 12 });
    expect(story.writes).toEqual([
      { kind: "the pull request", end: "written" },
      { kind: "a comment", end: "refused by the forge" },
    ]);
    expect(story.gates).toEqual([
      { gate: "reviewer", pull_request: null, after_merge: false, verdicts: ["sent back", "passed"] },
      { gate: "ci", pull_request: null, after_merge: true, verdicts: ["passed"] },
    ]);
    expect(story.under.map((u) => u.build)).toEqual(["b1", "b2"]);
    expect(story.events.map((e) => e.text)).toContain(
      "developer's change ended well, success after 12.0 s, 0.2500 USD by a price list that nobody has confirmed, answered by claude-sonnet-5",
    );
  });

  it("does not call a work over that went on after a question", () => {
    const records = [
      record("item.parked", { reason: "Which?" }),
      record("item.resumed", { agent: "developer" }),
    ];
    expect(storyOf("tides", 5, records).ended).toBeNull();
  });
});

describe("a story as it is told", () => {
  const well: Standing = { title: "Late tides", pull_request: null, now: [], runners: {} };
  const lines = (records: readonly LogDocument[], standing: Partial<Standing> = {}) =>
    [...tell(storyOf("tides", 5, records), { ...well, ...standing })].join("\n");
  const job = { job: "tides-4", agent: "developer", attempt: 2, kind: "change" };

  it("says what an attempt waited for, for how long, and that after a conflict it begins anew", () => {
    const text = lines(
      [
        record("job.queued", { ...job, busy_with: [9] }),
        record("job.leased", {
          ...job,
          runner: "r-1",
          epoch: 3,
          cli: "claude",
          waited_ms: 11_000,
          goes_on_from: "base",
        }),
      ],
      { runners: { "r-1": "cellar" } },
    );
    expect(text).toContain("developer's change (attempt 2) waits for developer, who is at work on #9");
    expect(text).toContain(
      "runner cellar took developer's change (attempt 2): claude (epoch 3), after 11 s; it begins anew, on the target branch as it is now",
    );
    expect(text).toMatch(/tides-4 .*cellar.* is under way/);
  });

  it("does not show an attempt as waiting whose work was set aside", () => {
    const text = lines([
      record("job.queued", job),
      record("job.cancelled", { ...job, outcome: "superseded", reason: "The budget is used up." }),
      record("item.parked", { reason: "Shall I go on?" }),
    ]);
    expect(text).toContain("developer's change (attempt 2) was cancelled: The budget is used up.");
    expect(text).toMatch(/tides-4 .* it had not begun/);
  });

  it("puts writes of one breath into one line, and leaves out what only came back from the forge", () => {
    const text = lines([
      record("effect.done", { effect: "e1", kind: "status" }),
      record("event.received", { kind: "comment", outcome: "own_comment" }),
      record("effect.done", { effect: "e2", kind: "status" }),
      record("effect.done", { effect: "e3", kind: "merge" }),
    ]);
    expect(text.split("\n").filter((line) => line.includes("confirmed"))).toHaveLength(1);
    expect(text).toContain("the forge confirmed 2 × the commit status, the merge");
    expect(text).not.toContain("came back");
  });

  it("says the verdicts of each gate, also those after the merge", () => {
    const passed = { pull_request: 18, gate: "ci" };
    const text = lines(
      [
        record("review.failed", { ...passed, agent: "reviewer", gate: "reviewer", reason: "no test" }),
        record("review.passed", { ...passed, agent: "reviewer", gate: "reviewer" }),
        record("review.passed", passed),
        record("review.passed", { ...passed, after_merge: true }),
      ],
      { pull_request: 18 },
    );
    expect(text).toContain(
      "Judged, pull request #18: reviewer sent back, then passed; ci passed; ci passed on the target branch.",
    );
    expect(text).toContain("ci passed the target branch as merged");
  });

  it("keeps the verdicts on a closed pull request apart from those on the one that followed it", () => {
    const passed = (pull_request: number) =>
      record("review.passed", { agent: "reviewer", gate: "reviewer", pull_request });
    expect(lines([passed(8), passed(10)], { pull_request: 10 }).split("\n")).toEqual(
      expect.arrayContaining([
        "Judged, pull request #8: reviewer passed.",
        "Judged, pull request #10: reviewer passed.",
      ]),
    );
  });

  it("takes a record that names no pull request for one of the newest", () => {
    const old = record("review.passed", { agent: "reviewer", gate: "reviewer" });
    expect(lines([old], { pull_request: 10 })).toContain("Judged, pull request #10: reviewer passed.");
  });
});

describe("how an issue stands", () => {
  const issue = { number: 5, title: "Late tides", state: "open", author: "ada", rank: 0.1, held_by: null };
  const state = (over: object, item?: object) =>
    ({
      projects: [
        {
          name: "tides",
          stops: [],
          issues: [{ ...issue, ...over }],
          work_items: item === undefined ? [] : [{ issue: 5, agent: "developer", jobs: [], ...item }],
        },
      ],
      runners: [{ id: "r-1", name: "cellar" }],
    }) as unknown as FactoryState;
  const now = (over: object, item?: object) => standingOf(state(over, item), "tides", 5).now.join(" ");

  it("is told of the newest work on it, and of the stop that keeps that waiting", () => {
    const items = [
      { issue: 5, agent: "developer", phase: "change", jobs: [{ state: "queued", waits: null }] },
      { issue: 5, agent: "developer", phase: "cancelled", jobs: [] },
    ];
    const stops = [{ scope: "agent", name: "developer", verb: "pause", by: "ada", why: "" }];
    const [project] = state({ held_by: "developer, whose work it is" }).projects;
    const shown = { projects: [{ ...project, stops, work_items: items }], runners: [] };
    expect(standingOf(shown as unknown as FactoryState, "tides", 5).now).toEqual([
      "developer is paused by ada. `npm run -s adf -- resume --agent developer` lets it go on.",
    ]);
  });

  it("is said with what a person can do about it, and not at all where it is over", () => {
    expect(now({ held_by: "its author mara, who is not trusted" })).toContain(
      "with the label `adf/approved`",
    );
    expect(now({ held_by: "a cycle of dependencies" })).toContain("Remove one of the dependencies");
    expect(now({ held_by: "waits for #7, #8" })).toContain("explain 7");
    expect(now({ held_by: "finished work, until it is reopened" })).toContain("Mention an agent there");
    expect(now({})).toContain("It is ready, with the rank 10.0 %");
    expect(now({}, { phase: "parked", park_reason: "Shall I go on?" })).toBe(
      "It waits for your answer, as a comment on #5: Shall I go on?",
    );
    const lacking = { state: "queued", waits: "it waits for a runner with sandbox" };
    expect(now({}, { phase: "change", jobs: [lacking] })).toContain("it waits for a runner with sandbox");
    expect(now({ state: "closed" }, { phase: "done" })).toBe("");
  });
});

describe("what adf logs shows", () => {
  it("is chosen by issue, agent and age", () => {
    const mine = record("job.running", { agent: "developer" });
    expect(chosen({ agent: "developer", issue: 5 })(mine)).toBe(true);
    expect(chosen({ agent: "reviewer" })(mine)).toBe(false);
    expect(chosen({ since_ms: Date.parse(mine.timestamp) + 1 })(mine)).toBe(false);
  });

  it("takes ages and times, and refuses what is neither with an example", () => {
    const now = Date.UTC(2026, 0, 5, 12);
    expect(readSince("2h", now)).toBe(now - 7_200_000);
    expect(readSince("2026-01-05T09:00:00Z", now)).toBe(Date.UTC(2026, 0, 5, 9));
    expect(() => readSince("yesterday", now)).toThrow("--since");
    const command = (issue: number) => `logs --issue ${issue}`;
    expect(readIssue("#5", command)).toBe(5);
    expect(() => readIssue("five", command)).toThrow(
      expect.objectContaining({
        message: '"five" is no number of an issue',
        trouble: expect.objectContaining({ next: "npm run -s adf -- logs --issue 5" }),
      }),
    );
  });
});
