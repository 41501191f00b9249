import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, it } from "vitest";
import { startForge } from "../../../src/local/forge/server.ts";
import { openStore } from "../../../src/local/forge/store/store.ts";
import { ask, git, pushBranch, startRig } from "./rig.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function scratch(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "adf-forge-restart-"));
  undo.push(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function startChild(dir: string) {
  const script = new URL("./forge-child.ts", import.meta.url).pathname;
  const child: ChildProcess = spawn(process.execPath, [script, dir], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  undo.push(async () => child.kill("SIGKILL"));
  if (child.stdout === null) throw new Error("the child has no stdout");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const { url, token } = JSON.parse(line) as { url: string; token: string };
  return {
    call: (method: string, path: string, body?: unknown) =>
      ask(`${url}/api/v1/repos/owner/sample${path}`, method, token, body),
    remote: `${url.replace("http://", `http://git:${token}@`)}/owner/sample.git`,
    async kill() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

describe("a forge that is started again", () => {
  it("remembers everything, tokens and numbers included", async () => {
    const rig = await startRig();
    undo.push(() => rm(rig.dir, { recursive: true, force: true }));
    const issue = (await rig.repo("owner", "POST", "/issues", { title: "kept", body: "b" })).json;
    await rig.repo("stranger", "POST", `/issues/${issue.number}/comments`, { body: "kept too" });
    const sha = await pushBranch(rig, "adf/kept", { "kept.txt": "1" });
    const pull = (
      await rig.repo("developer", "POST", "/pulls", { head: "adf/kept", base: "main", title: "Kept" })
    ).json;
    await rig.forge.close();
    const again = await startForge({ dir: join(rig.dir, "forge") });
    undo.push(() => again.close());
    const at = `${again.url}/api/v1/repos/owner/sample`;
    const { owner } = rig.tokens;
    expect((await ask(`${at}/issues/${issue.number}`, "GET", owner)).json.title).toBe("kept");
    expect((await ask(`${at}/issues/${issue.number}/comments`, "GET", owner)).json[0].body).toBe("kept too");
    expect((await ask(`${at}/pulls/${pull.number}`, "GET", owner)).json.head.sha).toBe(sha);
    expect((await ask(`${at}/issues`, "POST", owner, { title: "next" })).json.number).toBe(pull.number + 1);
    expect(readFileSync(join(rig.dir, "forge", "journal.ndjson"), "utf8")).not.toContain(owner);
    expect(statSync(join(rig.dir, "forge", "journal.ndjson")).mode & 0o077).toBe(0);
  });

  it("ends a merge that was cut off after the branch moved, and forgets one cut off before", async () => {
    const rig = await startRig();
    undo.push(() => rm(rig.dir, { recursive: true, force: true }));
    const issue = (await rig.repo("owner", "POST", "/issues", { title: "owed" })).json;
    const openPull = async (branch: string, body: string) => {
      await pushBranch(rig, branch, { [`${branch}.txt`]: "1" });
      return (
        await rig.repo("developer", "POST", "/pulls", { head: branch, base: "main", title: branch, body })
      ).json;
    };
    const [moved, unmoved] = [
      await openPull("moved", `Closes #${issue.number}`),
      await openPull("unmoved", ""),
    ];
    const merged = await rig.repo("owner", "POST", `/pulls/${moved.number}/merge`, { Do: "merge" });
    expect(merged.status).toBe(200);
    const { merge_commit_sha } = (await rig.repo(null, "GET", `/pulls/${moved.number}`)).json;
    await rig.forge.close();

    // The rows as they stood between the stored intent and the stored end.
    const dir = join(rig.dir, "forge");
    const store = openStore(dir);
    const rewind = (number: number, sha: string) => {
      const row = store.get("issues", `1/${number}`);
      if (!row?.pull) throw new Error("no such pull request");
      const pull = {
        ...row.pull,
        merged: false,
        merged_at: null,
        merge_sha: null,
        merged_by: null,
        merging: { sha, by: 1 },
      };
      store.write((tx) => tx.put("issues", `1/${number}`, { ...row, state: "open", closed: null, pull }));
    };
    rewind(moved.number, merge_commit_sha);
    rewind(unmoved.number, "f".repeat(40));
    const named = store.get("issues", `1/${issue.number}`);
    if (named)
      store.write((tx) => tx.put("issues", `1/${issue.number}`, { ...named, state: "open", closed: null }));
    store.close();

    const again = await startForge({ dir });
    undo.push(() => again.close());
    const at = `${again.url}/api/v1/repos/owner/sample`;
    const look = async (path: string) => (await ask(`${at}${path}`, "GET", rig.tokens.owner)).json;
    expect(await look(`/pulls/${moved.number}`)).toMatchObject({
      merged: true,
      state: "closed",
      merge_commit_sha,
    });
    expect((await look(`/issues/${issue.number}`)).state).toBe("closed");
    expect(await look(`/pulls/${unmoved.number}`)).toMatchObject({ merged: false, state: "open" });
    expect(
      (await ask(`${at}/pulls/${unmoved.number}/merge`, "POST", rig.tokens.owner, { Do: "merge" })).status,
    ).toBe(200);
  });

  it("opens with a line torn by a kill, and with the rows before it", async () => {
    const dir = await scratch();
    const store = openStore(dir);
    store.write((tx) =>
      tx.put("users", 1, { id: 1, login: "a", full_name: "", is_admin: false, created: 0 }),
    );
    store.close();
    appendFileSync(join(dir, "journal.ndjson"), '[["users","2",{"id":2,"lo');
    const again = openStore(dir);
    expect(again.all("users").map((user) => user.login)).toEqual(["a"]);
    again.write((tx) =>
      tx.put("users", 2, { id: 2, login: "b", full_name: "", is_admin: false, created: 0 }),
    );
    again.close();
    const third = openStore(dir);
    expect(third.all("users")).toHaveLength(2);
    third.close();
  });

  it("shrinks a long journal to what still counts, counters included", async () => {
    const dir = await scratch();
    const store = openStore(dir);
    for (let i = 0; i < 1_500; i++) {
      store.write((tx) =>
        tx.put("users", 1, {
          id: tx.next("users"),
          login: `u${i}`,
          full_name: "",
          is_admin: false,
          created: i,
        }),
      );
    }
    store.close();
    const before = statSync(join(dir, "journal.ndjson")).size;
    openStore(dir).close();
    expect(statSync(join(dir, "journal.ndjson")).size).toBeLessThan(before / 100);
    const again = openStore(dir);
    expect(again.get("users", 1)?.login).toBe("u1499");
    expect(again.write((tx) => tx.next("users"))).toBe(1_501);
    again.close();
  });

  it("lost nothing that it acknowledged before a kill -9", async () => {
    const dir = await scratch();
    const acknowledged = new Map<number, string>();
    const comments = new Set<number>();
    for (let round = 0; round < 2; round++) {
      const child = await startChild(dir);
      let killed = false;
      const writer = async (name: string) => {
        for (let i = 0; !killed; i++) {
          const title = `${name} ${i}`;
          const made = await child.call("POST", "/issues", { title }).catch(() => null);
          if (made?.status !== 201) return;
          expect(acknowledged.has(made.json.number)).toBe(false);
          acknowledged.set(made.json.number, title);
          const said = await child
            .call("POST", `/issues/${made.json.number}/comments`, { body: title })
            .catch(() => null);
          if (said?.status === 201) comments.add(said.json.id);
        }
      };
      const goal = acknowledged.size + 25 + 10 * round;
      const writers = ["a", "b", "c", "d"].map((name) => writer(`${round}${name}`));
      await expect.poll(() => acknowledged.size, { interval: 1, timeout: 15_000 }).toBeGreaterThan(goal);
      await child.kill();
      killed = true;
      await Promise.all(writers);
    }
    const store = openStore(dir);
    for (const [number, title] of acknowledged) expect(store.get("issues", `1/${number}`)?.title).toBe(title);
    for (const id of comments) expect(store.get("comments", id)).toBeDefined();
    store.close();
  });

  it("says of each pull request what its branches say, after a kill in the middle of merges", async () => {
    const dir = await scratch();
    const child = await startChild(dir);
    const work = join(dir, "work");
    await git(dir, "clone", "-q", child.remote, "work");
    const pulls: { number: number; sha: string }[] = [];
    for (let i = 0; i < 6; i++) {
      await git(work, "checkout", "-q", "-B", `t${i}`, "origin/main");
      await git(work, "commit", "-q", "--allow-empty", "-m", `t${i}`);
      await git(work, "push", "-q", "origin", `t${i}`);
      const made = await child.call("POST", "/pulls", { head: `t${i}`, base: "main", title: `T${i}` });
      pulls.push({ number: made.json.number, sha: made.json.head.sha });
    }
    const done = new Set<number>();
    const merges = pulls.map(async ({ number }) => {
      const answer = await child.call("POST", `/pulls/${number}/merge`, { Do: "merge" }).catch(() => null);
      if (answer?.status === 200) done.add(number);
    });
    await expect.poll(() => done.size, { interval: 1, timeout: 15_000 }).toBeGreaterThan(1);
    await child.kill();
    await Promise.all(merges);

    const again = await startChild(dir);
    await git(work, "fetch", "-q", again.remote, "main");
    for (const { number, sha } of pulls) {
      const now = (await again.call("GET", `/pulls/${number}`)).json;
      const inMain = (await git(work, "merge-base", "--is-ancestor", sha, "FETCH_HEAD")).code === 0;
      expect([number, now.merged]).toEqual([number, inMain]);
      if (done.has(number)) expect(now.merged).toBe(true);
      if (!now.merged)
        expect((await again.call("POST", `/pulls/${number}/merge`, { Do: "merge" })).status).toBe(200);
    }
    await again.kill();
  });
});
