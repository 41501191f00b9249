/** A mention becomes work, joins work, takes it up again, or is refused with a sentence. */
import { describe, expect, it } from "vitest";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, askedUnder, forgeDoes, know, only, run, said } from "../../support/core/road.ts";
import {
  BOT,
  comment,
  commentEvent,
  contextWith,
  issue,
  issueEvent,
  OWNER,
  outputs,
  pull,
  pullEvent,
  report,
  STRANGER,
} from "../../support/core/scene.ts";

const mention = (id: number, on: number, text: string, over = {}) =>
  commentEvent(comment(id, on, text, over));

describe("a mention", () => {
  it("by a trusted person becomes one work item with one queued job", () => {
    const project = asked();
    expect(only(project)).toMatchObject({ phase: "change", issue: 1, agent: "developer", hop: 0 });
    expect([...project.jobs.values()].map((j) => j.state)).toEqual(["queued"]);
    expect([...project.mentions.values()]).toEqual(["queued"]);
  });

  it("is dispatched once, also when its comment is edited or seen again", () => {
    const project = asked();
    expect(project.ingest(mention(501, 1, "@adf:developer please, soon"), "edited")).toBe(
      "mentions_answered",
    );
    expect(project.ingest(mention(501, 1, "@adf:developer please, soon"), "edited")).toBe("duplicate");
    expect(project.items.size).toBe(1);
    expect(said(project)).toEqual([]);
  });

  it("is not dispatched again when its comment is edited after the work has ended", () => {
    const project = asked();
    project.now += 1_000;
    project.ingest(issueEvent(issue(1, { state: "closed", updated_at: project.now })));
    project.ingest(issueEvent(issue(1, { updated_at: project.now + 1 })));
    project.ingest(mention(501, 1, "@adf:developer please, soon"));
    expect(only(project).phase).toBe("cancelled");
  });

  it("joins the work that is already under way", () => {
    const project = asked();
    project.ingest(mention(600, 1, "@adf:developer are you there?"));
    expect([...project.mentions.values()]).toEqual(["queued", "joined"]);
    expect(project.items.size).toBe(1);
  });

  it("takes a parked item up again, with its own words as the request and its counters at nought", () => {
    const project = asked();
    run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
    expect(only(project).phase).toBe("parked");
    project.ingest(mention(600, 1, "@adf:developer the second one"));
    expect(only(project)).toMatchObject({
      phase: "change",
      attempts: 0,
      park_reason: null,
      request: "the second one",
    });
  });

  it("in the body of an issue counts as one in a comment", () => {
    const project = new MemoryProject();
    expect(project.ingest(issueEvent(issue(3, { body: "@adf:developer please" })))).toBe("mentions_answered");
    expect(only(project).issue).toBe(3);
  });

  it("of a reviewer on somebody's pull request is judged at its present head", () => {
    const project = new MemoryProject();
    project.ingest(pullEvent(pull(9)));
    project.ingest(mention(500, 9, "@adf:reviewer look"));
    expect(only(project)).toMatchObject({
      subject: "pull",
      phase: "review",
      pull_request: 9,
      head_sha: pull(9).head_sha,
    });
  });

  it("of the coordinator makes it look", () => {
    const project = new MemoryProject();
    know(project, 1);
    project.meta = { ...project.meta, coordinate_due: false };
    project.ingest(mention(500, 1, "@adf:chief what next?"));
    expect(project.meta.coordinate_due).toBe(true);
    expect([...project.mentions.values()]).toEqual(["coordinator_asked"]);
  });

  it.each([
    ["a reviewer on an issue", "@adf:reviewer look", "judges pull requests"],
    [
      "an agent that does not exist, with the nearest name",
      "@adf:develper go",
      "Did you mean `@adf:developer`?",
    ],
    ["nobody, with the grammar", "@adf: go", "@adf:<agent>"],
  ])("of %s is refused once, in words", (_, text, sentence) => {
    const project = new MemoryProject();
    know(project, 1);
    project.ingest(mention(500, 1, text));
    project.ingest(mention(500, 1, `${text} now`));
    expect(said(project)).toHaveLength(1);
    expect(said(project)[0]).toContain(sentence);
    expect(project.items.size).toBe(0);
  });

  it("of a developer on a pull request is refused", () => {
    const project = new MemoryProject();
    project.ingest(pullEvent(pull(9)));
    project.ingest(mention(500, 9, "@adf:developer go"));
    expect(said(project)[0]).toContain("works on issues");
  });

  it("of a disabled agent is refused", () => {
    const project = new MemoryProject(
      contextWith({
        agents: [
          { name: "developer", role: "developer", enabled: false },
          { name: "reviewer", role: "reviewer" },
        ],
      }),
    );
    know(project, 1);
    project.ingest(mention(500, 1, "@adf:developer go"));
    expect(said(project)[0]).toContain("switched off");
  });

  it("on a closed issue is refused instead of starting work that nobody wants", () => {
    const project = new MemoryProject();
    know(project, 1, [], { state: "closed" });
    project.ingest(mention(500, 1, "@adf:developer go"));
    expect(said(project)[0]).toContain("#1 is closed");
    expect(project.items.size).toBe(0);
  });

  it("beyond the number of open work items is refused", () => {
    const project = new MemoryProject(contextWith({ limits: { open_items: 1 } }));
    asked(project, 1);
    asked(project, 2);
    expect(project.items.size).toBe(1);
    expect(said(project)[0]).toContain("1 open work items");
  });

  it("by a stranger starts nothing, and he is told so once per issue", () => {
    const project = new MemoryProject();
    know(project, 1);
    for (const id of [500, 501, 502])
      project.ingest(mention(id, 1, "@adf:developer go", { author: STRANGER }));
    expect(project.items.size).toBe(0);
    expect(said(project)).toHaveLength(1);
  });

  it("by somebody who took a trusted person's name is a stranger's", () => {
    const project = new MemoryProject();
    know(project, 1);
    project.ingest(mention(500, 1, "@adf:developer go", { author: { id: 67, login: OWNER.login } }));
    expect(project.items.size).toBe(0);
  });

  it("under our own account without a marker was not written by us and starts nothing", () => {
    const project = new MemoryProject();
    know(project, 1);
    expect(project.ingest(mention(500, 1, "@adf:developer go", { author: BOT }))).toBe(
      "account_without_marker",
    );
    expect(project.items.size).toBe(0);
  });

  describe("by the name of its account, as the forge completes it,", () => {
    it("starts nothing, and is answered once with the way to ask", () => {
      const project = new MemoryProject();
      know(project, 1);
      for (const key of ["webhook", "poll"])
        expect(project.ingest(mention(500, 1, "@adf-developer please fix this"), key)).toBe(
          "mentions_answered",
        );
      expect(project.items.size).toBe(0);
      expect(said(project)).toHaveLength(1);
      expect(said(project)[0]).toContain("Did you mean `@adf:developer`?");
      const [reply] = project.openEffects();
      const payload = { effect: reply?.id ?? "", root: "", hop: 0 };
      const ours = mention(501, 1, said(project)[0] ?? "", { author: BOT });
      expect(project.ingest(ours, "own", { kind: "ours", payload })).toBe("own_comment");
      const copied = mention(502, 1, said(project)[0] ?? "");
      expect(project.ingest(copied, "copied", { kind: "forged" })).toBe("no_mention");
      expect(said(project)).toHaveLength(1);
    });

    it("is answered in the text of an issue too, and to a stranger in the one way he is answered", () => {
      const project = new MemoryProject();
      const body = "@adf-developer please fix this";
      project.ingest(issueEvent(issue(3, { body })));
      expect(said(project)).toEqual([expect.stringContaining("Did you mean `@adf:developer`?")]);
      for (const id of [500, 501]) project.ingest(mention(id, 3, body, { author: STRANGER }));
      expect(said(project).slice(1)).toEqual([expect.stringContaining("look after this repository")]);
    });

    it("answers a question where one is open, as any other words do", () => {
      const project = asked();
      run(project, report("question", { outputs: outputs({ question: { body: "Which?" } }) }));
      forgeDoes(project);
      expect(only(project).phase).toBe("parked");
      expect(project.ingest(mention(500, 1, "@adf-coordinator the second"))).toBe("answer_to_question");
      expect(only(project)).toMatchObject({ phase: "change", request: "@adf-coordinator the second" });
    });
  });

  it("in our own comment triggers nothing, also under a trusted person's account", () => {
    const project = new MemoryProject();
    know(project, 1);
    const payload = { effect: "e1", root: "", hop: 0 };
    expect(project.ingest(mention(500, 1, "@adf:developer go"), "own", { kind: "ours", payload })).toBe(
      "own_comment",
    );
    expect(project.items.size).toBe(0);
  });

  describe("by an agent", () => {
    const asks = (agent: string) =>
      report("no_change", { outputs: outputs({ dispatch: [{ agent, context: "look" }] }) });
    const within = (mentions: Record<string, number>) =>
      askedUnder({ mentions, limits: { no_progress: 10, attempts: 20 } });
    const labelled = (project: MemoryProject) =>
      [...project.effects.values()].flatMap(({ action }) =>
        action.kind === "add_labels" ? [[action.issue, ...action.labels]] : [],
      );
    const told = (project: MemoryProject, text: string) =>
      said(project).filter((body) => body.includes(text));

    it("that would use up the hops stops the chain: one comment, and a label that holds the issue", () => {
      const project = within({ max_hops: 0 });
      run(project, asks("reviewer"));
      run(project, asks("qa-one"));
      expect(told(project, "used its 0 hops")).toHaveLength(1);
      expect(labelled(project)).toEqual([[1, "needs-human"]]);
      expect(project.items.size).toBe(1);
      expect(project.journal.filter((r) => r.event === "chain.stopped")).toMatchObject([
        { issue: 1, by: "developer", agent: "reviewer" },
      ]);
    });

    it("counts with all others of one root, up to the cap", () => {
      const project = within({ max_dispatches: 2 });
      for (let n = 0; n < 4; n++) run(project, asks("chief"));
      expect(project.meta.asks).toHaveLength(2);
      expect(told(project, "has asked agents 2 times")).toHaveLength(1);
      expect(labelled(project)).toEqual([[1, "needs-human"]]);
    });

    it("of the same other is refused until some time has passed, and stops nothing", () => {
      const project = within({ pair_cooldown_secs: 86_400 });
      run(project, asks("chief"));
      run(project, asks("chief"));
      expect(told(project, "is not asked again yet")).toHaveLength(1);
      expect(labelled(project)).toEqual([]);
      project.now += 86_400_000;
      run(project, asks("chief"));
      expect(project.meta.asks).toHaveLength(2);
    });

    it("of itself is refused", () => {
      const project = within({});
      run(project, asks("developer"));
      expect(told(project, "asked for itself")).toHaveLength(1);
      expect(project.meta.asks).toEqual([]);
    });
  });

  it("that was said before we came is history", () => {
    const project = new MemoryProject();
    expect(
      project.ingest(issueEvent(issue(1, { body: "@adf:developer go" })), "h", { kind: "none" }, true),
    ).toBe("mirrored");
    expect(project.ingest(mention(500, 1, "@adf:developer go"), "h2", { kind: "none" }, true)).toBe("noted");
    expect(project.items.size).toBe(0);
  });
});
