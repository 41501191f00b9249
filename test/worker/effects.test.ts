import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { mustOpen } from "../../src/worker/environment.ts";
import { applyEffect } from "../../src/worker/queue/apply-effect.ts";
import { ForgeAccess } from "../../src/worker/queue/forge-call.ts";
import { onCron, TICK_CRON } from "../../src/worker/scheduled.ts";
import { approved, changed } from "../support/worker/approved.ts";
import { useBench } from "../support/worker/bench.ts";
import { asOwner, deliver, HEAD, project, stub, verdict } from "../support/worker/factory.ts";
import type { Seen } from "../support/worker/scripted-forge.ts";

const bench = useBench();
const item = async () => (await project()).work_items[0];
const pending = async () => (await project()).effects.pending;
const isWrite = ({ method }: Seen) => method !== "GET";

const thePull = () => {
  const [pull] = [...bench().forge.pulls.values()];
  if (pull === undefined) throw new Error("no pull request was opened");
  return pull;
};

const refused = async () => {
  const answer = (await (await asOwner("/checks")).json()) as { projects: { refused: unknown }[] };
  return answer.projects[0]?.refused;
};

describe("effects while the forge is down", () => {
  it("wait, also from just after a report, and are then applied once each, in order", async () => {
    const { forge } = bench();
    let down = true;
    forge.trouble = (seen) => (down && isWrite(seen) ? "unreachable" : undefined);
    await changed(bench());
    for (let second = 0; second < 60; second += 10) {
      bench().advance(10_000);
      await bench().ringProject();
      await bench().idle();
    }
    expect([forge.comments.length, forge.pulls.size, await pending()]).toEqual([0, 0, 2]);
    down = false;
    forge.requests.length = 0;
    await bench().until(async () => (await item())?.phase === "review" && (await pending()) === 0, 30_000);
    const writes = forge.requests.filter(isWrite).map((r) => r.path.replace("/repos/owner/sample", ""));
    expect(writes).toEqual(["/issues/1/comments", "/pulls", "/issues/2/comments"]);
  });

  it("that the forge refuses for good are counted for the checks, with its word on the newest", async () => {
    bench().forge.trouble = ({ method, path }) =>
      method === "POST" && path.endsWith("/comments") ? { status: 403 } : undefined;
    await changed(bench());
    await bench().until(() => bench().logged("effect.dead").length > 0);
    expect(await refused()).toMatchObject({ last: expect.stringContaining("403") });
    expect(await refused()).not.toMatchObject({ count: 0 });
  });

  it("obey what a rate limit says, and nobody else asks in the meantime", async () => {
    const { forge } = bench();
    forge.trouble = (seen) => (isWrite(seen) ? { status: 429, retry_after: 120 } : undefined);
    await changed(bench());
    await bench().until(() => forge.requests.some(isWrite), 1);
    await bench().idle();
    forge.trouble = () => undefined;
    forge.requests.length = 0;
    for (let second = 0; second < 110; second += 10) {
      bench().advance(10_000);
      await onCron(env, TICK_CRON);
      await bench().ringProject();
      await bench().idle();
    }
    expect(forge.requests).toEqual([]);
    await bench().until(async () => forge.pulls.size === 1);
  });

  it("cost a bounded number of requests, alarms and messages when it fails at once for ten minutes", async () => {
    const { forge } = bench();
    for (let n = 0; n < 4; n++) forge.addIssue();
    await changed(bench());
    await bench().idle();
    forge.trouble = () => "unreachable";
    for (let n = 0; n < 8; n++) {
      const comment = forge.addComment(1, "@adf:nobody-here please", "owner");
      await deliver("issue_comment", forge.commentPayload(comment));
    }
    await bench().idle();
    const begin = Date.now();
    forge.requests.length = 0;
    bench().invocations.length = 0;
    let alarms = 0;
    let next_tick = begin;
    while (Date.now() < begin + 600_000 && alarms < 300) {
      const alarm = await runInDurableObject(stub(), (_, s) => s.storage.getAlarm());
      const at = Math.min(alarm ?? Number.POSITIVE_INFINITY, next_tick);
      bench().advance(Math.max(0, at - Date.now()));
      if (at === next_tick) {
        next_tick += 60_000;
        await onCron(env, TICK_CRON);
      } else {
        alarms += 1;
        await bench().ringProject();
      }
      await bench().idle();
    }
    expect(alarms).toBeLessThan(40);
    expect(forge.requests.length).toBeLessThan(80);
    expect(bench().invocations.length).toBeLessThan(150);
    forge.trouble = () => undefined;
    await bench().until(async () => (await pending()) === 0, 60_000);
    expect(forge.commentsOn(1).filter((c) => c.author === "coordinator")).toHaveLength(9);
  });
});

