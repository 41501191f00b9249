/** Pause, drain, resume and cancel: what each keeps from happening, and that nothing goes round them. */

import { describe, expect, it } from "vitest";
import type { ControlTarget, ControlVerb } from "../../../src/contract/control.ts";
import { gateAnswer } from "../../../src/core/decide/git-access.ts";
import { onControl } from "../../../src/core/decide/on-control.ts";
import { parseMentions } from "../../../src/core/mention/parse.ts";
import { WEIGHTS } from "../../support/core/chance.ts";
import { checkLedger } from "../../support/core/ledger.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, HEAD, inReview, know, mustClaim, only, said, waiting } from "../../support/core/road.ts";
import { AGENTS, comment, commentEvent, contextWith, report, STRANGER } from "../../support/core/scene.ts";
import { type Step, Walk } from "../../support/core/walk.ts";
import fc from "../../support/fast-check.ts";

function say(project: MemoryProject, verb: ControlVerb, target: ControlTarget, why = "") {
  const { answer, changes } = onControl(project.snapshot(), { verb, target, by: "ada", why });
  project.apply(changes);
  project.settle();
  return answer;
}
const project = { kind: "project" } as const;
const developer = { kind: "agent", name: "developer" } as const;
let id = 900;
const write = (on: MemoryProject, body: string, author = {}) => {
  id += 1;
  on.ingest(commentEvent(comment(id, 1, body, author)));
};

describe("a pause", () => {
  it.each([{ kind: "everything" }, project, developer, { kind: "runner", name: "runner-1" }] as const)(
    "of $kind keeps a claim away until it is lifted",
    (target) => {
      const there = asked();
      expect(say(there, "pause", target).refused).toBeNull();
      expect(there.claim()).toBeNull();
      say(there, "resume", target);
      expect(there.claim()).not.toBeNull();
    },
  );

  it("of another agent or runner keeps nothing away", () => {
    const there = asked();
    say(there, "pause", { kind: "agent", name: "reviewer" });
    say(there, "pause", { kind: "runner", name: "runner-2" });
    expect(there.claim()).not.toBeNull();
  });

  it("lets what runs go on to its end", () => {
    const there = asked();
    const { job, epoch } = mustClaim(there);
    expect(say(there, "pause", project).done[0]).toContain("1 running go on to their end");
    expect(there.finish(job, epoch, report("success", { head_sha: HEAD })).accepted).toBe(true);
    expect(only(there).phase).toBe("delivering");
  });

  it("is told to somebody who mentions the agent, and the work waits", () => {
    const there = asked();
    say(there, "pause", developer, "the disk is full");
    know(there, 2);
    there.ingest(commentEvent(comment(700, 2, "@adf:developer go")));
    expect(said(there).at(-1)).toBe(
      "This waits: `developer` is paused by ada (the disk is full). `@adf:developer resume` lets it go on.",
    );
    expect([...there.items.values()].map((i) => i.phase)).toEqual(["change", "change"]);
  });

  it("of what nobody has is refused by name, and so is lifting what is not stopped", () => {
    const there = asked();
    expect(say(there, "pause", { kind: "agent", name: "nobody" }).refused).toContain(
      "no agent called nobody",
    );
    expect(say(there, "resume", project).refused).toContain("Nothing was stopped");
  });
});

describe("a cancel", () => {
  it("of a runner that judges one change twice asks once, and counts no money twice", () => {
    const gates = ["reviewer", "security"];
    const agents = [...AGENTS, { name: "security", role: "reviewer" }];
    const there = inReview(asked(new MemoryProject(contextWith({ agents }, { review_gate: gates }))));
    mustClaim(there);
    mustClaim(there);
    expect(say(there, "cancel", { kind: "runner", name: "runner-1" }).done).toHaveLength(2);
    expect(waiting(there, "comment")).toHaveLength(1);
    checkLedger(there.jobs.values(), there.tallies);
  });
});

describe("a drain", () => {
  it("lets work that has begun go on, begins nothing, and refuses new mentions with a sentence", () => {
    const there = inReview();
    know(there, 2);
    say(there, "drain", project);
    there.ingest(commentEvent(comment(700, 2, "@adf:developer go")));
    expect(said(there).at(-1)).toMatch(/^No new work is begun: the project is drained by ada/);
    there.now += 3_600_000;
    expect(there.claim()).toMatchObject({ kind: "review" });
  });

  it("keeps away what waits and was never begun; a draining runner takes nothing at all", () => {
    const there = asked();
    say(there, "drain", project);
    expect(there.claim()).toBeNull();
    const begun = inReview();
    say(begun, "drain", { kind: "runner", name: "runner-1" });
    begun.now += 3_600_000;
    expect(begun.claim("runner-1")).toBeNull();
    expect(begun.claim("runner-2")).not.toBeNull();
  });
});

