/** The ledger: reserved at the claim, settled at every kind of end, and what a cap does. */
import { describe, expect, it } from "vitest";
import type { Usage } from "../../../src/contract/agent-run.ts";
import { itemKey, projectKey } from "../../../src/core/spend/tally.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import {
  asked,
  askedUnder,
  forgeDoes,
  HEAD,
  mustClaim,
  only,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import { AGENTS, comment, commentEvent, issueDeleted, report } from "../../support/core/scene.ts";

const used = (over: Partial<Usage>): Usage => ({
  seconds: 60,
  input_tokens: null,
  output_tokens: null,
  cached_tokens: null,
  cost_usd: null,
  priced_by: null,
  ...over,
});
const within = (budget: Record<string, unknown>) => askedUnder({ budget });
const today = (project: MemoryProject) => project.tallies.get(projectKey(project.now));
const spentBy = (project: MemoryProject) => [...project.jobs.values()].map((j) => j.spent?.priced_by);

describe("a claim", () => {
  it("counts the attempt and sets its money aside for the item, the agent and the project", () => {
    const project = within({ reserve_usd: 2 });
    mustClaim(project);
    expect([...project.tallies.keys()]).toEqual([
      itemKey(only(project).id),
      "agent:developer@2026-01-05",
      "project@2026-01-05",
    ]);
    for (const tally of project.tallies.values())
      expect(tally).toMatchObject({ attempts: 1, sessions: 0, usd: 0, reserved_usd: 2 });
  });

  it("of a free route sets nothing aside, and a cap in money does not hold it", () => {
    const project = within({ project_day_usd: 0.01 });
    const offer = project.claim("runner-1", "k", ["adf-repair"]);
    expect(offer).toMatchObject({ cli: "adf-repair" });
    expect(today(project)?.reserved_usd).toBe(0);
  });
});

describe("an end", () => {
  it.each([
    ["by what its CLI says", used({ cost_usd: 0.4, input_tokens: 10 }), "cli", 0.4],
    [
      "by its tokens and the price list",
      used({ input_tokens: 1_000_000, output_tokens: 100_000 }),
      "list",
      4.5,
    ],
    ["by its time when it says nothing", used({ seconds: 1_800 }), "time", 3],
  ] as const)("is settled %s, and says so", (_, usage, by, usd) => {
    const project = within({});
    run(project, report("no_change", { usage }));
    expect(spentBy(project)[0]).toBe(by);
    expect(today(project)).toMatchObject({ sessions: 1, reserved_usd: 0 });
    expect(today(project)?.usd).toBeCloseTo(usd);
    expect(project.journal.find((e) => e.event === "job.succeeded")).toMatchObject({ priced_by: by });
  });

  it("prefers the owner's price to the list's, and prices an unknown model as the dearest", () => {
    const prices = [{ model: "sonnet", input_usd: 1, output_usd: 1 }];
    const own = askedUnder({ prices });
    run(own, report("no_change", { usage: used({ output_tokens: 1_000_000 }) }));
    expect(today(own)?.usd).toBeCloseTo(1);
    expect(spentBy(own)[0]).toBe("tokens");
    const unknown = within({});
    const offer = unknown.claim("runner-1", "k", ["opencode"]);
    unknown.finish(
      offer?.job ?? "",
      offer?.epoch ?? 0,
      report("no_change", { usage: used({ output_tokens: 1_000_000 }) }),
    );
    expect(today(unknown)?.usd).toBeCloseTo(25);
    expect(spentBy(unknown)[0]).toBe("dearest");
  });

  it("without a report keeps the reserve, or the time it was out when that is more", () => {
    const short = within({});
    const first = mustClaim(short);
    short.now += 90_000;
    short.expire(first.job, first.epoch);
    expect(spentBy(short)[0]).toBe("reserve");
    expect(today(short)).toMatchObject({ usd: 1, reserved_usd: 0 });
    const long = within({});
    const second = mustClaim(long);
    long.now += 3_600_000;
    long.expire(second.job, second.epoch);
    expect(spentBy(long)[0]).toBe("time");
    expect(today(long)?.usd).toBeCloseTo(6);
  });

  it("by cancelling is settled too, and a late report does not count twice", () => {
    const project = within({});
    const { job, epoch } = mustClaim(project);
    const there = project.issues.get(1);
    if (there === undefined) throw new Error("#1 is in the mirror");
    project.ingest(issueDeleted(there));
    expect(today(project)).toMatchObject({ usd: 1, reserved_usd: 0 });
    project.finish(job, epoch, report("success", { usage: used({ cost_usd: 50 }) }));
    expect(today(project)?.usd).toBe(1);
  });

  it("after midnight is settled in the day of its claim", () => {
    const project = within({});
    project.now = Date.UTC(2026, 0, 5, 22, 30);
    const { job, epoch } = mustClaim(project);
    project.now = Date.UTC(2026, 0, 6, 0, 30);
    project.finish(job, epoch, report("no_change", { usage: used({ cost_usd: 3 }) }));
    expect(project.tallies.get("project@2026-01-05")).toMatchObject({ usd: 3, reserved_usd: 0 });
    expect(project.tallies.has("project@2026-01-06")).toBe(false);
  });
});

