import { describe, expect, it } from "vitest";
import { type Fleet, GRACE_MS } from "../../../src/core/decide/old-runners.ts";
import { onTick } from "../../../src/core/decide/on-tick.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";

const NEW = "runner-0.1.0+2222222222";
const OLD = "runner-0.1.0+1111111111";
const fleet = (build: string, change: Partial<Fleet["runners"][number]> = {}): Fleet => ({
  expected: NEW,
  runners: [{ id: "r-1", name: "attic", build, seen: true, ...change }],
});

function tick(project: MemoryProject, now: Fleet | null, ms = 60_000): void {
  project.now += ms;
  project.apply(onTick(project.snapshot(), "tick", now));
}
const reports = (project: MemoryProject) =>
  [...project.effects.values()].filter((e) => e.action.kind === "create_issue");
const made = (project: MemoryProject, issue: number) => {
  for (const e of reports(project)) project.settleEffect(e.id, { status: "done", result: { issue } });
};
const closed = (project: MemoryProject) =>
  [...project.effects.values()].flatMap((e) => (e.action.kind === "close_issue" ? [e.action.issue] : []));

describe("a runner of another build than belongs to the Worker", () => {
  it("is told in one issue, with the way to upgrade, when it stays so; and the issue is closed when it is upgraded", () => {
    const project = new MemoryProject();
    tick(project, fleet(OLD));
    tick(project, fleet(OLD));
    expect(reports(project)).toEqual([]);
    tick(project, fleet(OLD), GRACE_MS);
    for (let i = 0; i < 5; i++) tick(project, fleet(OLD));
    const [report, ...more] = reports(project);
    expect(more).toEqual([]);
    if (report?.action.kind !== "create_issue") throw new Error("no issue was made");
    expect(report.action.title).toBe(`The runner attic is not upgraded: it runs ${OLD}`);
    expect(report.action.body).toContain(NEW);
    expect(report.action.body).toContain("upgrade --apply");
    made(project, 77);
    tick(project, fleet(NEW));
    tick(project, fleet(NEW));
    expect(closed(project)).toEqual([77]);
    expect(project.journal.filter((e) => e.event.startsWith("runner.")).map((e) => e.event)).toEqual([
      "runner.outdated",
      "runner.upgraded",
    ]);
  });

  it("is not told while a deploy is being followed up, nor when it is upgraded in that time", () => {
    const project = new MemoryProject();
    tick(project, fleet(OLD));
    tick(project, fleet(NEW), GRACE_MS);
    tick(project, fleet(NEW), GRACE_MS);
    expect(reports(project)).toEqual([]);
  });

  it("waits with closing until the forge has made the issue", () => {
    const project = new MemoryProject();
    tick(project, fleet(OLD));
    tick(project, fleet(OLD), GRACE_MS);
    tick(project, fleet(NEW));
    expect(closed(project)).toEqual([]);
    made(project, 5);
    tick(project, fleet(NEW));
    expect(closed(project)).toEqual([5]);
  });

  it("is told again when it falls behind again", () => {
    const project = new MemoryProject();
    for (const build of [OLD, OLD, NEW, OLD, OLD]) {
      tick(project, fleet(build), GRACE_MS);
      made(project, 9);
    }
    expect(reports(project)).toHaveLength(2);
  });

  it.each<[string, Fleet | null]>([
    ["on one machine, where no deploy said which belongs to it", null],
    ["from a checkout of the same release, which says no more of itself", fleet("runner-0.1.0")],
    ["before it has asked for work", fleet("")],
    ["that has been gone for a day", fleet(OLD, { seen: false })],
  ])("is never told %s", (_, now) => {
    const project = new MemoryProject();
    for (let i = 0; i < 4; i++) tick(project, now, GRACE_MS);
    expect(reports(project)).toEqual([]);
  });
});
