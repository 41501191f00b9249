import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Rig, startRig } from "./rig.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const open = async (title: string) => (await rig.repo("owner", "POST", "/issues", { title, body: "b" })).json;

describe("who may do what", () => {
  it("lets anyone read a public repository and wants a token for every write", async () => {
    expect((await rig.repo(null, "GET", "")).json.full_name).toBe("owner/sample");
    expect((await rig.repo(null, "POST", "/issues", { title: "x" })).status).toBe(401);
  });
  it("refuses an unknown token even where none is needed", async () => {
    const response = await fetch(`${rig.forge.url}/api/v1/repos/owner/sample`, {
      headers: { authorization: "token nope" },
    });
    expect(response.status).toBe(401);
  });
  it("names the missing scope", async () => {
    const token = rig.forge.admin.createToken("owner", ["read:issue"]);
    const response = await fetch(`${rig.forge.url}/api/v1/repos/owner/sample/issues`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ title: "x" }),
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("required=[write:issue], token scope=read:issue");
  });
  it("hides a private repository behind 404", async () => {
    await rig.forge.admin.createRepo({ owner: "owner", name: "secret", private: true });
    expect((await rig.call("stranger", "GET", "/repos/owner/secret")).status).toBe(404);
    expect((await rig.call("owner", "GET", "/repos/owner/secret")).status).toBe(200);
  });
  it("answers a stranger's edit with 403 and an empty body", async () => {
    const { number } = await open("not yours");
    const answer = await rig.repo("stranger", "PATCH", `/issues/${number}`, { title: "mine" });
    expect([answer.status, answer.text]).toEqual([403, ""]);
  });
});

describe("the list of issues", () => {
  it("is newest first, capped at fifty, with the total beside it and a Date", async () => {
    for (let i = 0; i < 55; i++) await open(`issue ${i}`);
    const page = await rig.repo("owner", "GET", "/issues?limit=100&type=issues&state=all");
    expect(page.json).toHaveLength(50);
    expect(page.json[0].title).toBe("issue 54");
    expect(Number(page.headers.get("x-total-count"))).toBeGreaterThanOrEqual(55);
    expect(page.headers.get("date")).not.toBeNull();
    expect((await rig.repo("owner", "GET", "/issues?type=issues")).json).toHaveLength(30);
  });
  it("filters by the second of the last change, inclusively", async () => {
    const issue = await open("timely");
    const since = encodeURIComponent(issue.updated_at);
    const numbers = (await rig.repo("owner", "GET", `/issues?state=all&since=${since}`)).json.map(
      (row: { number: number }) => row.number,
    );
    expect(numbers).toContain(issue.number);
    expect((await rig.repo("owner", "GET", "/issues?since=yesterday")).status).toBe(422);
  });
  it("lets the filter vanish when no label of that name exists", async () => {
    const all = await rig.repo("owner", "GET", "/issues?labels=unheard-of");
    expect(all.json.length).toBeGreaterThan(0);
  });
});

