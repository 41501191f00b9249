/** A whole factory in the mode approve: one issue, from filed to merged, by a person's yes to each write. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApprovalView } from "../../../src/contract/approval.ts";
import { until } from "../../support/journey/journal.ts";
import { issue, type Journey, startJourney } from "../../support/journey/journey.ts";
import { adf } from "../adf.ts";

describe("adf approvals, against a factory on this machine", () => {
  let journey: Journey;
  const state = () => ["--state", join(journey.dir, "state")];
  const waiting = async (): Promise<ApprovalView[]> => {
    const { code, out, err } = await adf(["approvals", "--json", ...state()]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return JSON.parse(out).approvals;
  };

  beforeAll(async () => {
    journey = await startJourney({ issues: [issue("shells", "")], mode: "approve" });
  });
  afterAll(() => journey?.close());

  it("nothing stands on the forge before a yes, and what would is shown in full", async () => {
    const project = await until(async () => {
      const now = await journey.project();
      return now.settled && now.effects.proposed === 2 ? now : null;
    }, "two writes wait");
    expect(project).toMatchObject({ mode: "approve", waits_for: "approval" });
    expect(await journey.owner.comments(1)).toEqual([]);
    expect(await journey.owner.list("/pulls?state=all")).toEqual([]);
    const { code, out } = await adf(["approvals", ...state()]);
    expect(code).toBe(0);
    expect(out).toContain("│ @adf:developer please pick up issue #1.");
    expect(out).toMatch(/open a pull request from adf\/1-w\d+ into main/);
    expect(out).toContain("For #1.");
    expect(out).toContain("2 wait for a person.");
  });

  it("an id that waits nowhere is answered with why, and status 1", async () => {
    const { code, out } = await adf(["approvals", "--approve", "e9999", ...state()]);
    expect(code).toBe(1);
    expect(out).toContain("not done e9999: there is no effect of that id");
    const both = await adf(["approvals", "--all", "--deny", "e1", ...state()]);
    expect(both.code).toBe(2);
  });

  it("each yes is written, until the pull request is merged and the issue closed", async () => {
    const kinds: string[] = [];
    await until(
      async () => {
        const now = await waiting();
        const ids = now.map((w) => w.id);
        if (ids.length > 0) {
          const { code, out } = await adf(["approvals", "--by", "alice", ...state(), "--approve", ...ids]);
          expect([code, out.trim()]).toEqual([0, `approved in pebbles: ${ids.join(", ")}`]);
          kinds.push(...now.map((w) => w.kind));
        }
        return (await journey.item(1)).phase === "done";
      },
      "the issue is done",
      90,
    );
    expect(kinds).toEqual([
      "comment",
      "open_pull",
      "comment",
      "status",
      "review",
      "merge",
      "comment",
      "close_issue",
    ]);
    expect((await journey.owner.get("/issues/1")).state).toBe("closed");
    const item = await journey.item(1);
    expect((await journey.owner.get(`/pulls/${item.pull_request}`)).merged).toBe(true);
    expect((await journey.settled()).waits_for).toBeNull();
  }, 120_000);

  it("the record of it is what adf promote shows first", async () => {
    const { code, out, err } = await adf(["promote", ...state()]);
    expect(code).toBe(0);
    expect(out).toMatch(/mode approve/);
    expect(out).toMatch(/8 {2}writes it proposed/);
    expect(out).toMatch(/8 {2}writes that a person approved/);
    expect(out).toMatch(/1 {2}issues closed/);
    expect(err).toContain(`next: npm run -s adf -- promote pebbles ${state().join(" ")} --to auto`);
  });

  it("adf promote --to shows the one line that changes, and writes it with --apply alone", async () => {
    const file = join(journey.dir, "orchestrator.toml");
    const before = `[gitea]
url = "https://git.example"
trusted = ["alice"]   # and nobody else

[[projects]]
name = "pebbles"
repo = "owner/pebbles"
mode = "approve"      # since Monday

[[agents]]
name = "developer"
role = "developer"

[[agents]]
name = "reviewer"
role = "reviewer"
`;
    writeFileSync(file, before);
    const line = ["promote", "--project", "pebbles", "--to", "auto", "--config", file, ...state()];
    const dry = await adf(line);
    expect(dry.code, dry.err).toBe(0);
    expect(dry.out).toContain(`-mode = "approve"      # since Monday\n+mode = "auto"      # since Monday`);
    expect(dry.err).toContain("--to auto --apply");
    expect(readFileSync(file, "utf8")).toBe(before);
    const applied = await adf([...line, "--apply", "--json"]);
    expect(JSON.parse(applied.out)).toMatchObject({ written: true, to: "auto", mode: "approve" });
    expect(readFileSync(file, "utf8")).toBe(before.replace('"approve"', '"auto"'));
    const gone = await adf([
      "promote",
      "--to",
      "auto",
      "--config",
      join(journey.dir, "none.toml"),
      ...state(),
    ]);
    expect(gone.code).toBe(2);
    expect(gone.err).toContain("npm start -- --mode auto");
  });
});
