/** Who is told what outside the forge: each change once, to whoever wants it, and never of what nobody heard of. */
import { describe, expect, it } from "vitest";
import { clear, raise } from "../../../src/core/decide/alerts.ts";
import { Draft } from "../../../src/core/decide/draft.ts";
import { onNotice, sendAgain } from "../../../src/core/decide/on-notice.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, askedUnder, mustClaim, run } from "../../support/core/road.ts";
import { contextWith, report } from "../../support/core/scene.ts";

const HOUR = 3_600_000;
const phone = { name: "phone", kind: "ntfy", url: "https://ntfy.example/t" };
const ops = { name: "ops", kind: "webhook", url: "https://ops.example/hook", least: "critical" };
const told = (project: MemoryProject, notifier = "phone") =>
  [...project.notices.values()].filter((n) => n.notifier === notifier).map((n) => [n.kind, n.level, n.state]);
const make = (over = {}, project = {}) =>
  new MemoryProject(contextWith({ notifiers: [phone, ops], ...over }, project));

function does(project: MemoryProject, what: (draft: Draft) => void): void {
  const draft = new Draft(project.snapshot(), "under_way");
  what(draft);
  project.apply(draft.changes());
}
function delivers(project: MemoryProject): void {
  for (const notice of project.notices.values())
    if (notice.state === "pending") project.apply(onNotice(project.snapshot(), notice, { ok: true }));
}
const breaker =
  (size = 0) =>
  (draft: Draft) =>
    raise(draft, { key: "breaker", level: "critical", title: "It stopped", body: "Many failed.", size });
const mended = (draft: Draft) => clear(draft, "breaker", "A job succeeded.");

describe("an alert", () => {
  it("is told when it begins, when it grows and when it is over, each once however often it is met", () => {
    const project = make();
    does(project, breaker());
    does(project, breaker());
    delivers(project);
    does(project, breaker(1));
    does(project, breaker(1));
    does(project, mended);
    does(project, mended);
    expect(told(project).map(([kind]) => kind)).toEqual(["alert.opened", "alert.grew", "alert.recovered"]);
    expect(told(project, "ops")).toEqual(told(project));
    expect(project.journal.filter((e) => e.event === "alert.grew")).toHaveLength(1);
  });

  it("that was over before anybody heard of it is told to nobody; one that was tried counts as told", () => {
    const quick = make();
    does(quick, breaker());
    does(quick, mended);
    expect(told(quick)).toEqual([["alert.opened", "critical", "withdrawn"]]);
    const tried = make();
    does(tried, breaker());
    const no = { ok: false, final: false, error: "it answered 500", after_ms: 0, tried: true } as const;
    for (const n of [...tried.notices.values()]) tried.apply(onNotice(tried.snapshot(), n, no));
    does(tried, mended);
    expect(told(tried).map(([kind]) => kind)).toEqual(["alert.opened", "alert.recovered"]);
  });

  it("goes to those who want that much, for that project, and are switched on", () => {
    const project = make({
      notifiers: [
        { ...phone, projects: ["lib"] },
        ops,
        { ...ops, name: "off", least: "info", enabled: false },
      ],
    });
    does(project, (d) => raise(d, { key: "near:x", title: "Nearly used up", body: "" }));
    expect([...project.notices.values()].map((n) => n.notifier)).toEqual(["phone"]);
    const other = make({ notifiers: [{ ...phone, projects: ["other"] }] });
    does(other, breaker());
    expect(other.notices.size).toBe(0);
  });

  it("comes again when the same thing happens again later", () => {
    const project = make();
    for (let n = 0; n < 3; n += 1) {
      does(project, breaker());
      delivers(project);
      does(project, mended);
      delivers(project);
      project.now += HOUR;
    }
    expect(told(project)).toHaveLength(6);
    expect(told(project).every(([, , state]) => state === "sent")).toBe(true);
  });

  it("is made in no mode that makes nothing", () => {
    const project = make({}, { mode: "observe" });
    does(project, breaker());
    expect(project.notices.size).toBe(0);
  });
});

describe("what waits for a person", () => {
  it("is told with its question and a place to answer it", () => {
    const project = askedUnder({ notifiers: [phone] });
    run(
      project,
      report("question", {
        outputs: { version: 1, question: { body: "Which unit?" }, dispatch: [], new_issues: [] },
      }),
    );
    expect([...project.notices.values()]).toMatchObject([
      {
        kind: "person.wanted",
        level: "warning",
        about: "issue:1",
        link: "http://127.0.0.1:3000/acme/lib/issues/1",
        body: expect.stringContaining("Which unit?"),
      },
    ]);
  });

  it("in the mode approve is told once while anything waits, and needs nobody's yes itself", () => {
    const project = asked(make({}, { mode: "approve" }));
    mustClaim(project);
    does(project, breaker());
    expect(told(project).filter(([kind]) => kind === "person.wanted")).toHaveLength(1);
    expect(told(project).every(([, , state]) => state === "pending")).toBe(true);
  });
});

describe("what could not be delivered", () => {
  it("is dead and named, and tried again for a day when a person says so", () => {
    const project = make();
    does(project, breaker());
    const gone = { ok: false, final: true, error: "it answered 404", after_ms: 0, tried: true } as const;
    for (const n of [...project.notices.values()]) project.apply(onNotice(project.snapshot(), n, gone));
    expect(told(project)).toEqual([["alert.opened", "critical", "dead"]]);
    expect(project.journal.at(-1)).toMatchObject({
      event: "notice.dead",
      level: "error",
      reason: "it answered 404",
    });
    project.now += 30 * HOUR;
    project.apply(sendAgain(project.snapshot(), [...project.notices.values()]));
    const again = { ...gone, final: false };
    for (const n of [...project.notices.values()]) project.apply(onNotice(project.snapshot(), n, again));
    expect(told(project)).toEqual([["alert.opened", "critical", "pending"]]);
  });
});
