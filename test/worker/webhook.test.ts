import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { signBody } from "../../src/forge/signature.ts";
import { mustOpen } from "../../src/worker/environment.ts";
import { syncProject } from "../../src/worker/queue/sync.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { call, deliver, firstRead, project, register, stub } from "../support/worker/factory.ts";

const bench = useBench();

/** Rows of the ledger: everything that was taken in. */
const stored = () =>
  runInDurableObject(
    stub(),
    (_, s) => s.storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM events").one().n,
  );

const sync = () => syncProject(env, mustOpen(env), "sample");
const refusal = async (answer: Response) => {
  const { error, message } = (await answer.json()) as { error: string; message: string };
  expect(message.length).toBeGreaterThan(20);
  return [answer.status, error];
};

describe("a delivery that may not come in", () => {
  it("has a wrong, empty, short or missing signature: 401, and nothing is stored", async () => {
    const issue = bench().forge.addIssue();
    const payload = JSON.stringify(bench().forge.issuePayload(issue));
    const good = await signBody(payload, testBindings.WEBHOOK_SECRET);
    const foreign = await signBody(payload, "a secret that somebody guessed");
    for (const signature of [foreign, "", good.slice(0, 63), good.slice(0, 8), `${good}00`, "0".repeat(64)]) {
      const answer = await deliver("issues", payload, { headers: { "x-gitea-signature": signature } });
      expect(await refusal(answer)).toEqual([401, "bad_signature"]);
    }
    const headers = { "content-type": "application/json", "x-gitea-event": "issues" };
    const unsigned = await call("/webhooks/gitea", { method: "POST", body: payload, headers });
    expect(await refusal(unsigned)).toEqual([401, "bad_signature"]);
    expect(await stored()).toBe(0);
  });

  it("is signed for other bytes than these: 401", async () => {
    const payload = JSON.stringify(bench().forge.issuePayload(bench().forge.addIssue()));
    const signature = await signBody(`${payload} `, testBindings.WEBHOOK_SECRET);
    const answer = await deliver("issues", payload, { headers: { "x-gitea-signature": signature } });
    expect(answer.status).toBe(401);
  });

  it("is larger than the limit: 413, by its length header and by what really comes", async () => {
    const big = `{"pad":"${"x".repeat(1_048_576)}"}`;
    expect(await refusal(await deliver("issues", big))).toEqual([413, "too_large"]);
    // A stream has no length header: only counting the bytes can stop it.
    const part = new TextEncoder().encode("x".repeat(65_536));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 40) controller.close();
        else controller.enqueue(part);
      },
    });
    const headers = {
      "content-type": "application/json",
      "x-gitea-event": "issues",
      "x-gitea-signature": "0".repeat(64),
    };
    const streamed = await call("/webhooks/gitea", { method: "POST", body, headers });
    expect(await refusal(streamed)).toEqual([413, "too_large"]);
    expect(await stored()).toBe(0);
  });

  it("is not JSON by its media type: 415; form-encoded is refused although Gitea offers it", async () => {
    const payload = JSON.stringify(bench().forge.issuePayload(bench().forge.addIssue()));
    for (const type of ["text/plain", "application/x-www-form-urlencoded", ""]) {
      const answer = await deliver("issues", payload, { headers: { "content-type": type } });
      expect(await refusal(answer)).toEqual([415, "not_json"]);
    }
    const charset = { headers: { "content-type": "application/json; charset=utf-8" } };
    expect((await deliver("issues", payload, charset)).status).toBe(202);
  });

  it("is signed and is not JSON: 400", async () => {
    expect(await refusal(await deliver("issues", "{not json"))).toEqual([400, "malformed_json"]);
  });
});

describe("a delivery that asks for nothing", () => {
  it("is answered 200 with a named outcome, for every way in which that can be", async () => {
    const { forge } = bench();
    const issue = forge.addIssue();
    const other = { ...forge.issuePayload(issue), repository: { id: 7, full_name: "someone/else" } };
    const cases = [
      ["planets_aligned", {}, "unknown_event"],
      ["", {}, "unknown_event"],
      ["wiki", {}, "unsupported_action"],
      ["issues", { ...forge.issuePayload(issue), action: "pinned" }, "unsupported_action"],
      ["issues", { action: "opened" }, "malformed_payload"],
      ["issues", [1, 2], "malformed_payload"],
      ["issues", other, "other_repository"],
    ] as const;
    for (const [event, payload, reason] of cases) {
      const answer = await deliver(event, payload);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ outcome: "ignored", reason });
    }
    expect(await stored()).toBe(0);
    expect(
      bench()
        .logged("delivery.ignored")
        .map((l) => l.reason),
    ).toEqual(cases.map((c) => c[2]));
  });

  it("signed with the secret before rotation is taken in like any other", async () => {
    const payload = bench().forge.issuePayload(bench().forge.addIssue());
    const answer = await deliver("issues", payload, { secret: testBindings.WEBHOOK_SECRET_PREVIOUS });
    expect(answer.status).toBe(202);
    expect(await stored()).toBe(1);
  });
});

