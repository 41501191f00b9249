import { describe, expect, it } from "vitest";
import { chosen, readIssue, readSince } from "../../../src/cli/logs/choose.ts";
import { storyOf } from "../../../src/cli/logs/story.ts";
import type { LogDocument } from "../../../src/contract/log.ts";
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
      record("job.leased", { ...job, tier: "implementation_tier", cli: "claude", model: "sonnet" }),
      record("job.succeeded", { ...job, outcome: "success", seconds: 12, usd: 0.25, priced_by: "list" }),
      record("effect.done", { effect: "e7", kind: "open_pull" }),
      record("effect.dead", { effect: "e8", kind: "comment", error: "no rights" }),
      record("item.done", { attempts: 1, seconds: 12, build: "b2" }),
    ]);
    expect(story.jobs).toEqual([
      {
        job: "tides-3",
        agent: "developer",
        attempt: 1,
        route: "implementation_tier, claude, sonnet",
        end: "success",
        seconds: 12,
        cost_usd: 0.25,
        priced_by: "list",
      },
    ]);
    expect(story).toMatchObject({ ended: "done", cost_usd: 0.25, agent_seconds: 12 });
    expect(story.writes).toEqual([
      { kind: "open pull", end: "written" },
      { kind: "comment", end: "refused by the forge" },
    ]);
    expect(story.under.map((u) => u.build)).toEqual(["b1", "b2"]);
    expect(story.events.map((e) => e.text)).toContain(
      "developer's change ended well, success after 12.0 s, 0.2500 USD by a price list that nobody has confirmed",
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
    expect(readIssue("#5")).toBe(5);
    expect(() => readIssue("five")).toThrow("no number of an issue");
  });
});
