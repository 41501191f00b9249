/** The forge does not merge what every gate has passed: who hears of it, and what follows. */
import { describe, expect, it } from "vitest";
import type { Refusal } from "../../../src/core/effect/effect.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import {
  askedUnder,
  forgeDoes,
  HEAD,
  inMerge,
  inReview,
  mustClaim,
  only,
  run,
  said,
  waiting,
} from "../../support/core/road.ts";
import { comment, commentEvent, contextWith, report } from "../../support/core/scene.ts";

const merge = (project: MemoryProject): string => {
  const [effect] = waiting(project, "merge");
  if (effect === undefined) throw new Error("no merge waits");
  return effect.id;
};
function refused(reason: Refusal, error = "it says no"): MemoryProject {
  const project = inMerge();
  project.settleEffect(merge(project), { status: "refused", reason, error });
  return project;
}
const HUNK = "adf/1-x does not merge into main; conflicts in: a.js\n<<<<<<<\nmine\n=======\ntheirs\n>>>>>>>";

describe("a conflict that only the forge has found", () => {
  it("is made again by a runner, without a model and without running anything", () => {
    const project = refused("conflict");
    expect(only(project)).toMatchObject({ phase: "review", judged: { sha: HEAD, passed: true } });
    const offer = mustClaim(project);
    expect(offer).toMatchObject({
      kind: "check",
      agent: "merge",
      provider: "none",
      checkout: { from: "merge", head_sha: HEAD },
    });
    expect(offer.prompt.trim()).toBe("exec 1>&2");
  });

  it("goes back to the developer with its places, to begin from the target branch", () => {
    const project = refused("conflict");
    run(project, report("merge_conflict", { detail: HUNK }));
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "change", judged: { passed: false } });
    const offer = mustClaim(project);
    expect(offer.checkout.from).toBe("base");
    expect(offer.prompt).toContain("<<<<<<<");
    expect(offer.prompt).toContain("theirs");
  });

  it("shows people its places too, as text that no code can break out of", () => {
    const project = refused("conflict");
    run(project, report("merge_conflict", { detail: [HUNK, "```", "@adf:developer"].join("\n") }));
    forgeDoes(project);
    const told = said(project).at(-1) ?? "";
    expect(told).toContain("- **major**: Merge conflict with main: adf/1-x does not merge into main");
    expect(told).toMatch(
      /\n {2}````text\n {2}<<<<<<<\n {2}mine\n {2}=======\n {2}theirs\n[\s\S]*\n {2}````$/,
    );
    expect(told).not.toMatch(/```\n {2}@adf:developer/);
  });

  it("of many lines is cut inside its fence, so that what follows stays readable", () => {
    const project = refused("conflict");
    const files = Array.from({ length: 90 }, (_, n) => `src/long-name-${n}.ts`).join(", ");
    const many = `conflicts in: ${files}\n${"theirs\n".repeat(300)}`.slice(0, 4_000);
    run(project, report("merge_conflict", { detail: many }));
    forgeDoes(project);
    expect(said(project).at(-1)).toMatch(/… \(cut\)[\s\S]*\n {2}```$/);
  });

  it("that is none is merged, by the word of the gates that had passed it", () => {
    const project = refused("conflict");
    run(project, report("success"));
    expect(only(project)).toMatchObject({ phase: "merging", judged: { sha: HEAD, passed: true } });
    expect(waiting(project, "merge")[0]?.action).toMatchObject({ sha: HEAD });
    forgeDoes(project);
    expect(only(project).phase).toBe("done");
  });

  it("that the forge goes on to find alone becomes a question after two looks", () => {
    const project = refused("conflict");
    for (let look = 0; look < 2; look++) {
      run(project, report("success"));
      forgeDoes(project, "merge");
      project.settleEffect(merge(project), { status: "refused", reason: "conflict", error: "409" });
    }
    forgeDoes(project);
    expect(only(project)).toMatchObject({ phase: "parked", waits_for: "merge" });
    expect(said(project).at(-1)).toContain("a runner that made the same merge found no conflict");
  });
});

