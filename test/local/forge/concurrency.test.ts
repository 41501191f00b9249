import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, pushBranch, type Rig, startRig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const many = <T>(n: number, work: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));

describe("many callers at once", () => {
  it("lose none of one another's labels, comments and edits on a pull request", async () => {
    await many(12, async (i) =>
      rig.forge.admin.createLabel("owner/sample", { name: `l${i}`, color: "aabbcc" }),
    );
    await pushBranch(rig, "adf/busy", { "busy.txt": "1" });
    const { number } = (
      await rig.repo("developer", "POST", "/pulls", { head: "adf/busy", base: "main", title: "t" })
    ).json;
    await Promise.all([
      many(12, (i) => rig.repo("owner", "POST", `/issues/${number}/labels`, { labels: [`l${i}`] })),
      many(6, (i) => rig.repo("stranger", "POST", `/issues/${number}/comments`, { body: `c${i}` })),
      rig.repo("owner", "PATCH", `/pulls/${number}`, { title: "new title", body: "new body" }),
      pushBranch(rig, "adf/busy", { "busy.txt": "2" }),
    ]);
    const now = (await rig.repo(null, "GET", `/pulls/${number}`)).json;
    expect(now).toMatchObject({ title: "new title", body: "new body", comments: 6 });
    expect(now.labels).toHaveLength(12);
    expect(now.head.sha).toBe((await rig.repo(null, "GET", "/branches/adf/busy")).json.commit.id);
  });

  it("open one pull request of the same branches, and merge it once", async () => {
    await pushBranch(rig, "adf/base", { "base.txt": "1" });
    await pushBranch(rig, "adf/race", { "race.txt": "1" });
    const asked = { head: "adf/race", base: "adf/base", title: "Race" };
    const opened = await many(5, () => rig.repo("developer", "POST", "/pulls", asked));
    expect(opened.map((one) => one.status).sort()).toEqual([201, 409, 409, 409, 409]);
    const number = opened.find((one) => one.status === 201)?.json.number;
    const merged = await many(4, () => rig.repo("owner", "POST", `/pulls/${number}/merge`, { Do: "merge" }));
    expect(merged.map((one) => one.status).sort()).toEqual([200, 405, 405, 405]);
  });

  it("are told of a closing once, however many ask for it", async () => {
    const ear = await listen();
    await rig.repo("owner", "POST", "/hooks", {
      type: "gitea",
      active: true,
      events: ["issues_only"],
      config: { url: ear.url, content_type: "json" },
    });
    const { number } = (await rig.repo("owner", "POST", "/issues", { title: "close me" })).json;
    await many(6, () => rig.repo("owner", "PATCH", `/issues/${number}`, { state: "closed" }));
    await rig.forge.admin.delivered();
    expect(ear.got.filter((one) => one.json.action === "closed")).toHaveLength(1);
    await ear.close();
  });
});
