/** An alias that moves to a worse model, in virtual time: told once, and closed when as much passes as before. */
import { describe, expect, it } from "vitest";
import { gateFall, type Judgement } from "../../../src/core/nightwatch/gate-pass.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, HEAD, only, run } from "../../support/core/road.ts";
import { contextWith, report, verdict } from "../../support/core/scene.ts";

const judged = (answered: string, marks: string): Judgement[] =>
  [...marks].map((mark) => ({ answered, passed: mark === "+" }));
const KEY = "gates:developer claude sonnet";

/** What the gates said of the developer's changes, added to what they said before; then a look. */
function say(project: MemoryProject, more: readonly Judgement[]): void {
  for (const one of more) {
    const { watch } = project.meta;
    const gates = { "developer claude sonnet": [...(watch.gates?.["developer claude sonnet"] ?? []), one] };
    project.meta = { ...project.meta, watch: { ...watch, gates } };
    project.now += 300_000;
    project.watch({ silent_ms: 1_000, names: ["box"] });
  }
}
const raised = (project: MemoryProject) =>
  project.journal.filter((e) => e.event === "alert.raised" && JSON.stringify(e).includes(KEY)).length;

const alerts = (project: MemoryProject) =>
  Object.keys(project.meta.alerts).filter((key) => key.startsWith("gates:"));

describe("a fall of what passes", () => {
  it.each([
    ["nothing changed", judged("a", "++++----"), false],
    ["as good as before", [...judged("a", "++++"), ...judged("b", "++++")], false],
    ["one in four is chance", [...judged("a", "++++"), ...judged("b", "+++-")], false],
    ["too little since", [...judged("a", "++++"), ...judged("b", "---")], false],
    ["too little before", [...judged("a", "+++"), ...judged("b", "----")], false],
    ["it failed before, too", [...judged("a", "+--+--"), ...judged("b", "----")], false],
    ["four in four", [...judged("a", "++++"), ...judged("b", "----")], true],
    ["most of them", [...judged("a", "++++++-+"), ...judged("b", "-+---+--")], true],
    ["back at the first", [...judged("a", "++++"), ...judged("b", "----"), ...judged("a", "+")], false],
  ])("%s", (_, history, fell) => {
    expect(gateFall(history, false) !== null).toBe(fell);
  });

  it("is told once with both models and both counts, and closed when as much passes as before", () => {
    const project = new MemoryProject();
    say(project, judged("sonnet-4-5", "++++++"));
    say(project, judged("sonnet-4-6", "---"));
    expect(raised(project)).toBe(0);
    say(project, judged("sonnet-4-6", "---"));
    expect(raised(project)).toBe(1);
    const [issue] = [...project.effects.values()].filter((e) => e.action.kind === "create_issue");
    expect(JSON.stringify(issue?.action)).toContain("6 of its last 6 changes passed");
    expect(JSON.stringify(issue?.action)).toContain("sonnet-4-6");
    forgeDoes(project);
    say(project, judged("sonnet-4-6", "+++++"));
    expect(alerts(project)).toEqual([KEY]);
    say(project, judged("sonnet-4-6", "+"));
    expect(alerts(project)).toEqual([]);
    expect(forgeDoes(project)).toContain("close_issue");
    say(project, judged("sonnet-4-6", "+++-++"));
    expect(raised(project)).toBe(1);
  });

  it("is taken back where nightwatch is switched off", () => {
    const project = new MemoryProject();
    say(project, [...judged("a", "++++"), ...judged("b", "----")]);
    expect(alerts(project)).toEqual([KEY]);
    project.context = contextWith({ nightwatch: { enabled: false } });
    project.watch();
    expect(alerts(project)).toEqual([]);
  });
});

it("each head that every gate has judged counts for the model that wrote it, and none where nobody said which", () => {
  const project = asked();
  run(project, report("success", { head_sha: HEAD, model: "claude-sonnet-4-6" }));
  forgeDoes(project);
  run(project, report("success", { outputs: verdict("fail", HEAD) }));
  forgeDoes(project);
  expect(project.meta.watch.gates).toEqual({
    "developer claude sonnet": [{ answered: "claude-sonnet-4-6", passed: false }],
  });
  run(project, report("success", { head_sha: HEAD.replace("b", "c"), model: null }));
  expect(only(project).wrote).toBeUndefined();
});
