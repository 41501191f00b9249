/** What `npm start` says of the mode: in its first lines, in a line per event, and at its end. */
import { describe, expect, it } from "vitest";
import { banner } from "../../../src/cli/start/banner.ts";
import { summarise } from "../../../src/cli/start/summary.ts";
import { lineFor } from "../../../src/cli/start/view.ts";
import type { ProjectView } from "../../../src/contract/state.ts";
import type { Factory } from "../../../src/local/factory/factory.ts";
import { NO_SPEND, WELL } from "../../support/view.ts";

const factory = {
  repo: "owner/tides",
  forge_url: "http://forge",
  worker_url: "http://worker",
  enter_url: null,
  projects: [{ name: "tides", repo: "owner/tides" }],
  webhook: true,
  no_webhook: null,
} as unknown as Factory;

const item = (issue: number, phase: string): ProjectView["work_items"][number] => ({
  id: `w${issue}`,
  issue,
  title: `Issue ${issue}`,
  phase,
  agent: "developer",
  rank: 0.5,
  attempts: 1,
  seconds: 1,
  spend: NO_SPEND,
  pull_request: null,
  merged_sha: null,
  park_reason: phase === "parked" ? "Which one?" : null,
  jobs: [],
});
const open = (number: number, held_by: string | null) =>
  ({ number, title: `Issue ${number}`, state: "open", author: "owner", rank: 0.5, held_by }) as const;
const view = (over: Partial<ProjectView>): ProjectView => ({
  name: "tides",
  repo: "owner/tides",
  schedule: "0 1-9 * * *",
  timezone: "UTC",
  next_run_ms: null,
  paused: false,
  settled: true,
  mode: "approve",
  waits_for: "approval",
  synced: true,
  ...WELL,
  issues: [open(1, "developer, whose work it is"), open(2, "a question that waits for a person")],
  work_items: [item(1, "delivering"), item(2, "parked")],
  effects: { proposed: 1, pending: 0, dead: 0 },
  ...over,
});

describe("a start", () => {
  it("says in its first lines that it observes or asks, and nothing of the kind in auto", () => {
    const said = (mode: "observe" | "approve" | "auto") => banner(factory, null, "log", mode).join("\n");
    expect(said("observe")).toContain("Mode observe: it decides everything and writes nothing.");
    expect(said("approve")).toContain("`npm run -s adf -- approvals` shows and answers them");
    expect(said("auto")).not.toContain("Mode");
  });

  it("names each project's repository, and on each line the project, where there are several", () => {
    const two = [...factory.projects, { name: "tides-north", repo: "owner/tides-north" }];
    const said = banner({ ...factory, projects: two } as Factory, null, "log", "auto").join("\n");
    expect(said).toContain("/owner/tides-north");
    const record = {
      event: "job.running",
      level: "info",
      project: "tides-north",
      issue: 3,
      agent: "developer",
    };
    const line = (several: boolean) =>
      lineFor(JSON.stringify({ ...record, kind: "change" }), "12:00:00", several);
    expect(line(true)).toMatch(/tides-north .*#3/);
    expect(line(false)).not.toContain("tides-north");
  });

  it("shows what it would do and what it asks for, one line each", () => {
    const line = (record: object) => lineFor(JSON.stringify({ level: "info", ...record }), "12:00:00") ?? "";
    expect(
      line({ event: "coordinator.would_pick", issue: 5, agent: "developer", rank: 0.25, next: [6, 7] }),
    ).toMatch(/#5 +would pick for developer, rank 25.0 %; next would be #6, #7/);
    expect(line({ event: "reply.would_write", issue: 5, text: "Thank you." })).toContain(
      "would write Thank you.",
    );
    expect(line({ event: "effect.proposed", issue: 5, kind: "open_pull", effect: "e14" })).toMatch(
      /may I open pull\? approvals --approve e14/,
    );
  });

  it("that only waits for a yes leaves nothing undone, and says so for each issue", () => {
    const { left, undone } = summarise(view({}));
    expect(undone).toEqual([]);
    expect(left.map((l) => [l.issue, l.why])).toEqual([
      [1, "waits for approval: npm run -s adf -- approvals"],
      [2, "question: Which one?"],
    ]);
  });

  it("that only observes leaves the ready issues on purpose", () => {
    const observing = view({
      mode: "observe",
      waits_for: "promotion",
      work_items: [],
      issues: [open(1, null)],
    });
    expect(summarise(observing)).toMatchObject({
      undone: [],
      left: [{ issue: 1, why: "ready, and the mode is observe: nothing is written" }],
    });
  });

  it("in auto that left an issue ready did not do its work", () => {
    const left_ready = view({ mode: "auto", waits_for: null, work_items: [], issues: [open(1, null)] });
    expect(summarise(left_ready).undone).toHaveLength(1);
  });
});

describe("a start on a forge of one's own, in observe", () => {
  it("makes not even a webhook there, and says that it polls", () => {
    const polled = banner(
      { ...factory, webhook: false, no_webhook: "observe" } as Factory,
      null,
      "log",
      "observe",
    ).join("\n");
    expect(polled).toContain("No webhook: none is made in observe, so it is polled every 5 s.");
    const blind = banner(
      { ...factory, webhook: false, no_webhook: "not_admin" } as Factory,
      null,
      "log",
      "auto",
    );
    expect(blind.join("\n")).toContain("only an admin of the repository sees");
    expect(blind.join("\n")).toContain("--worker http://worker --admin-token-file admin.token --apply");
  });
});