describe("an effect whose consumer died when the forge had done it", () => {
  it("waits until the consumer's minute is over, is found by its marker and not written again", async () => {
    bench().crashing = true;
    const { forge } = bench();
    await deliver(
      "issue_comment",
      forge.commentPayload(forge.addComment(forge.addIssue().number, "@adf:nobody")),
    );
    const door = mustOpen(env);
    const [effect, ...others] = await stub().takeEffects(4);
    if (effect === undefined) throw new Error("there is no effect");
    expect(others).toEqual([]);
    await applyEffect(new ForgeAccess(env, door), door, "owner/sample", "sample", effect);
    bench().crashing = false;
    // Nobody else may take it before its minute is over.
    bench().advance(59_000);
    expect(await stub().takeEffects(4)).toEqual([]);
    await bench().until(async () => (await pending()) === 0);
    expect(forge.commentsOn(1).filter((c) => c.author === "coordinator")).toHaveLength(1);
    expect(forge.count("POST", /comments$/)).toBe(1);
  });
});

describe("the merge", () => {
  it("is done only when the forge shows the commit in the history of the target branch", async () => {
    const { forge } = bench();
    forge.merging = "hides_ancestry";
    await approved(bench());
    await bench().until(() => thePull().merged_sha !== null);
    for (let second = 0; second < 5; second++) {
      bench().advance(1_000);
      await bench().ringProject();
      await bench().idle();
    }
    expect(await item()).toMatchObject({ phase: "merging", merged_sha: null });
    expect(forge.issues.get(1)?.state).toBe("open");
    forge.main.add(thePull().merged_sha ?? "");
    await bench().until(async () => (await item())?.phase === "done");
    expect(forge.issues.get(1)?.state).toBe("closed");
    const [kept] = await runInDurableObject(stub(), (_, { storage }) =>
      storage.sql
        .exec(
          "SELECT json_extract(data, '$.result.updated_at') AS closed_at FROM effects WHERE closed_at > 0",
        )
        .toArray(),
    );
    expect(kept?.closed_at).toBe(forge.issues.get(1)?.updated_at);
    expect(forge.count("POST", /merge$/)).toBe(1);
  });

  it("of a head that moved after the verdict does not happen: the new head is judged", async () => {
    const moved = "d".repeat(40);
    bench().forge.trouble = ({ path }) => {
      if (path.endsWith("/reviews")) thePull().head_sha = moved;
      return undefined;
    };
    const runner = await approved(bench());
    await bench().until(async () => (await item())?.phase === "review");
    const again = await runner.nextJob();
    expect([again.kind, again.checkout.head_sha]).toEqual(["review", moved]);
    expect(thePull().merged_sha).toBeNull();
  });

  it("that conflicts has a runner show where, and goes back to the developer to begin from the base", async () => {
    bench().forge.merging = "conflict";
    const runner = await approved(bench());
    const look = await runner.nextJob();
    expect([look.kind, look.agent, look.checkout.from]).toEqual(["check", "merge", "merge"]);
    await runner.start(look);
    await runner.finish(look, {
      outcome: "merge_conflict",
      head_sha: null,
      detail: "conflicts in: a.js\n<<<<<<< HEAD",
    });
    const again = await runner.nextJob();
    expect([again.kind, again.checkout.from]).toEqual(["change", "base"]);
    expect(again.prompt).toContain("Merge conflict with main");
    expect(again.prompt).toContain("<<<<<<< HEAD");
  });

  it("that the forge puts off while it checks is tried again, and is a conflict when that never ends", async () => {
    bench().forge.merging = "checking";
    bench().forge.standing = { mergeable: false, draft: false };
    await approved(bench());
    await bench().until(() => bench().forge.count("POST", /merge$/) === 3);
    expect((await item())?.phase).toBe("merging");
    await bench().until(async () => (await item())?.phase === "review");
    expect(bench().forge.count("POST", /merge$/)).toBe(21);
  });

  it("of a pull request that a person closed becomes a question", async () => {
    bench().forge.trouble = ({ path }) => {
      if (path.endsWith("/reviews")) thePull().state = "closed";
      return undefined;
    };
    await approved(bench());
    await bench().until(async () => (await item())?.phase === "parked");
    expect((await item())?.park_reason).toContain("but it was closed without a merge");
  });

  it("that a rule of the forge keeps back is a question on its issue, and no fault for the checks", async () => {
    bench().forge.trouble = ({ path }) => (path.endsWith("/merge") ? { status: 412 } : undefined);
    await approved(bench());
    await bench().until(async () => (await item())?.phase === "parked");
    expect((await item())?.park_reason).toContain("a rule of the forge for `main` holds it back");
    expect(bench().logged("effect.dead")).toHaveLength(1);
    expect(await refused()).toEqual({ count: 0, last: null });
  });
});

