/** A compound review from its schedule to the issues it files: once, bounded, and whatever happens to one of its groups. */
import { describe, expect, it } from "vitest";
import { CompoundFinding } from "../../../src/contract/compound.ts";
import { askCompound, onReviewAsked } from "../../../src/core/decide/compound.ts";
import { Draft } from "../../../src/core/decide/draft.ts";
import { rankProject } from "../../../src/core/decide/rank-project.ts";
import { Watch } from "../../support/core/invariants.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { know, said } from "../../support/core/road.ts";
import {
  BOT,
  comment,
  commentEvent,
  contextWith,
  issue,
  issueEvent,
  outputs,
  report,
  STRANGER,
  sha,
} from "../../support/core/scene.ts";

const NIGHT = Date.UTC(2026, 0, 6, 2, 0, 0);
const DAY = {
  base: sha(1),
  head: sha(2),
  commits: 4,
  files: ["src/a.ts", "src/b.ts", "package-lock.json"],
  cut: null,
};
const REVIEWERS = [
  { name: "developer", role: "developer" },
  { name: "reviewer", role: "reviewer", slots: 4 },
  { name: "second", role: "reviewer", slots: 4 },
];

const found = (title: string, over: Partial<CompoundFinding> = {}): CompoundFinding =>
  CompoundFinding.parse({
    title,
    severity: "major",
    file: "src/a.ts",
    line: 3,
    evidence: "It fails. @adf:developer go",
    confidence: 0.9,
    ...over,
  });
const answered = (findings: readonly CompoundFinding[], over = {}) =>
  report("success", { outputs: outputs({ compound: { findings: [...findings], left_out: [], ...over } }) });

function at(review = {}, project = {}, over = {}): MemoryProject {
  const config = { agents: REVIEWERS, compound_review: { max_agents: 6, ...review }, ...over };
  const p = new MemoryProject(contextWith(config, project));
  p.coordinating = true;
  p.tick();
  p.now = NIGHT;
  return p;
}

/** In the middle of a review: every group has its job. */
function reviewing(review = {}, project = {}, over = {}): MemoryProject {
  const p = at(review, project, over);
  p.tick();
  expect(p.merged(DAY)).toBe(true);
  return p;
}

/** Claims the next group, if there is one, and lets it answer. */
function group(p: MemoryProject, end = answered([])): string | null {
  const offer = p.claim();
  if (offer === null) return null;
  expect(offer.kind).toBe("compound");
  p.start(offer.job, offer.epoch);
  p.finish(offer.job, offer.epoch, end);
  new Watch(p).check();
  return p.items.get(p.jobs.get(offer.job)?.item ?? "")?.compound?.group ?? null;
}
function rest(p: MemoryProject, end = answered([])): void {
  while (group(p, end) !== null);
}
/** The forge does all that waits; issues get numbers from 90. */
function forge(p: MemoryProject): void {
  let number = 90;
  for (let e = p.openEffects()[0]; e !== undefined; e = p.openEffects()[0])
    p.settleEffect(e.id, {
      status: "done",
      result: e.action.kind === "create_issue" ? { issue: number++ } : {},
    });
}
const writes = (p: MemoryProject, kind: string) =>
  [...p.effects.values()].map((e) => e.action).filter((a) => a.kind === kind);
const titles = (p: MemoryProject) =>
  writes(p, "create_issue").map((a) => (a.kind === "create_issue" ? a.title : ""));
const events = (p: MemoryProject, event: string) => p.journal.filter((e) => e.event === event);
const summary = (p: MemoryProject): string => {
  const last = [...p.effects.values()].filter((e) => e.item === "compound:summary").at(-1)?.action;
  return last !== undefined && "body" in last ? last.body : "";
};

