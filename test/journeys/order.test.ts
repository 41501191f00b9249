import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProjectView } from "../../src/contract/state.ts";
import { adf } from "../cli/adf.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";

/** Filed in an order that is wrong for each of them: a chain, a diamond, a cycle and a stranger's. */
const ISSUES = [
  issue("chain-last", "", { dependsOn: ["chain-middle"] }),
  issue("diamond-top", "", { dependsOn: ["diamond-left", "diamond-right"] }),
  issue("chain-middle", "", { dependsOn: ["chain-first"] }),
  issue("diamond-left", "", { dependsOn: ["diamond-base"] }),
  issue("diamond-right", "", { dependsOn: ["diamond-base"] }),
  issue("chain-first", ""),
  issue("diamond-base", ""),
  issue("cycle-a", "", { dependsOn: ["cycle-b"] }),
  issue("cycle-b", "", { dependsOn: ["cycle-c"] }),
  issue("cycle-c", "", { dependsOn: ["cycle-a"] }),
  issue("strange", "", { author: "outsider" }),
];
const numberOf = (key: string) => 1 + ISSUES.findIndex((i) => i.key === key);

describe("issues that depend on one another", () => {
  let journey: Journey;
  let project: ProjectView;

  beforeAll(async () => {
    journey = await startJourney({ issues: ISSUES, capacity: 3 });
    project = await journey.settled(120);
  }, 130_000);
  afterAll(() => journey?.close());

  it("are begun only after everything they wait for is merged", () => {
    const at = (event: string, key: string) => {
      const number = numberOf(key);
      const found = journey.worker.lines.findIndex((l) => l.event === event && l.issue === number);
      expect(found, `${event} of ${key}`).toBeGreaterThanOrEqual(0);
      return found;
    };
    for (const { key, dependsOn } of ISSUES) {
      if (key.startsWith("cycle") || key === "strange") continue;
      for (const on of dependsOn) expect(at("item.created", key)).toBeGreaterThan(at("pull.merged", on));
    }
  });

  it("are each done once, in one attempt", () => {
    const done = project.work_items.map((i) => [i.phase, i.attempts]);
    expect(done).toEqual(Array.from({ length: 7 }, () => ["done", 1]));
  });

  it("in a cycle are told so once, and left alone", async () => {
    const cycle = ["cycle-a", "cycle-b", "cycle-c"].map(numberOf);
    const said = (await Promise.all(cycle.map((n) => journey.owner.comments(n)))).flat();
    expect(said).toHaveLength(1);
    expect(said[0].body).toMatch(/I leave these issues alone until then\./);
    for (const n of cycle) {
      expect(project.issues.find((i) => i.number === n)?.held_by).toBe("a cycle of dependencies");
      expect(journey.worker.all("item.created", { issue: n })).toEqual([]);
    }
    expect(journey.worker.all("ranking.cycle")).toHaveLength(1);
  });

  it("of a stranger are left alone, without a word", async () => {
    const n = numberOf("strange");
    expect(await journey.owner.comments(n)).toEqual([]);
    expect(project.issues.find((i) => i.number === n)?.held_by).toMatch(/outsider, who is not trusted/);
  });

  it("the reason each was picked stands in its mention, with the next two", async () => {
    const [first] = journey.worker.all("coordinator.picked");
    const [picked] = await journey.owner.comments(Number(first?.issue));
    expect(picked.body).toMatch(/highest rank of all issues that are ready: [\d.]+ %/);
    // The base of the diamond carries three others, the first of the chain two.
    expect(first?.issue).toBe(numberOf("diamond-base"));
    expect(picked.body).toContain(`Next would be #${numberOf("chain-first")}`);
  });

  it("are told by adf rank of the running factory: what is held, by whom, and the cycle", async () => {
    const state = join(journey.dir, "state");
    const { code, out } = await adf(["rank", "--state", state, "--graph", join(journey.dir, "graph.svg")]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Ready \(0\)$/m);
    expect(out).toMatch(/^Blocked \(3\)$/m);
    expect(out).toContain(`its author outsider, who is not trusted`);
    expect(out).toMatch(/cycle: #\d+, #\d+, #\d+ wait for one another/);
    expect(await readFile(join(journey.dir, "graph.svg"), "utf8")).toContain(">a cycle</text>");
  });

  it("are explained job by job: adf route says by what it went where, adf rank why its work was begun", async () => {
    const state = join(journey.dir, "state");
    const first = project.work_items.find((item) => item.issue === numberOf("diamond-base"));
    const jobs = first?.jobs.map(({ id }) => id) ?? [];
    expect(jobs.length).toBeGreaterThan(1);
    for (const job of jobs) {
      const routed = await adf(["route", "--job", job, "--state", state]);
      expect(routed.out).toMatch(
        /_tier → adf-repair with search from embedded\n {2}why {6}The role \w+ works in/,
      );
      const ranked = await adf(["rank", "--job", job, "--state", state]);
      expect(ranked.out).toMatch(
        /begun {4}at place 1 of the \d+ issues that were ready\n {2}rank {5}0\.\d{6}, score/,
      );
      expect(ranked.out).toMatch(/agent {4}by its tier: it works in implementation_tier/);
      expect(ranked.out).toContain(`next     #${numberOf("chain-first")} (`);
    }
    const none = await adf(["route", "--job", `${project.name}-9999`, "--state", state]);
    expect([none.code, none.err]).toEqual([1, expect.stringContaining("no route of")]);
  });

  it("were routed as adf route --replay routes them again; other scenarios change each", async () => {
    const replayed = async (...more: string[]) => {
      const ran = await adf(["route", "--replay", "--json", "--state", join(journey.dir, "state"), ...more]);
      return { code: ran.code, ...JSON.parse(ran.out) };
    };
    const jobs = project.work_items.flatMap((item) => item.jobs).length;
    const same = await replayed();
    expect(same).toMatchObject({ code: 0, decisions: jobs, same: jobs, changed: [] });
    const other = join(journey.dir, "scenarios");
    await mkdir(other);
    const text = "priority:: 50\nsynonyms:: note\nroute:: acme, fast\naction:: adf-repair run\n";
    for (const tier of ["implementation_tier", "review_tier"])
      await writeFile(
        join(other, `${tier}.md`),
        tier === "review_tier" ? text.replace("50", "40").replace("note", "review") : text,
      );
    const changed = await replayed("--scenarios", other);
    expect(changed).toMatchObject({ code: 1, decisions: jobs, same: 0 });
    expect(changed.changed).toHaveLength(jobs);
    expect(changed.changed[0]).toMatchObject({ differs: ["provider", "model"], after: { model: "fast" } });
  });

  it.runIf(process.env.ADF_FULL === "1")(
    "broken out of the cycle, they are done like any other",
    async () => {
      const [a, b] = [numberOf("cycle-a"), numberOf("cycle-b")];
      await journey.owner.send("DELETE", `/issues/${a}/dependencies`, {
        owner: "owner",
        repo: "pebbles",
        index: b,
      });
      await journey.owner.send("PATCH", `/issues/${a}`, { title: "A note, and nothing before it" });
      for (const key of ["cycle-a", "cycle-c", "cycle-b"])
        await journey.worker.seen("item.done", { issue: numberOf(key) }, 60);
    },
    90_000,
  );
});
