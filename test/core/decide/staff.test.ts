/** Who can be given what: a model or a way that nobody who is there has, and an agent that handles a label. */
import { describe, expect, it } from "vitest";
import { OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import { Watch } from "../../support/core/invariants.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asking, changes, refusals } from "../../support/core/planned.ts";
import { know } from "../../support/core/road.ts";
import { comment, commentEvent, contextWith } from "../../support/core/scene.ts";

describe("a coordinator's model that nobody who is there can ask", () => {
  const search = ["adf-repair"];

  it("is not waited for: the choice is made by rank, and the reason is kept", () => {
    const p = asking();
    expect(p.claim("r-1", "k-1", search)).toBeNull();
    expect(changes(p)).toEqual([[2, "developer", "change"]]);
    expect(refusals(p)).toEqual([["failed", expect.stringContaining("the runner has no claude")]]);
    expect(refusals(p)[0]?.[1]).toContain("adf-repair searches without a model, and this work takes one");
    expect(p.claim("r-1", "k-2", search)?.kind).toBe("change");
    new Watch(p).check();
  });

  it("is waited for while another runner of the project could ask it", () => {
    const p = asking();
    const runners = [
      { name: "r-1", clis: ["adf-repair"] },
      { name: "r-2", clis: ["claude"] },
    ];
    expect(p.claim("r-1", "k-1", search, { ...OPEN_GRANT, runners })).toBeNull();
    expect(refusals(p)).toEqual([]);
    expect(p.claim("r-2", "k-2")?.kind).toBe("plan");
  });
});

describe("a job that no runner's way can do", () => {
  it("says so where people look, and goes on when one can", () => {
    const p = new MemoryProject();
    know(p, 1);
    p.ingest(commentEvent(comment(501, 1, "@adf:developer please")));
    expect(p.claim("r-1", "k-1", [])).toBeNull();
    const [job] = [...p.jobs.values()];
    expect(job?.waits).toContain("no way could be taken when a runner first asked");
    expect(job?.waits).toContain("the runner has no claude");
    expect(p.claim("r-1", "k-2")?.kind).toBe("change");
  });
});

describe("an agent that handles a label", () => {
  it("gets its issues before any other, and others only when nobody else is idle", () => {
    const agents = [
      { name: "docs-developer", role: "developer", handles: ["Docs"] },
      { name: "developer", role: "developer" },
      { name: "reviewer", role: "reviewer" },
    ];
    const p = new MemoryProject(contextWith({ agents }));
    know(p, 1);
    know(p, 2, [], { labels: ["docs"] });
    know(p, 3);
    p.coordinate();
    expect(changes(p)).toEqual([
      [1, "developer", "change"],
      [2, "docs-developer", "change"],
    ]);
    const alone = new MemoryProject(contextWith({ agents: agents.filter((a) => a.name !== "developer") }));
    know(alone, 1);
    alone.coordinate();
    expect(changes(alone)).toEqual([[1, "docs-developer", "change"]]);
  });
});
