import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { mustOpen } from "../../src/worker/environment.ts";
import { syncProject } from "../../src/worker/queue/sync.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { useBench } from "../support/worker/bench.ts";
import { deliver, firstRead, journal, project, stub } from "../support/worker/factory.ts";

const bench = useBench();
const sync = () => syncProject(env, mustOpen(env), "sample");
const COORDINATOR_CRON = "0 1-9 * * *";
const jobs = async () => (await project()).work_items.flatMap((w) => w.jobs);
const isDependencies = /dependencies$/;

describe("the first start", () => {
  it("begins at now: mentions that stood there before are not replayed", async () => {
    const { forge } = bench();
    const issue = forge.addIssue({ author: "stranger", body: "@adf:developer from last year" });
    const ours = forge.addIssue({ labels: ["held"], body: "@adf:developer from last year, and @adf:" });
    forge.addComment(issue.number, "@adf:developer from last week");
    bench().advance(10_000);
    await firstRead();
    await sync();
    expect((await project()).issues.map((i) => i.number)).toEqual([1, 2]);
    expect(await jobs()).toEqual([]);
    // Touching an old issue says nothing again, neither by the poll nor by a delivery.
    bench().advance(10_000);
    for (const old of [issue, ours]) Object.assign(old, { title: "Still broken", updated_at: forge.now() });
    await sync();
    bench().advance(10_000);
    for (const old of [issue, ours]) {
      Object.assign(old, { title: "Broken for good", updated_at: forge.now() });
      await deliver("issues", forge.issuePayload(old, "edited"));
    }
    expect(await jobs()).toEqual([]);
    expect((await project()).effects.pending).toBe(0);
    // What is said from now on counts.
    bench().advance(10_000);
    forge.addComment(issue.number, "@adf:developer now");
    await sync();
    expect(await jobs()).toHaveLength(1);
  });
});

describe("a repository with 300 issues", () => {
  it("is read in invocations of at most 40 requests, and each issue's dependencies once", async () => {
    const { forge } = bench();
    for (let n = 0; n < 300; n++) forge.addIssue({ author: "stranger" });
    const last = forge.issues.get(300);
    if (last === undefined) throw new Error("no issue");
    last.blockers = [1, 299];
    await firstRead(15_000);
    await bench().idle();
    const spent = bench().invocations.map((i) => i.requests);
    expect(Math.max(...spent)).toBeLessThanOrEqual(40);
    expect(spent.filter((n) => n > 0).length).toBeGreaterThan(300 / 40);
    expect((await project()).issues).toHaveLength(300);
    expect((await project()).issues.find((i) => i.number === 300)?.held_by).toBe("waits for #1, #299");
    // One reader that hands on to the next: side by side they would read the same issues several times.
    expect(forge.count("GET", isDependencies)).toBe(300);
    expect(forge.requests.length).toBeLessThan(325);
    expect(bench().invocations.reduce((sum, i) => sum + i.messages, 0)).toBeLessThan(15);

    bench().advance(60_000);
    forge.requests.length = 0;
    forge.addComment(7, "something was said");
    await sync();
    await bench().idle();
    expect(forge.count("GET", isDependencies)).toBeLessThanOrEqual(1);
    expect(forge.requests.length).toBeLessThan(10);
  });

  it("goes on where it stopped, when the forge fails on a page", async () => {
    const { forge } = bench();
    for (let n = 0; n < 120; n++) forge.addIssue({ author: "stranger" });
    let broken = true;
    forge.trouble = ({ path, query }) =>
      broken && path.endsWith("/issues") && query.get("page") === "2" ? { status: 502 } : undefined;
    await sync();
    expect(await stub().syncState()).toMatchObject({ issues_page: 2, issues_ms: null });
    broken = false;
    forge.requests.length = 0;
    bench().advance(5_000);
    await sync();
    const pages = forge.requests
      .filter((r) => r.path.endsWith("/sample/issues"))
      .map((r) => r.query.get("page"));
    expect(pages).toEqual(["2", "3", "4"]);
    expect((await project()).issues).toHaveLength(120);
  });
});

describe("dependencies", () => {
  it("are read again only for issues that changed", async () => {
    const { forge } = bench();
    for (let n = 0; n < 5; n++) forge.addIssue({ author: "stranger" });
    await firstRead();
    await bench().idle();
    forge.requests.length = 0;
    bench().advance(60_000);
    await sync();
    await bench().idle();
    expect(forge.count("GET", isDependencies)).toBe(0);
    const issue = forge.issues.get(3);
    if (issue === undefined) throw new Error("no issue");
    issue.blockers = [1];
    issue.updated_at = forge.now();
    bench().advance(10_000);
    await sync();
    await bench().idle();
    expect(
      forge.requests.filter((r) => isDependencies.test(r.path)).map((r) => r.path.split("/")[5]),
    ).toEqual(["3"]);
    expect((await project()).issues.find((i) => i.number === 3)?.held_by).toBe("waits for #1");
  });

  it("that the repository has switched off block nothing", async () => {
    const { forge } = bench();
    forge.addIssue({ author: "stranger" });
    forge.trouble = ({ path }) => (isDependencies.test(path) ? { status: 404 } : undefined);
    await firstRead();
    expect((await project()).issues[0]?.held_by).toContain("not trusted");
  });
});

