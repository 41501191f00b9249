/** Which issue the coordinator takes, and which it leaves to people. */
import { describe, expect, it } from "vitest";
import { mayCoordinate } from "../../../src/core/decide/coordinate.ts";
import { heldBy } from "../../../src/core/decide/rank-project.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, inMerge, know, only, run, said } from "../../support/core/road.ts";
import {
  comment,
  commentEvent,
  contextWith,
  issue,
  issueEvent,
  outputs,
  pull,
  pullEvent,
  report,
  START,
  STRANGER,
} from "../../support/core/scene.ts";

const picked = (project: MemoryProject): number[] => {
  project.coordinate();
  return [...project.items.values()].map((i) => i.issue);
};
const held = (project: MemoryProject, number: number) => {
  const it = project.issues.get(number);
  return it === undefined ? undefined : heldBy(project.snapshot(), it);
};

describe("the coordinator", () => {
  it("takes the issue that most others wait for, and says why and what would be next", () => {
    const project = new MemoryProject();
    know(project, 1);
    know(project, 2);
    know(project, 3, [2]);
    know(project, 4);
    expect(picked(project)).toEqual([2]);
    expect(said(project)[0]).toMatch(
      /^@adf:developer please pick up issue #2\.\n\nIt has the highest rank.* Next would be #1 .* and #4 /s,
    );
  });

  it("takes the one with the higher priority among equals, then the older", () => {
    const project = new MemoryProject();
    know(project, 1, [], { created_at: START - 5 });
    know(project, 2, [], { created_at: START - 9 });
    expect(picked(project)).toEqual([2]);
    const other = new MemoryProject();
    know(other, 1);
    know(other, 2, [], { labels: ["priority/critical"] });
    expect(picked(other)).toEqual([2]);
  });

  it("gives each idle developer one issue for each slot, and no more", () => {
    const agents = [
      { name: "developer", role: "developer", slots: 2 },
      { name: "reviewer", role: "reviewer" },
    ];
    const project = new MemoryProject(contextWith({ agents }));
    for (const n of [1, 2, 3]) know(project, n);
    expect(picked(project)).toEqual([1, 2]);
  });

  it("takes what was blocked once its blocker is closed", () => {
    const project = new MemoryProject();
    know(project, 1, [], { state: "closed" });
    know(project, 2, [1]);
    expect(picked(project)).toEqual([2]);
  });

  it.each([
    ["an outsider's issue", { author: STRANGER }, "its author mallory, who is not trusted"],
    ["an issue that a label holds", { labels: ["needs-human"] }, "the label needs-human"],
  ])("leaves %s alone", (_, over, reason) => {
    const project = new MemoryProject();
    know(project, 1, [], over);
    expect(picked(project)).toEqual([]);
    expect(held(project, 1)).toBe(reason);
  });

  describe("a stranger's issue that bears the label adf/approved", () => {
    const written = { author: STRANGER, title: "Semicolons", body: "as they are" };
    const let_in = { ...written, labels: ["ADF/Approved"] };
    const at = (seconds: number) => ({ updated_at: START + seconds * 1000 });
    const asks = (project: MemoryProject) => {
      project.coordinate();
      return [...project.effects.values()].flatMap(({ action }) =>
        action.kind === "comment" ? [action.body] : [],
      );
    };

    it("is taken with the text for which the label was set, and no other", () => {
      const project = new MemoryProject();
      know(project, 1, [], { ...written, ...at(1) });
      know(project, 1, [], { ...let_in, ...at(2) }, [START + 2_000]);
      expect(held(project, 1)).toBeNull();
      know(project, 1, [], { ...let_in, body: "and the tokens", ...at(3) }, [START + 2_000]);
      expect(held(project, 1)).toBe("its text, which was changed after the label adf/approved let it in");
      expect(asks(project)).toEqual([expect.stringContaining("take the label off, and set it again")]);
      expect(asks(project)).toHaveLength(1);
      know(project, 1, [], { ...written, body: "and the tokens", ...at(4) });
      expect(held(project, 1)).toBe("its author mallory, who is not trusted");
      know(project, 1, [], { ...let_in, body: "and the tokens", ...at(5) }, [START + 2_000, START + 5_000]);
      expect(picked(project)).toEqual([1]);
    });

    it("waits until the forge has said when the label was set", () => {
      const project = new MemoryProject();
      project.ingest(issueEvent(issue(1, { ...let_in, ...at(2) })));
      expect(held(project, 1)).toBe("its label adf/approved, until the forge has said when it was set");
      project.ingest(commentEvent(comment(500, 1, "Fine with me.")));
      know(project, 1, [], { ...let_in, ...at(9) }, [START + 2_000]);
      expect(held(project, 1)).toBeNull();
    });

    it.each([
      ["changed between the label and the first look", { body: "and the tokens" }, at(3), [START + 2_000]],
      ["changed in the label's own second", { body: "and the tokens" }, at(2), [START + 2_000]],
      ["changed and changed back, unseen", {}, at(3), [START + 2_000]],
      ["given the label by renaming another", {}, at(2), []],
    ])("is left alone, and people are asked again, where it was %s", (_, over, seen, labelled) => {
      const project = new MemoryProject();
      know(project, 1, [], { ...written, ...at(1) });
      know(project, 1, [], { ...let_in, ...over, ...seen }, labelled);
      expect(held(project, 1)).toBe(
        "its text, of which nothing shows that the label adf/approved was set for it",
      );
      expect(asks(project)).toEqual([expect.stringContaining("nothing shows that its text is the one")]);
      // The label was taken off and set again, and between the two nobody looked.
      know(project, 1, [], { ...let_in, ...over, ...at(60) }, [...labelled, START + 60_000]);
      expect(picked(project)).toEqual([1]);
    });
  });

  it.each([
    ["an open pull request", { body: "Fixes #1." }, "pull request #40, which says that it closes it"],
    ["one of its title", { title: "Closes: acme/lib#1" }, "pull request #40, which says that it closes it"],
    ["another repository's number", { body: "Fixes acme/other#1" }, null],
    ["a longer number", { body: "Fixes #12" }, null],
    ["a mere mention", { body: "See #1" }, null],
    ["one that was refused", { body: "Fixes #1", state: "closed" as const }, null],
  ])("leaves an issue to a person's pull request that answers it: %s", (_, over, why) => {
    const project = new MemoryProject();
    know(project, 1);
    project.ingest(pullEvent(pull(40, { head_branch: "their-own", ...over })));
    expect(held(project, 1)).toBe(why);
  });

  it("leaves an issue alone until its dependencies are read for its present state", () => {
    const project = new MemoryProject();
    project.ingest(issueEvent(issue(1)));
    expect(held(project, 1)).toBe("dependencies not read yet");
    expect(picked(project)).toEqual([]);
  });

  it("leaves a parked issue to the person it asked, and goes on with others", () => {
    const project = asked();
    run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    know(project, 2);
    expect(held(project, 1)).toBe("a question that waits for a person");
    expect(picked(project)).toEqual([1, 2]);
  });

  it("does not take finished work again until it is reopened", () => {
    const project = inMerge();
    forgeDoes(project);
    expect(only(project).phase).toBe("done");
    const mirrored = project.issues.get(1);
    if (mirrored === undefined) throw new Error("#1 is in the mirror");
    project.issues.set(1, { ...mirrored, state: "open" });
    expect(held(project, 1)).toBe("finished work, until it is reopened");
    project.issues.set(1, { ...mirrored, state: "closed" });
    project.now += 1_000;
    know(project, 1, [], { updated_at: project.now });
    expect(picked(project)).toEqual([1, 1]);
  });

  it("reports a cycle once, and hangs on it never", () => {
    const project = new MemoryProject();
    know(project, 1, [3]);
    know(project, 2, [1]);
    know(project, 3, [2]);
    expect(picked(project)).toEqual([]);
    project.coordinate();
    expect(said(project)).toHaveLength(1);
    expect(said(project)[0]).toContain("I leave these issues alone");
  });

  it("acts only when something changed, the mirror is complete, nobody paused it and it is its hour", () => {
    const project = new MemoryProject();
    const may = (over: Partial<MemoryProject["meta"]>) => {
      project.meta = { ...project.meta, coordinate_due: true, synced: true, stops: [], ...over };
      return mayCoordinate(project.snapshot());
    };
    expect(may({})).toBe(true);
    expect(may({ coordinate_due: false })).toBe(false);
    expect(may({ synced: false })).toBe(false);
    expect(
      may({ stops: [{ scope: "project", name: "", verb: "pause", by: "ada", why: "", since: 0 }] }),
    ).toBe(false);
    project.context = contextWith({}, { active: "schedule", schedule: "0 1-9 * * *" });
    expect(may({})).toBe(false);
    project.now = Date.UTC(2026, 0, 5, 3, 30);
    expect(may({})).toBe(true);
    project.context = contextWith({ factory: { enabled: false } });
    expect(may({})).toBe(false);
  });

  it("is woken by a firing once, however often the tick sees it", () => {
    const project = new MemoryProject(contextWith({}, { active: "schedule", schedule: "0 * * * *" }));
    project.now = START + 3 * 3_600_000 + 5;
    project.tick();
    expect(project.meta).toMatchObject({ coordinate_due: true, schedule_cursor: START + 3 * 3_600_000 });
    project.meta = { ...project.meta, coordinate_due: false };
    project.tick();
    expect(project.meta.coordinate_due).toBe(false);
    expect(project.journal.filter((e) => e.event === "schedule.fired")).toMatchObject([{ missed: 2 }]);
  });
});
