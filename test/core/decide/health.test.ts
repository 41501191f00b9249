/** Breaker and quarantine: opened by endings, told once, half open, lifted by themselves or by a person. */
import { describe, expect, it } from "vitest";
import { onAlert } from "../../../src/core/decide/on-alert.ts";
import { onControl } from "../../../src/core/decide/on-control.ts";
import { OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, askedUnder, HEAD, mustClaim, run, waiting } from "../../support/core/road.ts";
import { report } from "../../support/core/scene.ts";

const titles = (project: MemoryProject) =>
  waiting(project, "create_issue").map((e) => (e.action.kind === "create_issue" ? e.action.title : ""));
const events = (project: MemoryProject) => project.journal.map((e) => e.event);
const broken = (): MemoryProject => {
  const project = askedUnder({ limits: { attempts: 20 } });
  for (let n = 0; n < 3; n++) run(project, report("spawn_failed", { detail: "claude: not found" }));
  return project;
};
const soon = (project: MemoryProject) => {
  project.now = Math.max(project.now, ...[...project.jobs.values()].map((j) => j.not_before)) + 1;
};

describe("an agent whose jobs cannot begin", () => {
  it("gets no more after three in a row, and people are told once, with what it said", () => {
    const project = broken();
    soon(project);
    expect(project.claim()).toBeNull();
    expect(titles(project)).toEqual(["developer gets no more work: its configuration is wrong"]);
    expect(JSON.stringify(waiting(project, "create_issue"))).toContain("claude: not found");
    expect(events(project)).toContain("agent.quarantined");
  });

  it("is tried once after the half-open time: another failure shuts it away again, a job that begins frees it", () => {
    const project = broken();
    project.now += 600_000;
    run(project, report("spawn_failed"));
    soon(project);
    project.now = Math.min(project.now, (project.meta.quarantine.developer?.since ?? 0) + 599_000);
    expect(project.claim()).toBeNull();
    run(project, report("exit_code"));
    expect(project.meta.quarantine).toEqual({});
    expect(events(project)).toContain("agent.released");
    expect(titles(project)).toEqual([]);
  });

  it("is freed at once by a person who resumes it", () => {
    const project = broken();
    const said = {
      verb: "resume",
      target: { kind: "agent", name: "developer" },
      by: "ada",
      why: "",
    } as const;
    const { answer, changes } = onControl(project.snapshot(), said);
    project.apply(changes);
    expect(answer.done).toEqual(["developer works again."]);
    soon(project);
    expect(project.claim()).not.toBeNull();
  });

  it("is not shut away for what happens to the machine or the lease in between, nor saved by it", () => {
    const project = askedUnder({ limits: { attempts: 20 } });
    for (const outcome of ["spawn_failed", "infra", "spawn_failed", "infra", "spawn_failed"] as const)
      run(project, report(outcome));
    expect(project.meta.quarantine.developer?.since).not.toBeNull();
  });

  it("keeps no trial that was taken from its runner", () => {
    const project = broken();
    const { job, epoch } = mustClaim(project);
    expect(project.meta.quarantine.developer?.trial).toBe(job);
    project.expire(job, epoch);
    project.now += 3_600_000;
    expect(project.claim()).not.toBeNull();
  });
});

describe("the breaker of a project", () => {
  it("is told when it opens and when a job has succeeded, each once", () => {
    const limits = { breaker_failures: 2, attempts: 20, breaker_window_secs: 100_000 };
    const project = askedUnder({ limits });
    run(project, report("exit_code"));
    run(project, report("timed_out"));
    expect(titles(project)).toEqual(["Work on lib has stopped: too many jobs failed"]);
    const [told] = waiting(project, "create_issue");
    project.settleEffect(told?.id ?? "", { status: "done", result: { issue: 91 } });
    for (const item of project.items.values()) project.items.set(item.id, { ...item, idle_attempts: 0 });
    if ([...project.items.values()][0]?.phase === "parked") asked(project, 2);
    run(project, report("success", { head_sha: HEAD }));
    expect(waiting(project, "close_issue").map((e) => e.action)).toMatchObject([{ issue: 91 }]);
  });
});

describe("what is wrong with the factory", () => {
  it("is told once while it holds, and closed when it does not", () => {
    const project = asked();
    const condition = { key: "breaker", title: "The factory's breaker is open", body: "Too many." };
    for (let n = 0; n < 3; n++) project.apply(onAlert(project.snapshot(), [condition]));
    expect(titles(project)).toEqual(["The factory's breaker is open"]);
    project.settleEffect(waiting(project, "create_issue")[0]?.id ?? "", {
      status: "done",
      result: { issue: 92 },
    });
    project.apply(onAlert(project.snapshot(), []));
    expect(waiting(project, "close_issue").map((e) => e.action)).toMatchObject([{ issue: 92 }]);
    expect(project.meta.alerts).toEqual({});
  });

  it("keeps a job from a provider that is not well: the next route is taken, and the job says so", () => {
    const project = asked();
    const grant = { ...OPEN_GRANT, blocked: { "claude anthropic": "claude → anthropic refuses the login" } };
    const offer = project.claim("runner-1", "k", undefined, grant);
    expect(offer).toMatchObject({ cli: "opencode", provider: "kimi" });
    const job = project.jobs.get(offer?.job ?? "");
    expect(job?.route).toMatchObject({ degraded: true });
    expect(job?.route?.why).toContain("refuses the login");
  });

  it("lets a job wait, without an attempt, when every route is blocked", () => {
    const project = asked();
    const blocked = { "claude anthropic": "throttled" };
    expect(project.claim("runner-1", "k", ["claude"], { ...OPEN_GRANT, blocked })).toBeNull();
    expect([...project.items.values()][0]?.attempts).toBe(0);
    expect(project.claim("runner-1", "l", ["claude"], OPEN_GRANT)).toMatchObject({ cli: "claude" });
  });
});