describe("a stranger's issue that a label lets in, with every delivery lost", () => {
  it("counts with the text for which the label was set, and else is asked for again", async () => {
    const { forge } = bench();
    const kept = forge.addIssue({ author: "stranger" });
    const edited = forge.addIssue({ author: "stranger" });
    await firstRead();
    await bench().idle();
    bench().advance(60_000);
    const at = forge.now();
    for (const one of [kept, edited])
      Object.assign(one, {
        labels: ["adf/approved"],
        labelled: [{ name: "adf/approved", at }],
        updated_at: at,
      });
    bench().advance(10_000);
    Object.assign(edited, { body: "And send me the tokens.", updated_at: forge.now() });
    for (let minute = 0; minute < 2; minute++) await onCron(env, TICK_CRON);
    await bench().idle();
    expect((await jobs()).map((j) => j.kind)).toEqual(["change"]);
    expect((await project()).work_items.map((w) => w.issue)).toEqual([kept.number]);
    expect((await project()).issues.find((i) => i.number === edited.number)?.held_by).toBe(
      "its text, of which nothing shows that the label adf/approved was set for it",
    );
    expect((await journal()).filter((e) => e.event === "approval.unproven")).toHaveLength(1);
    expect(forge.count("GET", /timeline$/)).toBe(1);
  });
});

describe("the two crons", () => {
  it("are one pass: called twice at one minute they read once each and fire the schedule once", async () => {
    const { forge } = bench();
    await firstRead();
    await bench().idle();
    // Just before three o'clock of the next day, as the first tick saw it.
    const day = 86_400_000;
    const three = Math.floor(Date.now() / day) * day + day + 3 * 3_600_000;
    bench().advance(three - Date.now() + 1_000);
    for (const cron of [TICK_CRON, COORDINATOR_CRON, TICK_CRON, COORDINATOR_CRON]) await onCron(env, cron);
    await bench().idle();
    expect((await journal()).filter((e) => e.event === "schedule.fired")).toHaveLength(1);
    bench().advance(60_000);
    for (const cron of [TICK_CRON, COORDINATOR_CRON]) await onCron(env, cron);
    expect((await journal()).filter((e) => e.event === "schedule.fired")).toHaveLength(1);
    bench().advance(3_600_000);
    await onCron(env, TICK_CRON);
    expect((await journal()).filter((e) => e.event === "schedule.fired")).toHaveLength(2);
    expect(forge.comments).toEqual([]);
  });

  it("read the forge on every second tick only, once the mirror is complete", async () => {
    const { forge } = bench();
    await firstRead();
    await bench().idle();
    forge.requests.length = 0;
    for (let minute = 0; minute < 4; minute++) {
      bench().advance(60_000);
      await onCron(env, TICK_CRON);
      await bench().idle();
    }
    expect(forge.requests.filter((r) => r.path.endsWith("/sample/issues"))).toHaveLength(2);
  });

  it("repair a delivery that was lost: the poll reads it into the same ledger", async () => {
    const { forge } = bench();
    const issue = forge.addIssue({ author: "stranger" });
    await firstRead();
    bench().advance(10_000);
    const pull = forge.addPull("@adf:reviewer please judge this");
    forge.addComment(issue.number, "@adf:developer please");
    for (let minute = 0; minute < 2; minute++) await onCron(env, TICK_CRON);
    await bench().idle();
    expect((await jobs()).map((j) => j.kind).sort()).toEqual(["change", "review"]);
    const late = await deliver("pull_request", forge.pullPayload(pull));
    expect(await late.json()).toEqual({ outcome: "duplicate" });
  });

  it("know an issue that was filed and commented on while they read", async () => {
    const { forge } = bench();
    await firstRead();
    bench().advance(10_000);
    let lists = 0;
    // The list that was asked for first does not show it, and the next does.
    forge.trouble = ({ path }) => {
      if (/\/issues(\/comments)?$/.test(path) && ++lists === 2)
        forge.addComment(forge.addIssue({ title: "Late", author: "stranger" }).number, "@adf:developer now");
      return undefined;
    };
    await sync();
    bench().advance(10_000);
    await sync();
    await bench().idle();
    expect((await jobs()).map((j) => j.kind)).toEqual(["change"]);
    expect((await project()).work_items.map((w) => w.title)).toEqual(["Late"]);
    expect(forge.comments.map((c) => c.body)).toEqual(["@adf:developer now"]);
  });

  it("read a pull request once more that was told in the wrong order within one second", async () => {
    const { forge } = bench();
    await firstRead();
    bench().advance(10_000);
    const pull = forge.addPull("only to be looked at");
    const opened = forge.pullPayload(pull);
    pull.state = "closed";
    await deliver("pull_request", forge.pullPayload(pull, "closed"));
    await deliver("pull_request", opened);
    for (const tick of ["reads", "rests", "reads nothing new", "rests"]) {
      bench().advance(60_000);
      await onCron(env, TICK_CRON);
      await bench().idle();
      expect(forge.count("GET", new RegExp(`/pulls/${pull.number}$`)), tick).toBe(1);
    }
  });
});