describe("a cancel", () => {
  it("of a job takes of its late report what its agent had done, and nothing else", () => {
    const kept = "d".repeat(40);
    const there = asked();
    const { job, epoch } = mustClaim(there);
    say(there, "cancel", { kind: "job", id: job });
    const late = report("cancelled", { checkpoint_sha: kept, head_sha: HEAD });
    expect(there.finish(job, epoch, late).accepted).toBe(false);
    expect(only(there)).toMatchObject({ phase: "parked", head_sha: null, checkpoint_sha: kept });
    expect(gateAnswer(there.snapshot(), there.jobs.get(job), epoch, "runner-1")).toMatchObject({
      allowed: true,
      ref: null,
      checkpoint: `refs/adf/checkpoints/${only(there).branch}`,
    });
  });

  it("of an issue ends its work, and its late report changes nothing", () => {
    const there = asked();
    const { job, epoch } = mustClaim(there);
    expect(say(there, "cancel", { kind: "issue", number: 1 }, "duplicate").refused).toBeNull();
    expect(only(there)).toMatchObject({ phase: "cancelled", park_reason: "Cancelled by ada: duplicate." });
    expect(there.finish(job, epoch, report("success", { head_sha: HEAD })).accepted).toBe(false);
  });

  it("of a job parks its work, and the answer takes it up where it was", () => {
    const there = inReview();
    const { job } = mustClaim(there);
    say(there, "cancel", { kind: "job", id: job });
    expect(only(there)).toMatchObject({ phase: "parked", parked_from: "review" });
    write(there, "Go on.");
    expect(mustClaim(there)).toMatchObject({ kind: "review", agent: "reviewer" });
  });

  it("of everything takes what runs, and leaves what waits", () => {
    const there = asked(asked(), 2);
    mustClaim(there);
    expect(say(there, "cancel", { kind: "everything" }).done).toHaveLength(1);
    expect([...there.items.values()].map((i) => i.phase)).toEqual(["parked", "change"]);
    expect(say(there, "cancel", { kind: "everything" }).refused).toBe("Nothing of it is running.");
  });
});

describe("an order in a comment", () => {
  it("to stop takes the agent's running job, keeps new ones from it, and is answered", () => {
    const there = asked();
    mustClaim(there);
    write(there, "@adf:developer stop: wrong branch");
    expect(only(there)).toMatchObject({ phase: "parked" });
    expect(said(there).at(-1)).toContain("`developer` gets no more work.");
    const agents = [{ project: null, name: "developer" }];
    expect(parseMentions(said(there).at(-1) ?? "", { agents, project: null }).mentions).toEqual([]);
    write(there, "Go on.");
    expect(there.claim()).toBeNull();
    const waits =
      "This waits: `developer` is paused by ada (wrong branch). `@adf:developer resume` lets it go on.";
    expect(said(there).at(-1)).toBe(waits);
    write(there, "@adf:developer are you there?");
    expect(said(there).filter((text) => text === waits)).toHaveLength(2);
    write(there, "@adf:developer please resume");
    expect(said(there).at(-1)).toContain("Lifted: `developer` was paused by ada (wrong branch).");
    there.now += 60_000;
    expect(there.claim()).not.toBeNull();
  });

  it("by a stranger does nothing", () => {
    const there = asked();
    write(there, "@adf:developer stop", { author: STRANGER });
    expect(there.meta.stops).toEqual([]);
  });

  it("to cancel ends the work on its own issue", () => {
    const there = asked();
    write(there, "@adf:developer cancel");
    expect(only(there).phase).toBe("cancelled");
  });
});

describe("whatever happens to a project", () => {
  /** Each shuts the door as a whole; whether by the configuration or by a person must make no difference. */
  const SHUT = {
    "factory.enabled = false": (w: Walk) => {
      w.project.context = contextWith({ factory: { enabled: false } });
    },
    "projects.enabled = false": (w: Walk) => {
      w.project.context = contextWith({}, { enabled: false });
    },
    "agents.enabled = false": (w: Walk) => {
      const { config } = w.project.context;
      w.project.context = contextWith({ agents: config.agents.map((a) => ({ ...a, enabled: false })) });
    },
    "mode = observe": (w: Walk) => {
      w.project.context = contextWith({}, { mode: "observe" });
    },
    "a budget of one session": (w: Walk) => {
      const { config } = w.project.context;
      w.project.context = contextWith({ agents: config.agents, budget: { project_day_sessions: 1 } });
    },
    "pause of everything": (w: Walk) => say(w.project, "pause", { kind: "everything" }),
    "pause of the project": (w: Walk) => say(w.project, "pause", project),
    "pause of each agent": (w: Walk) => {
      for (const { name } of w.project.context.agents) say(w.project, "pause", { kind: "agent", name });
    },
    "pause of each runner": (w: Walk) => {
      for (const name of ["runner-1", "runner-2"]) say(w.project, "pause", { kind: "runner", name });
    },
  } as const;
  const number = fc.nat({ max: 10_000 });
  const what = fc.constantFrom(...(Object.keys(WEIGHTS) as Step["what"][]));
  const steps = fc.array(fc.record({ what, a: number, b: number, c: number }), {
    minLength: 20,
    maxLength: 60,
  });

  it.each(Object.keys(SHUT) as (keyof typeof SHUT)[])(
    "no way round the door: nothing is leased after %s, by webhook, poll, coordinator, rework, review or retry",
    (how) => {
      fc.assert(
        fc.property(steps, steps, (before, after) => {
          const walk = new Walk(1);
          walk.step({ what: "open issue", a: 1, b: 1, c: 1 });
          for (const step of before) walk.step(step);
          if (how === "a budget of one session" && walk.project.tallies.size === 0) return;
          SHUT[how](walk);
          const epoch = walk.project.meta.next_epoch;
          const day = new Date(walk.project.now).toISOString().slice(0, 10);
          for (const step of after) {
            walk.step(step);
            if (how.startsWith("a budget") && !new Date(walk.project.now).toISOString().startsWith(day))
              return;
            expect(walk.project.meta.next_epoch).toBe(epoch);
          }
        }),
        { numRuns: process.env.ADF_FULL === "1" ? 500 : 25 },
      );
    },
  );
});
