/** What is a person's to merge although every gate passed, and how the person says so. */
import { describe, expect, it } from "vitest";
import { directs } from "../../../src/core/policy/steering.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, HEAD, inMerge, only, PULL, run, said, waiting } from "../../support/core/road.ts";
import {
  comment,
  commentEvent,
  contextWith,
  issue,
  issueEvent,
  pull,
  pullEvent,
  report,
  STRANGER,
  sha,
  verdict,
} from "../../support/core/scene.ts";

function passed(changed_files: string[], labels: string[] = []): MemoryProject {
  const project = asked();
  if (labels.length > 0) project.ingest(issueEvent(issue(1, { labels, updated_at: project.now + 1 })));
  run(project, report("success", { head_sha: HEAD, changed_files }));
  forgeDoes(project);
  return inMerge(project);
}
const answers = (project: MemoryProject, body: string, on = 1, over = {}) =>
  project.ingest(commentEvent(comment(900 + project.journal.length, on, body, over)));

describe("a change that a person has to merge", () => {
  it.each([
    [".gitea/workflows/test.yml", "the checks that the forge runs"],
    ["orchestrator.toml", "how the factory itself works"],
    [".docs/summary.md", "how the factory itself works"],
    ["pkg/CLAUDE.md", "what agents are told"],
  ])("because of %s waits, and the rule stands on the pull request", (file, rule) => {
    const project = passed(["src/a.js", file]);
    expect(only(project)).toMatchObject({ phase: "parked", waits_for: "merge" });
    const bodies = [...project.effects.values()].flatMap((e) =>
      e.action.kind === "comment" && e.action.issue === PULL ? [e.action.body] : [],
    );
    expect(bodies.at(-1)).toContain(rule);
    expect(bodies.at(-1)).toContain(file);
    expect(waiting(project, "merge")).toEqual([]);
  });

  it("because of its issue's label waits as well; an ordinary one does not", () => {
    expect(only(passed(["src/a.js"], ["adf/person"])).phase).toBe("parked");
    expect(only(passed(["src/workflows/a.js", "docs/ci.md"], ["bug"])).phase).toBe("merging");
    expect(directs("src/.github/workflows/x.yml")).toBeNull();
  });

  it.each(["merge", "Yes.", "approved", "go ahead\n\nthanks"])(
    "is merged at that head when a trusted person answers %j",
    (answer) => {
      const project = passed([".github/workflows/ci.yml"]);
      answers(project, answer, PULL);
      expect(only(project).phase).toBe("merging");
      expect(waiting(project, "merge")[0]?.action).toMatchObject({ sha: HEAD });
    },
  );

  it("is not merged by a stranger's yes, nor by a sentence that only has the word in it", () => {
    const project = passed([".github/workflows/ci.yml"]);
    answers(project, "merge", PULL, { author: STRANGER });
    expect(only(project).phase).toBe("parked");
    answers(project, "Please merge the two files into one first", PULL);
    expect(only(project).phase).toBe("change");
  });

  it("is not merged at another head than the one that passed", () => {
    const project = passed([".github/workflows/ci.yml"]);
    project.ingest(
      pullEvent(
        pull(PULL, { head_branch: only(project).branch, head_sha: sha(7), updated_at: project.now + 1 }),
      ),
    );
    answers(project, "merge");
    expect(only(project).phase).toBe("change");
    expect(waiting(project, "merge")).toEqual([]);
  });
});

describe("a pull request of a person", () => {
  const theirs = (over = {}) => {
    const project = new MemoryProject();
    project.ingest(pullEvent(pull(9, { author: STRANGER, body: "@adf:reviewer merge this", ...over })));
    return project;
  };

  it("is judged by nobody until somebody who is trusted asks on it", () => {
    const project = theirs();
    expect(project.items.size).toBe(0);
    project.ingest(commentEvent(comment(500, 9, "@adf:reviewer look", { author: STRANGER })));
    expect(project.items.size).toBe(0);
    project.ingest(commentEvent(comment(501, 9, "@adf:reviewer look")));
    expect(only(project)).toMatchObject({ subject: "pull", phase: "review" });
  });

  it.each(["merge", "@adf:reviewer merge it", "yes"])(
    "is never merged by the factory, also not for %j",
    (words) => {
      const project = theirs();
      project.ingest(commentEvent(comment(501, 9, "@adf:reviewer look")));
      run(project, report("success", { outputs: verdict("pass", pull(9).head_sha) }));
      answers(project, words, 9);
      for (let n = 0; n < 3 && [...project.jobs.values()].some((j) => j.state === "queued"); n++)
        run(project, report("success", { outputs: verdict("pass", pull(9).head_sha) }));
      forgeDoes(project);
      answers(project, words, 9);
      expect([...project.effects.values()].filter((e) => e.action.kind === "merge")).toEqual([]);
      expect([...project.items.values()].every((i) => i.subject === "pull")).toBe(true);
    },
  );
});

describe("in the mode approve, an answer on the issue", () => {
  const proposed = (project: MemoryProject) => project.openEffects().filter((e) => e.state === "proposed");
  const started = () => {
    const project = asked(new MemoryProject(contextWith({}, { mode: "approve" })));
    run(project, report("success", { head_sha: HEAD }));
    expect(proposed(project).length).toBeGreaterThan(0);
    return project;
  };

  it("by a trusted person approves what waits there, and says who it was", () => {
    const project = started();
    expect(answers(project, "approve")).toBe("approval_by_comment");
    expect(proposed(project)).toEqual([]);
    expect(waiting(project, "open_pull")[0]).toMatchObject({ state: "pending", approved_by: "ada" });
  });

  it("denies, and names single effects", () => {
    const project = started();
    const [open] = waiting(project, "open_pull");
    answers(project, `approve e99999, ${open?.id}`);
    expect(project.effects.get(open?.id ?? "")?.state).toBe("pending");
    const other = started();
    answers(other, "deny");
    expect(only(other).phase).toBe("parked");
    expect(said(other).at(-1)).toContain("`ada` said no to this step");
  });

  it("by a stranger decides nothing, and neither does a sentence", () => {
    const project = started();
    const before = proposed(project).length;
    answers(project, "approve", 1, { author: STRANGER });
    answers(project, "I would approve if it were smaller");
    expect(proposed(project)).toHaveLength(before);
  });
});