describe("a review with findings beside lines", () => {
  const findings = [{ severity: "minor" as const, message: "Off by one.", file: "src/a.js", line: 99 }];
  const { outputs } = verdict(HEAD);
  const judged = { outputs: { ...outputs, verdict: { ...outputs?.verdict, findings } } } as never;

  it.each([
    ["has them there", "takes", ["APPROVED beside 1"]],
    [
      "stands without them where the forge refuses the line",
      "refuses",
      ["APPROVED beside 1", "APPROVED beside 0"],
    ],
    [
      "and also where it answers that with a server error",
      "fails",
      ["APPROVED beside 1", "APPROVED beside 0"],
    ],
  ] as const)("%s, and nobody waits for that", async (_, lines, asked) => {
    const { forge } = bench();
    forge.lines = lines;
    await approved(bench(), judged);
    await bench().until(async () => (await item())?.phase === "done");
    const reviews = forge.requests.filter((r) => r.method === "POST" && r.path.endsWith("/reviews"));
    expect(reviews.map((r) => `${r.body.event} beside ${(r.body.comments as unknown[]).length}`)).toEqual(
      asked,
    );
    expect(forge.reviews).toMatchObject([{ state: "APPROVED", author: "reviewer", sha: HEAD }]);
    expect(forge.reviews[0]?.body).toContain("Off by one.");
    expect(bench().logged("effect.retry")).toEqual([]);
  });
});

describe("a comment of our own that stands there twice", () => {
  it("is taken away once, the later of the two", async () => {
    const { forge } = bench();
    await changed(bench());
    await bench().until(async () => forge.commentsOn(1).length === 1);
    const [first] = forge.commentsOn(1);
    if (first === undefined) throw new Error("no comment");
    await deliver("issue_comment", forge.commentPayload(first));
    bench().advance(5_000);
    const late = forge.addComment(1, first.body, "coordinator");
    const answer = await deliver("issue_comment", forge.commentPayload(late));
    expect(await answer.json()).toEqual({ outcome: "duplicate_comment_removed" });
    await bench().until(async () => (await pending()) === 0);
    expect(forge.commentsOn(1).map((c) => c.id)).toEqual([first.id]);
    expect(forge.count("DELETE", /comments/)).toBe(1);
  });
});

describe("a queue message that dies", () => {
  it("is told to a person, its row stays, and the tick sends it again", async () => {
    bench().crashing = true;
    const { forge } = bench();
    const issue = forge.addIssue({ author: "stranger" });
    await deliver("issues", forge.issuePayload(issue));
    const comment = forge.addComment(issue.number, "@adf:nobody please");
    await deliver("issue_comment", forge.commentPayload(comment));
    await bench().until(() => bench().logged("queue.dead").length > 0);
    expect(bench().logged("queue.dead")[0]).toMatchObject({ level: "error", project: "sample" });
    expect(await pending()).toBe(1);
    await bench().idle();
    bench().crashing = false;
    await onCron(env, TICK_CRON);
    await bench().until(async () => (await pending()) === 0);
    expect(forge.commentsOn(1).filter((c) => c.author === "coordinator")).toHaveLength(1);
  });
});
