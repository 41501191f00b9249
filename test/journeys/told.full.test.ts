/** What agents are really told, and a coordinator's model that answers well and badly. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SUMMARY_BRANCH, SUMMARY_PATH } from "../../src/core/summary/offered.ts";
import { type Planned, startPlanned } from "../support/journey/coordinator.ts";
import { until } from "../support/journey/journal.ts";

const SUMMARY = "# owner/pebbles\n\n- the pebbles are weighed in src/weigh.js\n\n```sh\nnode --test\n```\n";

describe("a coordinator's model and the agents it sends", () => {
  let planned: Planned;
  let pull: number;
  let first: number;

  beforeAll(async () => {
    planned = await startPlanned(30);
    const { owner, worker } = planned.journey;
    await owner.send("POST", `/contents/${SUMMARY_PATH}`, {
      content: Buffer.from(SUMMARY).toString("base64"),
      message: "Add a summary",
      branch: "main",
      new_branch: SUMMARY_BRANCH,
    });
    const made = await owner.send("POST", "/pulls", { head: SUMMARY_BRANCH, base: "main", title: "Summary" });
    pull = made.json.number;
    await worker.seen("summary.read", { outcome: "offered" });
  });
  afterAll(() => planned?.journey.close());

  it("are given the ready list, and the summary that nobody has merged yet", async () => {
    const one = await planned.journey.file("wait");
    const question = await planned.asked(1);
    expect(question).toMatch(new RegExp(`^### #${one}\\n\\nPlace: 1\\n`, "m"));
    expect(question).toMatch(/^- `developer` \(developer\): 1 free slot$/m);
    planned.pick(one);
    await planned.picked(one);
    const told = await planned.prompt({ issue: one, kind: "change" });
    for (const text of [question, told]) {
      expect(text).toContain(`\n\`\`\`\`markdown\n${SUMMARY}\n\`\`\`\`\n`);
      expect(text).toContain(`once pull request #${pull} is merged`);
    }
  });

  it("choose another than the first, and the mention is not its words; the summary is merged and gone", async () => {
    const { owner, worker, project, file } = planned.journey;
    await owner.send("POST", `/pulls/${pull}/merge`, { Do: "merge" });
    await worker.seen("summary.read", { outcome: "merged" });
    first = await file("wait");
    const second = await file("wait");
    const ready = async () => (await project()).issues.filter((i) => i.held_by === null).length === 2;
    await until(ready, "both to be ready");
    await planned.goOn();
    await planned.asked(2);
    planned.pick(second);
    await planned.picked(second);
    const told = await planned.prompt({ issue: second, kind: "change" });
    expect(told).not.toContain("the pebbles are weighed");
    expect(told).toContain(`\`${SUMMARY_PATH}\` of your working tree`);
    const mention = await until(async () => (await owner.comments(second))[0]?.body, "the mention");
    expect(mention).toContain(`@adf:developer please pick up issue #${second}.`);
    expect(mention).toContain(`at the first stands #${first}`);
    expect(mention).not.toContain("It is small.");
    expect((await project()).coordinator).toMatchObject({ agent: "chief", last: { outcome: "followed" } });
  });

  it("name an issue that is not in the list, and the highest rank is taken instead", async () => {
    await planned.goOn();
    await planned.asked(3);
    planned.pick(99);
    const refused = await planned.journey.worker.seen("coordinator.refused", { outcome: "unknown_issue" });
    expect(refused.reason).toBe("#99 is not in the list that it was given");
    await planned.picked(first);
  });
});
