/** The daily note: once for each firing in the project's zone, on days with news, on one issue that is found again. */
import { describe, expect, it } from "vitest";
import type { AgentConfig } from "../../../src/contract/config.ts";
import { onNote } from "../../../src/core/decide/on-note.ts";
import { heldBy } from "../../../src/core/decide/rank-project.ts";
import type { Happened } from "../../../src/core/note/day.ts";
import { MemoryProject } from "../../support/core/memory-project.ts";
import { asked, forgeDoes, know } from "../../support/core/road.ts";
import { BOT, contextWith, issue, issueDeleted, issueEvent, STRANGER } from "../../support/core/scene.ts";

const HOUR = 3_600_000;
const NEWS: Happened = { closed: [], usd: 1, questions: 0, approvals: 0, alerts: 0, samples: [] };
const phone = { name: "phone", kind: "ntfy", url: "https://ntfy.example/t", least: "info" };

function look(project: MemoryProject, hours: number, happened: Happened = NEWS): number {
  const asked: number[] = [];
  for (let n = 0; n < hours * 12; n++) {
    project.now += HOUR / 12;
    const changes = onNote(project.snapshot(), (since) => {
      asked.push(since);
      return happened;
    });
    if (changes !== null) project.apply(changes);
  }
  return asked.length;
}
const make = (over = {}, more = {}) => new MemoryProject(contextWith({ notifiers: [phone], ...over }, more));
const written = (project: MemoryProject) => project.journal.filter((e) => e.event === "note.written").length;

describe("the daily note", () => {
  it("begins with the first tick, comes once a day in the project's zone, and asks for the facts only then", () => {
    const project = make({}, { timezone: "Asia/Tokyo" });
    expect(look(project, 9)).toBe(0);
    // 12:00 UTC and nine hours; 7 in the morning in Tokyo is 22:00 UTC.
    expect(look(project, 2)).toBe(1);
    expect(written(project)).toBe(1);
    forgeDoes(project);
    expect(look(project, 72)).toBe(3);
  });

  it("is an issue the first time and a comment on it from then on, told to notifiers too, and no work for anybody", () => {
    const project = make();
    look(project, 24);
    expect(forgeDoes(project)).toEqual(["create_issue"]);
    expect(project.meta.notes.issue).toBe(90);
    look(project, 24);
    expect(forgeDoes(project)).toEqual(["comment"]);
    expect([...project.notices.values()].map((n) => [n.kind, n.level])).toEqual([
      ["note.daily", "info"],
      ["note.daily", "info"],
    ]);
    know(project, 90);
    const known = project.issues.get(90);
    expect(known && heldBy(project.snapshot(), known)).toBe("the daily note");
  });

  it("is not written on a day without news, and what happened meanwhile is in the next", () => {
    const project = make();
    look(project, 24, { ...NEWS, usd: 0 });
    expect([written(project), project.openEffects()]).toEqual([0, []]);
    const since = project.meta.notes.told_until;
    look(project, 24);
    expect(written(project)).toBe(1);
    expect(project.meta.notes.told_until).toBeGreaterThan(since);
  });

  it("waits while the last one is still on its way to the forge, so that there is never a second issue", () => {
    const project = make();
    look(project, 72);
    expect(project.openEffects().map((e) => e.action.kind)).toEqual(["create_issue"]);
    forgeDoes(project);
    look(project, 24);
    expect(forgeDoes(project)).toEqual(["comment"]);
  });

  it("finds its issue again when the tables were lost, by its marker under an account of ours, and by no copy of it", () => {
    const project = make();
    const read = (by: typeof BOT, number: number) =>
      project.ingest(issueEvent(issue(number, { author: by })), undefined, {
        kind: "ours",
        payload: { effect: "note:1767596400000", root: "", hop: 0 },
      });
    read(STRANGER, 8);
    expect(project.meta.notes.issue).toBeNull();
    read(BOT, 9);
    expect(project.meta.notes.issue).toBe(9);
  });

  it("leaves alone an issue that a person has closed, and makes a new one where it is gone", () => {
    const project = make();
    look(project, 24);
    forgeDoes(project);
    know(project, 90, [], { state: "closed", updated_at: project.now });
    look(project, 24);
    expect(project.openEffects()).toEqual([]);
    know(project, 90, [], { state: "open", updated_at: project.now });
    look(project, 24);
    const [comment] = project.openEffects();
    project.settleEffect(comment?.id ?? "", { status: "refused", reason: "gone", error: "404" });
    look(project, 24);
    expect(project.openEffects().map((e) => e.action.kind)).toEqual(["create_issue"]);
  });

  it("names what only a person can let go: issues in a circle, and those of people who are not trusted", () => {
    const project = make();
    know(project, 1);
    know(project, 2, [3]);
    know(project, 3, [2]);
    know(project, 4, [], { author: STRANGER, title: "Semicolons" });
    know(project, 5, [], { author: STRANGER, state: "closed" });
    look(project, 24);
    const body = JSON.stringify(project.openEffects());
    expect(project.openEffects()).toHaveLength(1);
    expect(body).toContain("- #4 Semicolons: nobody who is trusted has let it in");
    expect([...body.matchAll(/- #(\d+) /g)].map(([, n]) => n)).toEqual(["2", "3", "4"]);
  });

  it("names work that waits on purpose, because its agent was switched off or taken out, and what lets it go", () => {
    const waits = (agents: AgentConfig[] | null): string => {
      const project = asked(make());
      if (agents !== null) Object.assign(project.context, { agents });
      look(project, 24);
      return JSON.stringify(project.openEffects().map((e) => e.action));
    };
    const { agents } = contextWith({});
    const off = agents.map((a) => (a.name === "developer" ? { ...a, enabled: false } : a));
    expect(waits(off)).toContain(
      "its agent `developer` is switched off; set enabled = true for it and deploy, or `npm run -s adf -- cancel 1`",
    );
    expect(waits(agents.filter((a) => a.name !== "developer"))).toContain("no longer in the configuration");
    expect(waits(null)).not.toContain("its agent");
  });

  it("gets a new issue where a person deleted the old one, as the summary of the compound review does", () => {
    const project = make();
    look(project, 24);
    forgeDoes(project);
    know(project, 90, [], { updated_at: project.now });
    const there = project.issues.get(90);
    if (there === undefined) throw new Error("#90 is in the mirror");
    project.ingest(issueDeleted(there));
    expect(project.meta.notes.issue).toBeNull();
    look(project, 24);
    expect(project.openEffects().map((e) => e.action.kind)).toEqual(["create_issue"]);
  });

  it("is not written where it is switched off, in observe, and on no issue where only notifiers shall have it", () => {
    const off = make({ daily_note: { enabled: false } });
    const observed = make({}, { mode: "observe" });
    look(off, 48);
    look(observed, 48);
    expect([written(off), written(observed), observed.notices.size]).toEqual([0, 0, 0]);
    const told = make({ daily_note: { issue: false } });
    look(told, 24);
    expect([told.openEffects(), told.notices.size]).toEqual([[], 1]);
  });
});