describe("a mention in a comment", () => {
  it("is answered 202 after the durable write: one work item, one queued job, and the runners are woken", async () => {
    const { forge } = bench();
    const issue = forge.addIssue({ author: "stranger" });
    await firstRead();
    await bench().idle();
    bench().invocations.length = 0;
    const comment = forge.addComment(issue.number, "@adf:developer please");
    const answer = await deliver("issue_comment", forge.commentPayload(comment));
    expect([answer.status, await answer.json()]).toEqual([202, { outcome: "mentions_answered" }]);
    const [item] = (await project()).work_items;
    expect([item?.issue, item?.phase, item?.jobs.map((j) => j.state)]).toEqual([1, "change", ["queued"]]);
    await bench().idle();
    expect(bench().invocations.some((i) => i.queue === "adf-hints")).toBe(true);
  });

  it("by a stranger makes no job, and is answered once however often he asks", async () => {
    const { forge } = bench();
    const issue = forge.addIssue({ author: "stranger" });
    for (const text of ["@adf:developer do this", "@adf:reviewer and that", "@adf:"]) {
      const comment = forge.addComment(issue.number, text, "stranger");
      expect((await deliver("issue_comment", forge.commentPayload(comment))).status).toBe(202);
    }
    await bench().until(async () => (await project()).effects.pending === 0);
    expect((await project()).work_items).toEqual([]);
    expect(forge.commentsOn(issue.number).filter((c) => c.author === "coordinator")).toHaveLength(1);
  });

  it("makes one job, however often and by whichever way it comes", async () => {
    const { forge } = bench();
    const issue = forge.addIssue({ author: "stranger" });
    await firstRead();
    const runner = await register();
    const comment = forge.addComment(issue.number, "@adf:developer please");
    const payload = forge.commentPayload(comment);
    const outcomes: string[] = [];
    const say = async (answer: Response) => {
      expect(answer.status).toBe(202);
      outcomes.push(((await answer.json()) as { outcome: string }).outcome);
    };
    await say(await deliver("issue_comment", payload, { delivery: "d-1" }));
    await say(await deliver("issue_comment", payload, { delivery: "d-1" }));
    await say(await deliver("issue_comment", payload, { delivery: "d-2" }));
    await sync();
    bench().advance(5_000);
    comment.body = "@adf:developer please, and soon";
    comment.updated_at = forge.now();
    await say(await deliver("issue_comment", forge.commentPayload(comment, "edited")));
    await sync();
    expect(outcomes).toEqual(["mentions_answered", "duplicate", "duplicate", "mentions_answered"]);
    const { work_items } = await project();
    expect(work_items.flatMap((w) => w.jobs)).toHaveLength(1);
    expect(await runner.claim()).not.toBeNull();
    expect(await runner.claim()).toBeNull();
  });

  it("that is delivered many times at the same moment makes one job", async () => {
    const { forge } = bench();
    const comment = forge.addComment(forge.addIssue({ author: "stranger" }).number, "@adf:developer please");
    const payload = forge.commentPayload(comment);
    const answers = await Promise.all(Array.from({ length: 6 }, () => deliver("issue_comment", payload)));
    const outcomes = await Promise.all(
      answers.map(async (a) => ((await a.json()) as { outcome: string }).outcome),
    );
    expect(outcomes.filter((o) => o !== "duplicate")).toEqual(["mentions_answered"]);
    expect((await project()).work_items.flatMap((w) => w.jobs)).toHaveLength(1);
  });

  it("that only the poll saw makes the same one job, and its late delivery makes none", async () => {
    const { forge } = bench();
    const issue = forge.addIssue({ author: "stranger" });
    await firstRead();
    bench().advance(5_000);
    const comment = forge.addComment(issue.number, "@adf:developer please");
    await sync();
    const late = await deliver("issue_comment", forge.commentPayload(comment));
    expect([late.status, await late.json()]).toEqual([202, { outcome: "duplicate" }]);
    expect((await project()).work_items.flatMap((w) => w.jobs)).toHaveLength(1);
  });
});
