/** What a compound review found: the issues that it files, once, and the one issue that tells of all of it. */
import { describe, expect, it } from "vitest";
import type { CompoundFinding } from "../../../src/contract/compound.ts";
import { rankProject } from "../../../src/core/decide/rank-project.ts";
import {
  answered,
  at,
  DAY,
  forge,
  found,
  group,
  rest,
  reviewing,
  summary,
  titles,
  writes,
} from "../../support/core/compound-night.ts";
import type { MemoryProject } from "../../support/core/memory-project.ts";
import { know } from "../../support/core/road.ts";
import { BOT, issue, issueEvent, STRANGER, sha } from "../../support/core/scene.ts";

describe("its findings", () => {
  it("become issues from the severity and certainty that are wanted, the worst first, and no more than allowed", () => {
    const p = reviewing({ max_issues: 2 });
    group(
      p,
      answered([
        found("Minor thing", { severity: "minor", line: 90 }),
        found("Guess", { confidence: 0.2, line: 200 }),
        found("Bad zone", { line: 300 }),
        found("Leaks keys", { severity: "critical", line: 400 }),
        found("Slow query", { line: 500, confidence: 0.6 }),
      ]),
    );
    rest(p);
    expect(titles(p)).toEqual(["Leaks keys", "Bad zone"]);
    expect(writes(p, "create_issue")[0]).toMatchObject({
      labels: ["compound-review", "priority/critical", "needs-human"],
    });
    forge(p);
    expect(titles(p)).toEqual(["Leaks keys", "Bad zone", "Compound review: what the last one found"]);
    for (const line of [
      "#90 **critical** Leaks keys",
      "#91 **major** Bad zone",
      "**major** Slow query",
      "**major** Guess",
      "**minor** Minor thing",
    ])
      expect(summary(p)).toContain(line);
    // Nobody is addressed by what an agent wrote.
    expect(JSON.stringify([...p.effects.values()])).not.toContain("@adf:developer");
  });

  it("are told and not filed with create_issues = false", () => {
    const p = reviewing({ create_issues: false });
    rest(p, answered([found("Wrong total")]));
    expect(titles(p)).toEqual(["Compound review: what the last one found"]);
    expect(summary(p)).toContain("**major** Wrong total");
  });

  it("wait for a person, or with create_prs are ranked and given to a developer", () => {
    for (const create_prs of [false, true]) {
      const p = reviewing({ create_prs });
      rest(p, answered([found("Wrong total")]));
      const made = writes(p, "create_issue")[0];
      const labels = made?.kind === "create_issue" ? (made.labels ?? []) : [];
      forge(p);
      know(p, 90, [], { title: "Wrong total", labels, author: BOT });
      p.tick("asked");
      expect([...p.items.values()].some((i) => i.issue === 90 && i.agent === "developer")).toBe(create_prs);
    }
  });

  it("are put in order on the forge where one must be mended before another", () => {
    const p = reviewing();
    const first = found("Parser drops zones", { id: "one", line: 50 });
    group(p, answered([found("Report is wrong", { severity: "critical", after: ["one"] }), first]));
    rest(p);
    forge(p);
    expect(writes(p, "add_dependency")).toEqual([
      { kind: "add_dependency", account: "coordinator", issue: 90, on: 91 },
    ]);
  });

  it("are filed once: not again while the issue is open, not again when a person closed it, again when it came back", () => {
    const p = reviewing();
    rest(p, answered([found("Wrong total")]));
    expect(titles(p)).toEqual(["Wrong total"]);
    forge(p);
    const again = (head: number) => {
      p.now += 86_400_000;
      p.tick();
      p.merged({ ...DAY, base: sha(head - 1), head: sha(head) });
      rest(p, answered([found("The total is wrong", { line: 5 })]));
      forge(p);
      return titles(p).filter((t) => t.includes("total")).length;
    };
    expect(again(3)).toBe(1);
    expect(summary(p)).toContain("#90 **major** The total is wrong `src/a.ts:5`");
    const body =
      writes(p, "create_issue").flatMap((a) => (a.kind === "create_issue" ? [a.body] : []))[0] ?? "";
    const seen = (state: "open" | "closed") =>
      p.ingest(issueEvent(issue(90, { title: "Wrong total", body, state, author: BOT, updated_at: p.now })));
    seen("open");
    expect(again(4)).toBe(1);
    seen("closed");
    expect(again(5)).toBe(1);
    // Work on it was done, and it is found again: that is new.
    const done = [...p.items.values()][0];
    if (done !== undefined)
      p.items.set("w-done", { ...done, id: "w-done", subject: "issue", issue: 90, phase: "done" });
    expect(again(6)).toBe(2);
  });

  it("that an open issue of a person tells already are not filed", () => {
    const p = at();
    know(p, 5, [], { title: "Total wrong", body: "Look at `src/a.ts:1`", labels: ["held"] });
    p.tick();
    p.merged(DAY);
    rest(p, answered([found("Wrong total")]));
    forge(p);
    expect(titles(p)).toEqual(["Compound review: what the last one found"]);
    expect(summary(p)).toContain(
      "#5 **major** Wrong total `src/a.ts:3` (architecture, domain, performance, quality, security, known already)",
    );
  });
});