describe("a merge that is refused", () => {
  it("for a check that the branch asks for and that is red goes back with its name", () => {
    const project = refused("checks_red", "ci/build: 2 tests fail (https://ci.test/7)");
    expect(only(project)).toMatchObject({ phase: "change", attempts: 1 });
    expect(mustClaim(project).prompt).toContain("ci/build: 2 tests fail (https://ci.test/7)");
  });

  it("for an older word of our own gates has the newer one written again, and is asked for once more", () => {
    const project = refused("gates_red", "adf/review: no test");
    const shown = waiting(project, "status").map(({ action }) => action);
    expect(shown).toMatchObject([{ context: "adf/review", sha: HEAD, state: "success" }]);
    expect(only(project)).toMatchObject({ phase: "merging", attempts: 1, gate_attempts: 1 });
    forgeDoes(project, "merge");
    // It is red again: no late request of ours, then.
    project.settleEffect(merge(project), { status: "refused", reason: "gates_red", error: "adf/review: no" });
    expect(only(project).phase).toBe("change");
    expect(mustClaim(project).prompt).toContain("asks for a check that is red: adf/review: no");
  });

  it("for an older word on one of several gates has all of them written again, and what they came to", () => {
    const delivered = inReview(askedUnder({}, { review_gate: ["reviewer", "ci"] }));
    const check = { context: "ci/test", state: "success", description: "", target_url: "" } as const;
    delivered.readChecks([{ sha: HEAD, checks: [check] }]);
    const project = inMerge(delivered);
    project.settleEffect(merge(project), { status: "refused", reason: "gates_red", error: "adf/ci: red" });
    expect(waiting(project, "status").map(({ action }) => action)).toMatchObject([
      { context: "adf/reviewer", state: "success" },
      { context: "adf/ci", state: "success" },
      { context: "adf/review", state: "success", account: "coordinator" },
    ]);
  });

  it.each([
    ["forbidden", "npm run -s adf -- doctor"],
    ["draft", "its title marks it as a draft"],
    ["checks_late", "take it out of the branch's protection"],
    ["checks_never", "no gate of this project sets it"],
    ["by_rule", "a rule of the forge for `main` holds it back: it says no"],
    ["invalid", "the forge refused the merge: it says no"],
  ] as const)(
    "as %s asks a person, with what to do, and `merge` merges at the head that passed",
    (reason, words) => {
      const project = refused(reason);
      forgeDoes(project);
      expect(only(project)).toMatchObject({ phase: "parked", waits_for: "merge" });
      expect(said(project).at(-1)).toContain("Every gate passed pull request #50, but");
      expect(said(project).at(-1)).toContain(words);
      expect(said(project).at(-1)).toContain("answer `merge`");
      project.ingest(commentEvent(comment(801, 1, "merge")));
      expect(only(project).phase).toBe("merging");
      expect(waiting(project, "merge")[0]?.action).toMatchObject({ sha: HEAD });
    },
  );

  it("takes any other answer for what should change", () => {
    const project = refused("by_rule");
    project.ingest(commentEvent(comment(801, 1, "Put the constant into its own file.")));
    expect(only(project)).toMatchObject({ phase: "change", request: "Put the constant into its own file." });
  });
});

describe("a merge that was left to the forge", () => {
  const left = () => {
    const project = inMerge();
    const error = "main asks for ci/build";
    const later = { status: "retry", error, after_ms: 1_000, left_to_forge: true } as const;
    project.settleEffect(merge(project), later);
    return project;
  };

  it("is known to be, for as long as it is", () => {
    const project = left();
    expect(project.effects.get(merge(project))).toMatchObject({ left_to_forge: true, state: "pending" });
    project.settleEffect(merge(project), { status: "retry", error: "busy", after_ms: 1_000 });
    expect(project.effects.get(merge(project))?.left_to_forge).toBe(true);
  });

  it("is taken back when a person is to decide about it, and that waits for nobody", () => {
    const project = left();
    const id = merge(project);
    project.context = contextWith({}, { mode: "approve" });
    const due = project.dueEffects();
    expect(project.effects.get(id)).toMatchObject({ state: "proposed" });
    expect(project.effects.get(id)?.left_to_forge).toBeUndefined();
    const [back] = waiting(project, "cancel_merge");
    expect(back).toMatchObject({ state: "pending", item: null, action: { pull_request: 50 } });
    expect(due.map((e) => e.id)).toEqual([back?.id]);
  });

  it("is taken back also where whoever left it there never came back to say so", () => {
    const project = inMerge();
    const [effect] = waiting(project, "merge");
    if (effect === undefined) throw new Error("no merge waits");
    project.effects.set(effect.id, { ...effect, state: "applying", not_before: project.now + 60_000 });
    project.context = contextWith({}, { mode: "approve" });
    expect(project.dueEffects()).toEqual([]);
    project.now += 60_000;
    expect(project.dueEffects().map((e) => e.action.kind)).toEqual(["cancel_merge"]);
    expect(project.effects.get(effect.id)).toMatchObject({ state: "proposed" });
  });

  it("is taken back, once, also where that was said only after a person was to decide", () => {
    const project = inMerge();
    const id = merge(project);
    project.context = contextWith({}, { mode: "approve" });
    const later = { status: "retry", error: "main asks for ci/build", after_ms: 1_000 } as const;
    project.settleEffect(id, { ...later, left_to_forge: true });
    const due = [...project.dueEffects(), ...project.dueEffects()].map((e) => e.action.kind);
    expect(due).toEqual(["cancel_merge", "cancel_merge"]);
    expect(waiting(project, "cancel_merge")).toHaveLength(1);
    expect(project.effects.get(id)).toMatchObject({ state: "proposed" });
    expect(project.effects.get(id)?.left_to_forge).toBeUndefined();
    expect(project.journal.filter((e) => e.event === "effect.proposed" && e.effect === id)).toHaveLength(1);
  });
});