describe("a compound review begins", () => {
  it("by its schedule in the project's zone, once, however many firings were missed", () => {
    const p = at({}, { timezone: "Europe/Vienna" });
    p.now = Date.UTC(2026, 0, 6, 0, 59, 0);
    p.tick();
    expect(p.meta.compound.wanted).toBeNull();
    p.now = Date.UTC(2026, 0, 9, 1, 0, 30);
    p.tick();
    p.tick();
    expect(events(p, "compound.fired")).toMatchObject([{ missed: 3, scheduled_ms: Date.UTC(2026, 0, 9, 1) }]);
    expect(p.meta.compound).toMatchObject({ wanted: { by: "schedule" }, cursor: Date.UTC(2026, 0, 9, 1) });
  });

  it("with all defaults where its section is missing, and not at all where it is switched off", () => {
    const p = new MemoryProject(contextWith());
    p.tick();
    p.now = NIGHT;
    p.tick();
    expect(p.meta.compound.wanted).not.toBeNull();
    const off = at({ enabled: false });
    off.tick();
    expect(off.meta.compound.wanted).toBeNull();
    expect(askCompound(new Draft(off.snapshot()), "ada", null).sentence).toContain("switched off");
  });

  it("once, although the forge was read twice for it", () => {
    const p = reviewing();
    expect(p.jobs.size).toBe(5);
    expect(p.merged(DAY)).toBe(false);
    expect(p.merged({ ...DAY, head: sha(9) })).toBe(false);
    expect(p.jobs.size).toBe(5);
  });

  it("never beside another", () => {
    const p = reviewing({ max_secs: 100_000 });
    p.now += 86_400_000;
    p.tick();
    expect(p.meta.compound.wanted).toBeNull();
    expect(events(p, "compound.skipped")).toMatchObject([{ reason: "one is under way" }]);
    expect(askCompound(new Draft(p.snapshot()), "ada", null).asked).toBe(false);
  });

  it("by a mention of a trusted person alone, who gets an answer and later the outcome", () => {
    const p = at();
    know(p, 7, [], { labels: ["held"] });
    const say = (id: number, over = {}) =>
      p.ingest(commentEvent(comment(id, 7, "@adf:compound-review please", over)));
    say(1, { author: STRANGER });
    expect(p.meta.compound.wanted).toBeNull();
    say(2);
    expect(p.meta.compound.wanted).toMatchObject({ by: "ada", asked_on: 7 });
    p.merged(DAY);
    rest(p);
    expect(
      said(p).filter((text) => text.includes("merged since the last") || text.includes("is done")),
    ).toEqual([
      "I look at what has been merged since the last compound review.",
      "The compound review that was asked for here is done: 0 findings by 5 groups, 0 filed as issues; 1 skipped.",
    ]);
  });

  it("not of nothing, not without a reviewer, not while a person has stopped the project; each is said", () => {
    const last = (p: MemoryProject) => [
      p.jobs.size,
      p.meta.compound.last?.outcome,
      p.meta.compound.last?.sentence,
    ];
    const nothing = at();
    nothing.tick();
    nothing.merged({ ...DAY, files: ["package-lock.json"] });
    expect(last(nothing)).toEqual([0, "nothing", expect.stringContaining("nothing is left to read")]);
    expect(nothing.meta.compound.reviewed).toBe(DAY.head);

    const nobody = at({}, {}, { agents: [{ name: "developer", role: "developer" }] });
    nobody.tick();
    nobody.merged(DAY);
    expect(last(nobody)).toEqual([0, "skipped", expect.stringContaining("no agent of the role reviewer")]);

    const stopped = at();
    const stop = { scope: "project", name: "", verb: "pause", by: "ada", why: "", since: 0 } as const;
    stopped.meta = { ...stopped.meta, stops: [stop] };
    stopped.tick();
    stopped.merged(DAY);
    expect(last(stopped)).toEqual([0, "skipped", "the project is paused by ada"]);
    // What was not read is read with the next.
    expect(stopped.meta.compound.reviewed).toBeNull();
  });

  it("gives up a day that the forge does not tell", () => {
    const p = at({ max_secs: 600 });
    p.tick();
    p.now += 601_000;
    p.tick();
    expect(p.meta.compound).toMatchObject({ wanted: null, last: { outcome: "skipped" } });
    expect(p.merged(DAY)).toBe(false);
  });

  it("only in words in the mode observe", () => {
    const p = at({}, { mode: "observe" });
    p.tick();
    p.merged(DAY);
    expect([p.jobs.size, p.items.size, p.effects.size]).toEqual([0, 0, 0]);
    expect(events(p, "compound.would_review")).toMatchObject([{ files: 2 }]);
    expect(events(p, "compound.would_review")[0]?.groups).toHaveLength(5);
  });
});

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

describe("a person", () => {
  it("asks for one over the API, and cancels a group without ending the others", () => {
    const p = at();
    const { answer, changes } = onReviewAsked(p.snapshot(), "owner");
    p.apply(changes);
    expect(answer.asked).toBe(true);
    p.merged(DAY);
    expect(p.meta.compound.run?.by).toBe("owner");
  });
});