describe("comments", () => {
  it("lists all of an issue's comments whatever page is asked for", async () => {
    const { number } = await open("chatty");
    for (let i = 0; i < 3; i++)
      await rig.repo("stranger", "POST", `/issues/${number}/comments`, { body: `c${i}` });
    expect((await rig.repo("owner", "GET", `/issues/${number}/comments?page=2&limit=1`)).json).toHaveLength(
      3,
    );
  });
  it("lists a repository's comments oldest first, in pages, by the time of the last edit", async () => {
    const all = await rig.repo("owner", "GET", "/issues/comments?limit=2");
    const ids = all.json.map((row: { id: number }) => row.id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(ids).toHaveLength(2);
    expect(all.headers.get("link")).toBeNull();
  });
  it("refuses an empty comment, and edits and deletes by those who may", async () => {
    const { number } = await open("edits");
    expect((await rig.repo("owner", "POST", `/issues/${number}/comments`, { body: " " })).status).toBe(422);
    const { id } = (await rig.repo("stranger", "POST", `/issues/${number}/comments`, { body: "one" })).json;
    expect((await rig.repo("stranger", "PATCH", `/issues/comments/${id}`, { body: "two" })).json.body).toBe(
      "two",
    );
    expect((await rig.repo("developer", "DELETE", `/issues/comments/${id}`)).status).toBe(204);
    expect((await rig.repo("stranger", "GET", `/issues/comments/${id}`)).status).toBe(404);
  });
  it("takes a reaction once: 201, then 200", async () => {
    const { number } = await open("reactions");
    const { id } = (await rig.repo("owner", "POST", `/issues/${number}/comments`, { body: "x" })).json;
    expect(
      (await rig.repo("developer", "POST", `/issues/comments/${id}/reactions`, { content: "eyes" })).status,
    ).toBe(201);
    expect(
      (await rig.repo("developer", "POST", `/issues/comments/${id}/reactions`, { content: "eyes" })).status,
    ).toBe(200);
  });
});

describe("the timeline", () => {
  it("has comments, and each label that came or went, since a time", async () => {
    const { number } = await open("to be let in");
    const label = (await rig.repo("owner", "POST", "/labels", { name: "adf/approved", color: "#fff" })).json;
    await rig.repo("owner", "POST", `/issues/${number}/labels`, { labels: [label.id] });
    await rig.repo("owner", "POST", `/issues/${number}/comments`, { body: "fine" });
    await rig.repo("owner", "DELETE", `/issues/${number}/labels/${label.id}`);
    const all = (await rig.repo("owner", "GET", `/issues/${number}/timeline`)).json;
    expect(
      all.map((it: { type: string; body: string; label: { name: string } | null }) => [
        it.type,
        it.body,
        it.label?.name,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ["label", "1", "adf/approved"],
        ["comment", "fine", undefined],
        ["label", "", "adf/approved"],
      ]),
    );
    const issue = (await rig.repo("owner", "GET", `/issues/${number}`)).json;
    expect(all.map((it: { created_at: string }) => it.created_at)).toContain(issue.updated_at);
    const later = await rig.repo("owner", "GET", `/issues/${number}/timeline?since=2100-01-01T00:00:00Z`);
    expect(later.json).toEqual([]);
  });
});

describe("dependencies", () => {
  it("answers 201 to adding and removing, 500 to a duplicate and to a direct cycle, and allows a cycle of three", async () => {
    const [a, b, c] = [await open("a"), await open("b"), await open("c")];
    const edge = (x: { number: number }, y: { number: number }, method = "POST") =>
      rig.repo("owner", method, `/issues/${x.number}/dependencies`, {
        owner: "owner",
        repo: "sample",
        index: y.number,
      });
    expect((await edge(a, b)).status).toBe(201);
    expect((await edge(a, b)).status).toBe(500);
    expect((await edge(b, a)).status).toBe(500);
    expect((await edge(b, c)).status).toBe(201);
    expect((await edge(c, a)).status).toBe(201);
    const blockers = (await rig.repo("owner", "GET", `/issues/${a.number}/dependencies`)).json;
    expect(blockers.map((row: { number: number }) => row.number)).toEqual([b.number]);
    const blocks = (await rig.repo("owner", "GET", `/issues/${b.number}/blocks`)).json;
    expect(blocks.map((row: { number: number }) => row.number)).toEqual([a.number]);
    expect((await rig.repo("owner", "PATCH", `/issues/${a.number}`, { state: "closed" })).status).toBe(412);
    expect((await edge(a, b, "DELETE")).status).toBe(201);
    expect((await edge(a, b, "DELETE")).status).toBe(500);
    expect((await rig.repo("owner", "PATCH", `/issues/${a.number}`, { state: "closed" })).status).toBe(201);
  });
});

describe("labels", () => {
  it("adds by name, ignores unknown names, replaces and clears", async () => {
    await rig.repo("owner", "POST", "/labels", { name: "bug", color: "#ee0701" });
    rig.forge.admin.createLabel("owner/sample", { name: "prio/high", color: "ff0000", exclusive: true });
    rig.forge.admin.createLabel("owner/sample", { name: "prio/low", color: "00ff00", exclusive: true });
    const { number } = await open("labelled");
    const names = (json: { name: string }[]) => json.map((label) => label.name);
    const added = await rig.repo("owner", "POST", `/issues/${number}/labels`, {
      labels: ["bug", "ghost", "prio/high"],
    });
    expect(names(added.json)).toEqual(["bug", "prio/high"]);
    expect(added.json[0].color).toBe("ee0701");
    const swapped = await rig.repo("owner", "POST", `/issues/${number}/labels`, { labels: ["prio/low"] });
    expect(names(swapped.json)).toEqual(["bug", "prio/low"]);
    expect(
      names((await rig.repo("owner", "PUT", `/issues/${number}/labels`, { labels: ["bug"] })).json),
    ).toEqual(["bug"]);
    expect((await rig.repo("stranger", "POST", `/issues/${number}/labels`, { labels: ["bug"] })).status).toBe(
      403,
    );
    expect((await rig.repo("owner", "DELETE", `/issues/${number}/labels/999`)).status).toBe(422);
    expect((await rig.repo("owner", "DELETE", `/issues/${number}/labels`)).status).toBe(204);
  });
});
