/** The groups of a compound review: who reads what, within which bounds, and whatever happens to one of them. */
import { describe, expect, it } from "vitest";
import {
  answered,
  DAY,
  forge,
  found,
  group,
  rest,
  reviewing,
  summary,
  titles,
} from "../../support/core/compound-night.ts";
import { report } from "../../support/core/scene.ts";

describe("its groups", () => {
  it("are given to the reviewers in turn, each with its own task, read-only, and no longer than the run", () => {
    const p = reviewing({ max_secs: 900 });
    expect([...p.jobs.values()].map((j) => j.agent)).toEqual([
      "reviewer",
      "second",
      "reviewer",
      "second",
      "reviewer",
    ]);
    const offer = p.claim();
    expect(offer).toMatchObject({
      kind: "compound",
      issue: 0,
      pull_request: null,
      limits: { wall_secs: 900 },
    });
    expect(offer?.checkout).toMatchObject({ from: "base", base: "main" });
    expect(offer?.prompt).toContain("# Task: compound review, security");
    expect(offer?.prompt).toContain(`git diff ${DAY.base} ${DAY.head}`);
    expect(offer?.prompt).toContain("```text\nsrc/a.ts\nsrc/b.ts\n```");
    expect(offer?.prompt).toContain("generated, 1 file: package-lock.json");
  });

  it("are no more at one time than the configuration says", () => {
    const p = reviewing({ max_agents: 2 });
    const offers = [p.claim(), p.claim(), p.claim()];
    expect(offers.map((o) => o !== null)).toEqual([true, true, false]);
    const [first] = offers;
    p.finish(first?.job ?? "", first?.epoch ?? 0, answered([]));
    expect(p.claim()).not.toBeNull();
  });

  it("are lost one by one, and never all for one", () => {
    const p = reviewing();
    group(p, report("exit_code", { detail: "The agent exited with 2" }));
    group(p, report("malformed_outputs", { outputs_problem: "compound.findings[0].title: too long" }));
    group(p, answered([found("Wrong total")], { left_out: ["the generated client"] }));
    group(p, answered([], { skipped: "there is no model here" }));
    rest(p);
    expect(p.meta.compound.run).toBeNull();
    expect(p.meta.compound.last?.sentence).toBe("1 finding by 2 groups, 1 filed as issues; 4 skipped.");
    forge(p);
    expect(summary(p)).toContain(
      "| security | `reviewer` | skipped: exit\\_code: The agent exited with 2 |".replace("\\_", "_"),
    );
    expect(summary(p)).toContain("skipped: malformed_outputs: compound.findings[0].title: too long");
    expect(summary(p)).toContain("skipped: there is no model here");
    expect(summary(p)).toContain("- by performance: the generated client");
    expect(summary(p)).toContain("| design |  | skipped: nothing that is seen has changed |");
  });

  it("are tried again where the machine failed, a bounded number of times", () => {
    const p = reviewing({ max_secs: 86_400 });
    for (let i = 0; i < 20; i++) {
      p.now += 1_000_000;
      group(p, report("infra", { detail: "no disk" }));
    }
    expect(p.jobs.size).toBe(15);
    expect(p.meta.compound.last).toMatchObject({ outcome: "skipped", found: 0 });
    // Nobody has read that day, so the next review does.
    expect(p.meta.compound.reviewed).toBeNull();
  });

  it("that do not end in time are not waited for; what the others found is kept", () => {
    const p = reviewing({ max_secs: 600 });
    group(p, answered([found("Wrong total")]));
    const slow = p.claim();
    p.now += 601_000;
    p.settle();
    expect(p.meta.compound.run).toBeNull();
    expect(p.jobs.get(slow?.job ?? "")?.state).toBe("cancelled");
    expect(titles(p)).toEqual(["Wrong total"]);
    forge(p);
    expect(summary(p)).toContain("it had not answered within 600 s");
    expect(summary(p)).toContain("nobody could begin it within 600 s");
    // Its answer comes too late, and changes nothing.
    expect(p.finish(slow?.job ?? "", slow?.epoch ?? 0, answered([found("Late")])).accepted).toBe(false);
    expect(titles(p).filter((t) => t === "Late")).toEqual([]);
  });

  it("cost no more than the run may", () => {
    const p = reviewing({ max_usd: 1.5 });
    const paid = { ...answered([]), usage: { ...answered([]).usage, cost_usd: 0.8 } };
    group(p, paid as never);
    const [one, two] = [p.claim(), p.claim()];
    expect([one !== null, two]).toEqual([true, null]);
    p.finish(one?.job ?? "", one?.epoch ?? 0, paid as never);
    expect(p.meta.compound.run).toBeNull();
    expect(p.meta.compound.last?.sentence).toContain("by 2 groups");
  });
});