describe("a cap", () => {
  it("is kept with jobs that are out: the last of it goes to one claim", () => {
    const agents = [
      { name: "developer", role: "developer", slots: 3 },
      { name: "reviewer", role: "reviewer" },
    ];
    const project = askedUnder({ agents, budget: { project_day_usd: 2.5 } });
    asked(project, 2);
    asked(project, 3);
    expect([project.claim(), project.claim(), project.claim()].map((o) => o !== null)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("of the day stops the project, tells people once, and ends by itself at midnight", () => {
    const project = within({ project_day_usd: 1.5, warn_share: 1 });
    run(project, report("exit_code", { usage: used({ cost_usd: 1 }) }));
    for (let n = 0; n < 3; n++) {
      project.now += 600_000;
      expect(project.claim()).toBeNull();
    }
    expect(waiting(project, "create_issue")).toHaveLength(1);
    expect(waiting(project, "create_issue")[0]?.action).toMatchObject({
      title: "The budget is used up: the project lib",
    });
    expect(project.journal.filter((e) => e.event === "alert.raised")).toHaveLength(1);
    project.settleEffect(waiting(project, "create_issue")[0]?.id ?? "", {
      status: "done",
      result: { issue: 90 },
    });
    project.now = Date.UTC(2026, 0, 6, 0, 1);
    project.tick();
    expect(waiting(project, "close_issue")[0]?.action).toMatchObject({ issue: 90 });
    expect(project.claim()).not.toBeNull();
  });

  it("warns before it is reached, once", () => {
    const project = within({ agent_day_usd: 10 });
    run(project, report("exit_code", { usage: used({ cost_usd: 8.1 }) }));
    run(project, report("no_change", { usage: used({ cost_usd: 0.1 }) }));
    const told = waiting(project, "create_issue").map((e) => e.action);
    expect(told).toMatchObject([{ title: "The budget is nearly used up: the agent developer" }]);
  });

  it.each([
    ["in tokens", { agent_day_tokens: 100 }, used({ input_tokens: 90, output_tokens: 20 })],
    ["in sessions", { agent_day_sessions: 1 }, used({})],
  ])("%s stops the agent", (_, budget, usage) => {
    const project = within(budget);
    run(project, report("exit_code", { usage }));
    project.now += 600_000;
    expect(project.claim()).toBeNull();
  });

  it("of the work item asks a person, whose answer grants the same once more, at the point where it stopped", () => {
    const project = within({ item_usd: 2 });
    run(project, report("success", { head_sha: HEAD, usage: used({ cost_usd: 1.5 }) }));
    forgeDoes(project);
    project.now += 600_000;
    expect(project.claim()).toBeNull();
    expect(only(project)).toMatchObject({ phase: "parked", parked_from: "review" });
    // Its story must not end with a job that seems to wait.
    expect(project.journal.map((e) => e.event).slice(-2)).toEqual(["job.cancelled", "item.parked"]);
    expect(said(project).at(-1)).toContain("has used $1.50 of $2.00");
    project.ingest(commentEvent(comment(800, 1, "Yes, go on.")));
    expect(project.claim()).toMatchObject({ kind: "review", agent: "reviewer" });
  });

  it("of the work item that one gate would break takes the other gate's job back with it", () => {
    const gates = { review_gate: ["reviewer", "second"] };
    const free = { cli: "opencode", model: "zai-coding-plan/glm-5-turbo", pin: true };
    const agents = [...AGENTS, { name: "second", role: "reviewer", ...free }];
    const project = askedUnder({ agents, budget: { item_usd: 2 } }, gates);
    run(project, report("success", { head_sha: HEAD, usage: used({ cost_usd: 1.5 }) }));
    forgeDoes(project);
    project.now += 600_000;
    expect(project.claim()).toBeNull();
    expect(only(project)).toMatchObject({ phase: "parked", parked_from: "review" });
    expect(project.snapshot().jobs).toEqual([]);
  });

  it("smaller than the reserve lets one job out all the same", () => {
    expect(within({ item_usd: 0.5 }).claim()).not.toBeNull();
  });

  it("is only recorded where the budget is switched off", () => {
    const project = within({ enabled: false, project_day_usd: 0.1 });
    run(project, report("exit_code", { usage: used({ cost_usd: 5 }) }));
    expect(mustClaim(project)).not.toBeNull();
    expect(today(project)?.usd).toBeCloseTo(5);
  });
});

describe("an alert", () => {
  it("that ends before anybody read it is taken back", () => {
    const project = within({ project_day_usd: 1.5, warn_share: 1 });
    run(project, report("exit_code", { usage: used({ cost_usd: 1 }) }));
    project.now += 600_000;
    project.claim();
    const [told] = waiting(project, "create_issue");
    project.now = Date.UTC(2026, 0, 6, 0, 1);
    project.tick();
    expect(project.effects.get(told?.id ?? "")).toMatchObject({ state: "dead" });
    expect(project.meta.alerts).toEqual({});
  });
});
