import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "../support/journey/forge.ts";
import { until } from "../support/journey/journal.ts";
import { issue, type Journey, startJourney } from "../support/journey/journey.ts";
import { alive } from "../support/journey/processes.ts";

const OUTSIDER = 1;
const QUESTION = 2;
const VERIFIED = 3;
const CANCELLED = 4;

describe("people and agents talking on the forge", () => {
  let journey: Journey;

  /** Comments on an issue that are not a person's. */
  const ours = async (number: number): Promise<Json[]> =>
    (await journey.owner.comments(number)).filter((c) => c.user.login.startsWith("adf-"));
  const answer = (number: number, id: number) =>
    until(
      async () => (await ours(number)).filter((c) => c.id > id)[0],
      `an answer on #${number} after comment ${id}`,
    );

  beforeAll(async () => {
    journey = await startJourney({
      issues: [
        issue("strange", "", { author: "outsider" }),
        issue("colour", "ask"),
        issue("present", "verified"),
        issue("long", "wait"),
      ],
      capacity: 3,
    });
  });
  afterAll(() => journey?.close());

  it("a question is asked on the issue, and a person's answer takes the work up again with it", async () => {
    await journey.worker.seen("item.parked", { issue: QUESTION });
    const asked = await answer(QUESTION, 0).then(() =>
      until(async () => (await ours(QUESTION)).find((c) => c.body.includes("Which colour")), "the question"),
    );
    expect(asked.body).toContain("Answer here, and I take it up again");
    await journey.owner.comment(QUESTION, "It should be green.");
    await journey.worker.seen("item.resumed", { issue: QUESTION });
    await journey.worker.seen("item.done", { issue: QUESTION });
    expect(journey.played({ issue: QUESTION, event: "began", kind: "change" })[1]?.request).toContain(
      "green",
    );
  });

  it("a claim that nothing has to change is run again by qa, and the issue closed without a diff", async () => {
    const done = await journey.worker.seen("item.done", { issue: VERIFIED });
    expect(done.pull_request).toBeUndefined();
    expect(journey.played({ issue: VERIFIED, event: "ended" }).map((l) => [l.role, l.kind])).toEqual([
      ["developer", "change"],
      ["qa", "verify"],
    ]);
    expect((await journey.owner.get(`/issues/${VERIFIED}`)).state).toBe("closed");
    const closing = (await ours(VERIFIED)).at(-1);
    expect(closing.user.login).toBe("adf-qa");
    expect(closing.body).toContain("Verified without a change");
  });

  it("an issue closed while its job runs ends the job, and no process is left of it", async () => {
    const [began] = await until(() => {
      const lines = journey.played({ issue: CANCELLED, event: "began" });
      return lines.length > 0 && lines;
    }, "the job that waits");
    const pid = Number(began?.pid);
    expect(alive(pid)).toBe(true);
    await journey.owner.send("PATCH", `/issues/${CANCELLED}`, { state: "closed" });
    await journey.worker.seen("item.cancelled", { issue: CANCELLED });
    await until(() => !alive(pid), "the cancelled agent to be gone");
    expect(journey.worker.all("change.pushed", { issue: CANCELLED })).toEqual([]);
  });

  it("reopened, it is taken again, as a new work item", async () => {
    journey.go(CANCELLED);
    await journey.owner.send("PATCH", `/issues/${CANCELLED}`, { state: "open" });
    await journey.worker.seen("item.done", { issue: CANCELLED });
    const items = (await journey.project()).work_items.filter((i) => i.issue === CANCELLED);
    expect(items.map((i) => i.phase).sort()).toEqual(["cancelled", "done"]);
  });

  it("a mention without a name, and one that is misspelt, are each answered once", async () => {
    for (const [body, expected] of [
      ["@adf: please look", /name/i],
      ["@adf:develper please look", /`?@?a?d?f?:?developer/],
    ] as const) {
      const said = await journey.owner.comment(OUTSIDER, body);
      const reply = await answer(OUTSIDER, said.id);
      expect(reply.body).toMatch(expected);
      expect(reply.user.login).toBe("adf-coordinator");
    }
    // The poll has read both comments again since, under the same keys.
    const ticks = journey.worker.all("event.received").length;
    await journey.owner.send("PATCH", `/issues/${OUTSIDER}`, { title: "A note about the sea" });
    await until(() => journey.worker.all("event.received").length > ticks, "the next event");
    expect(await ours(OUTSIDER)).toHaveLength(2);
    expect(journey.worker.all("item.created", { issue: OUTSIDER })).toEqual([]);
  });

  it("a person's mention on a stranger's issue has it done", async () => {
    await journey.owner.comment(OUTSIDER, "This is fine. @adf:developer please do it, in blue.");
    await journey.worker.seen("item.done", { issue: OUTSIDER });
    const [began] = journey.played({ issue: OUTSIDER, event: "began", kind: "change" });
    expect(began?.request).toContain("in blue");
    expect(journey.worker.all("item.created", { issue: OUTSIDER })).toHaveLength(1);
  });

  it("every input has a named outcome, and nothing is left to do", async () => {
    const project = await journey.settled();
    expect(project.effects).toEqual({ pending: 0, proposed: 0, dead: 0 });
    for (const line of journey.worker.all("event.received")) expect(line.outcome).toEqual(expect.any(String));
    expect(journey.worker.lines.filter((l) => l.level === "error")).toEqual([]);
  });
});