describe("its summary", () => {
  const night = (p: MemoryProject, head: number, findings: readonly CompoundFinding[]) => {
    p.now += 86_400_000;
    p.tick();
    p.merged({ ...DAY, base: sha(head - 1), head: sha(head) });
    rest(p, answered(findings));
    forge(p);
  };

  it("stands in one issue, that is rewritten each night, closed when nothing is left and opened again", () => {
    const p = reviewing();
    rest(p, answered([found("Wrong total")]));
    forge(p);
    expect(p.meta.compound.issue).toBe(91);
    night(p, 3, []);
    night(p, 4, [found("Leaks keys", { line: 300 })]);
    expect(titles(p).filter((t) => t.startsWith("Compound review"))).toHaveLength(1);
    expect(writes(p, "edit_issue").map((a) => (a.kind === "edit_issue" ? [a.issue, a.state] : []))).toEqual([
      [91, "open"],
      [91, "closed"],
      [91, "open"],
    ]);
  });

  it("is no work for the factory, and is found again by its marker, under our account alone", () => {
    const p = at();
    const marker = (effect: string) => ({ kind: "ours", payload: { effect, root: "", hop: 0 } }) as const;
    const put = (number: number, author: typeof BOT) =>
      p.ingest(issueEvent(issue(number, { author })), `k${number}`, marker("compound:c1:track"));
    put(41, STRANGER);
    expect(p.meta.compound.issue).toBeNull();
    put(42, BOT);
    expect(p.meta.compound.issue).toBe(42);
    know(p, 42, [], { author: BOT });
    expect(rankProject(p.snapshot()).ready).toEqual([]);
    expect(p.items.size).toBe(0);
  });

  it("gets a new issue when a person deleted the old one", () => {
    const p = reviewing();
    rest(p, answered([]));
    forge(p);
    const first = p.meta.compound.issue;
    p.now += 86_400_000;
    p.tick();
    p.merged({ ...DAY, base: sha(2), head: sha(3) });
    rest(p, answered([]));
    const [edit] = p.openEffects();
    p.settleEffect(edit?.id ?? "", { status: "refused", reason: "gone", error: "404" });
    expect([first, p.meta.compound.issue]).toEqual([90, null]);
    night(p, 4, []);
    expect(titles(p)).toHaveLength(2);
  });

  it("waits in the mode approve for a person's yes to each issue, and does not nag after a no", () => {
    const p = reviewing({}, { mode: "approve" });
    rest(p, answered([found("Wrong total"), found("Leaks keys", { line: 99 })]));
    const open = p.openEffects();
    expect(open.map((e) => [e.action.kind, e.state])).toEqual([
      ["create_issue", "proposed"],
      ["create_issue", "proposed"],
    ]);
    p.judge({ approve: [open[0]?.id ?? ""], deny: [open[1]?.id ?? ""] });
    p.settleEffect(open[0]?.id ?? "", { status: "done", result: { issue: 90 } });
    p.tick();
    expect(summary(p)).toContain("(not filed) **major** Wrong total");
    p.judge({ approve: p.openEffects().map((e) => e.id) });
    forge(p);
    night(p, 3, [found("Wrong total"), found("Leaks keys", { line: 99 })]);
    expect(titles(p).filter((t) => !t.startsWith("Compound"))).toHaveLength(2);
  });
});
