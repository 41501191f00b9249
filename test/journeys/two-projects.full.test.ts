import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProjectView } from "../../src/contract/state.ts";
import { git, type Json, type Looker } from "../support/journey/forge.ts";
import type { Journey } from "../support/journey/journey.ts";
import { NAMES, type Name, type Pair, startPair } from "../support/journey/pair.ts";

describe("two projects in one deployment, with agents of the same names and issues of the same numbers", () => {
  let pair: Pair;
  let journey: Journey;
  let on: Record<Name, Looker>;
  let views: Record<Name, ProjectView>;

  beforeAll(async () => {
    pair = await startPair({ pebbles: ["wait", ""], shells: ["wait", ""] });
    ({ journey, on } = pair);
    // Both developers hold issue 1 of their own repository at one time.
    for (const name of NAMES) await journey.worker.seen("job.running", { project: name, issue: 1 });
    await on.pebbles.comment(1, "@adf:developer make it round");
    await on.pebbles.comment(2, "@adf:shells/developer could you take this one?");
    await journey.worker.seen("mention.accepted", { project: "pebbles", issue: 2, outcome: "refused" });
    journey.go(1);
    const [pebbles, shells] = await Promise.all([pair.done("pebbles", 2), pair.done("shells", 2)]);
    views = { pebbles, shells };
  });
  afterAll(() => journey?.close());

  const other = (name: Name): Name => (name === "pebbles" ? "shells" : "pebbles");

  it("work at the same time under one agent name each: a lock is of a project and an agent", () => {
    const running = journey.played({ event: "began", kind: "change", issue: 1 }).slice(0, 2);
    expect(running.map((l) => String(l.job).replace(/-\d+$/, "")).sort()).toEqual(["pebbles", "shells"]);
    const first = (event: string) =>
      Object.fromEntries(
        NAMES.map((project) => [
          project,
          journey.worker.lines.findIndex(
            (l) => l.event === event && l.project === project && l.agent === "developer",
          ),
        ]),
      );
    const [begun, pushed] = [first("job.running"), first("change.pushed")];
    expect(Math.max(...Object.values(begun))).toBeLessThan(Math.min(...Object.values(pushed)));
  });

  it.each(NAMES)("%s: closes its own two issues, and its mirror holds nothing else", async (name) => {
    const project = views[name];
    expect(project.issues.map((i) => [i.number, i.title, i.state])).toEqual([
      [1, `A note about ${name}-1`, "closed"],
      [2, `A note about ${name}-2`, "closed"],
    ]);
    expect(project.work_items.flatMap((i) => i.jobs.map((j) => j.id))).toEqual(
      project.work_items.flatMap((i) =>
        i.jobs.map(() => expect.stringMatching(new RegExp(`^${name}-\\d+$`))),
      ),
    );
    for (const number of [1, 2]) expect((await on[name].get(`/issues/${number}`)).state).toBe("closed");
    expect(project.work_items.map((i) => [i.issue, i.phase, i.attempts]).sort()).toEqual([
      [1, "done", 1],
      [2, "done", 1],
    ]);
  });

  it.each(NAMES)(
    "%s: everything on its forge is by its own accounts, and none of the other's",
    async (name) => {
      const by = (role: string) => (name === "shells" ? `shells-${role}` : `adf-${role}`);
      const pulls: Json[] = await on[name].list("/pulls?state=all");
      expect(pulls).toHaveLength(2);
      for (const pull of pulls) {
        expect([pull.merged, pull.user.login]).toEqual([true, by("developer")]);
        const reviews: Json[] = await on[name].get(`/pulls/${pull.number}/reviews`);
        expect(new Set(reviews.map((r) => r.user.login))).toEqual(new Set([by("reviewer")]));
        const statuses: Json[] = await on[name].get(`/commits/${pull.head.sha}/statuses`);
        expect(statuses.map((s) => [s.context, s.creator.login])).toEqual([["adf/review", by("reviewer")]]);
      }
      const people = new Set((await on[name].list("/issues/comments")).map((c) => c.user.login));
      expect(people).toEqual(
        new Set(name === "pebbles" ? ["owner", "adf-coordinator"] : ["adf-coordinator"]),
      );
    },
  );

  it.each(NAMES)("%s: its main holds its own merges and no commit of the other", async (name) => {
    const clone = join(journey.dir, `clone-${name}`);
    await git(journey.dir, "clone", "--quiet", on[name].cloneUrl, clone);
    const has = (sha: string | null) =>
      git(clone, "merge-base", "--is-ancestor", sha ?? "", "origin/main").then(
        () => true,
        () => false,
      );
    for (const item of views[name].work_items) expect(await has(item.merged_sha)).toBe(true);
    for (const item of views[other(name)].work_items) expect(await has(item.merged_sha)).toBe(false);
    expect(Object.keys(await on[name].refs()).filter((ref) => ref.includes("/adf/"))).toEqual([]);
  });

  it("a mention reaches the agent of its own repository, and nobody in the other", async () => {
    const mentions = journey.worker.all("mention.accepted");
    expect(mentions.map((l) => [l.project, l.issue, l.agent, l.outcome])).toEqual([
      ["pebbles", 1, "developer", "joined"],
      ["pebbles", 2, "developer", "refused"],
    ]);
    const answers = (await on.pebbles.comments(2)).map((c) => String(c.body));
    expect(answers.filter((b) => b.includes("works on another repository"))).toHaveLength(1);
    const asked = journey.played({ event: "began" }).filter((l) => String(l.request).includes("round"));
    expect(new Set(asked.map((l) => String(l.job).replace(/-\d+$/, "")))).toEqual(new Set(["pebbles"]));
  });

  it("each delivery goes to the project of its repository, by one webhook each", async () => {
    const { forge } = journey.factory;
    await forge?.admin.delivered();
    for (const name of NAMES) expect(await on[name].get("/hooks")).toHaveLength(1);
    const statuses = new Set(forge?.admin.deliveries().map((d) => d.status));
    expect([...statuses].every((s) => s === 200 || s === 202)).toBe(true);
    for (const line of journey.worker.lines) {
      if (typeof line.job === "string" && typeof line.project === "string")
        expect(line.job.replace(/-\d+$/, "")).toBe(line.project);
    }
  });

  it("each output is kept with the job that printed it", async () => {
    const { url } = journey.factory.worker;
    const authorization = `Bearer ${journey.home.settings.admin_token}`;
    for (const name of NAMES) {
      for (const job of views[name].work_items.flatMap((i) => i.jobs)) {
        const log = await fetch(`${url}/api/v1/jobs/${job.id}/log?epoch=${job.epoch}`, {
          headers: { authorization },
        });
        expect(await log.text()).toContain(`playing ${job.id}\n`);
      }
    }
  });
});
