/** The configuration changes while work is under way: an agent is not in it any more. */
import { describe, expect, it } from "vitest";
import { LIVE } from "../../../src/core/work/job.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, HEAD, inReview, only, run, said, waiting } from "../../support/core/road.ts";
import {
  AGENTS,
  claimed,
  comment,
  commentEvent,
  contextWith,
  outputs,
  report,
} from "../../support/core/scene.ts";

const SECOND = { name: "second", role: "developer" };
const live = (project: MemoryProject) =>
  [...project.jobs.values()].filter((j) => LIVE.has(j.state)).map((j) => `${j.kind} ${j.agent}`);
/** Deploys another configuration, and ticks. */
function deploy(
  project: MemoryProject,
  agents: readonly { name: string; role?: string; enabled?: boolean }[],
  over = {},
): MemoryProject {
  project.context = contextWith({ agents }, over);
  project.tick();
  return project;
}
const without = (name: string) => AGENTS.filter((agent) => agent.name !== name);
const answer = (project: MemoryProject) =>
  project.ingest(commentEvent(comment(900 + project.journal.length, 1, "Go on.")));

describe("work for an agent that is gone", () => {
  it("goes to another developer", () => {
    const project = deploy(asked(), [...without("developer"), SECOND]);
    expect(only(project)).toMatchObject({ phase: "change", agent: "second" });
    expect(live(project)).toEqual(["change second"]);
    expect(project.journal.filter((e) => e.event === "item.handed_over")).toHaveLength(1);
  });

  it("asks a person where nobody else can do it, and goes on with who is there when they answer", () => {
    const project = deploy(asked(), without("developer"));
    expect(only(project).phase).toBe("parked");
    expect(said(project).at(-1)).toContain("`developer` is no agent of this project any more");
    deploy(project, [...without("developer"), SECOND]);
    answer(project);
    project.tick();
    expect(live(project)).toEqual(["change second"]);
  });

  it("is judged by the gates that there are now", () => {
    const gone = [...without("reviewer"), { name: "judge", role: "reviewer" }];
    const project = deploy(inReview(), gone, { review_gate: "judge" });
    expect(only(project).phase).toBe("delivering");
    forgeDoes(project);
    expect(live(project)).toEqual(["review judge"]);
  });

  it("is read anew once, however many of its gates are gone", () => {
    const two = { review_gate: ["reviewer", "security"] };
    const both = [...AGENTS, { name: "security", role: "reviewer" }];
    const project = inReview(asked(new MemoryProject(contextWith({ agents: both }, two))));
    deploy(project, [...without("reviewer"), { name: "judge", role: "reviewer" }], { review_gate: "judge" });
    expect(waiting(project, "open_pull")).toHaveLength(1);
  });

  it("is judged anew when the gate that was missing is there again", () => {
    const project = deploy(inReview(), without("reviewer"));
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "parked", parked_from: "review" });
    answer(project);
    expect(only(project).phase).toBe("parked");
    deploy(project, AGENTS);
    answer(project);
    expect(live(project)).toEqual(["review reviewer"]);
    expect(only(project).head_sha).toBe(HEAD);
  });

  it("stays a claim that somebody else checks", () => {
    const project = asked();
    run(project, report("verified", { outputs: claimed() }));
    deploy(project, without("qa-one"));
    expect(only(project)).toMatchObject({ phase: "parked", parked_from: "verify" });
    answer(project);
    expect(live(project)).toEqual(["verify reviewer"]);
  });

  it("waits while the agent is only switched off, or at work", () => {
    const off = deploy(asked(), [
      ...without("developer"),
      { name: "developer", role: "developer", enabled: false },
    ]);
    expect(live(off)).toEqual(["change developer"]);
    const out = asked();
    out.now += 3_600_000;
    const offer = out.claim();
    deploy(out, [...without("developer"), SECOND]);
    expect(live(out)).toEqual(["change developer"]);
    out.finish(offer?.job ?? "", offer?.epoch ?? 0, report("exit_code", { outputs: outputs() }));
    out.tick();
    expect(live(out)).toEqual(["change second"]);
  });
});
