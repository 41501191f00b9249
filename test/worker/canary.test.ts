import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Effect } from "../../src/core/effect/effect.ts";
import { mustOpen } from "../../src/worker/environment.ts";
import { logLine } from "../../src/worker/log.ts";
import { applyEffect } from "../../src/worker/queue/apply-effect.ts";
import { ForgeAccess } from "../../src/worker/queue/forge-call.ts";
import { expectSilence, song } from "../support/canary.ts";
import { useBench } from "../support/worker/bench.ts";
import { testBindings } from "../support/worker/bindings.ts";
import { asOwner, firstRead, HEAD, project, register, verdict } from "../support/worker/factory.ts";

const bench = useBench();

describe("a secret of the Worker that an agent got hold of", () => {
  it("leaves through no comment, review, pull request, record, log line or answer", async () => {
    const canary = testBindings.ADMIN_TOKEN;
    const { forge } = bench();
    forge.addIssue();
    await firstRead();
    const runner = await register();
    const change = await runner.nextJob();
    await runner.start(change);
    forge.branches.set(change.checkout.branch, HEAD);
    await runner.finish(change, {
      detail: song(canary),
      outputs: {
        version: 1,
        summary: song(canary),
        comment: { body: song(canary) },
        pull_request: { title: `Fix ${canary}`, body: song(canary) },
        dispatch: [],
        new_issues: [{ title: `About ${canary}`, body: song(canary) }],
      },
    });
    await bench().until(() => forge.pulls.size > 0);
    const review = await runner.nextJob();
    await runner.start(review);
    const failed = verdict(HEAD, "fail");
    const judged = failed.outputs?.verdict;
    if (failed.outputs == null || judged === undefined) throw new Error("a verdict has outputs");
    const findings = [{ severity: "major" as const, message: song(canary), file: `lib/${canary}.js` }];
    await runner.finish(review, {
      ...failed,
      outputs: { ...failed.outputs, verdict: { ...judged, summary: song(canary), findings } },
    });
    await bench().until(() => forge.reviews.length > 0);
    const again = await runner.nextJob();
    await runner.start(again);
    await runner.finish(again, { outcome: "exit_code", exit_code: 3, detail: song(canary), head_sha: null });
    logLine({ event: "request.crashed", level: "error", reason: song(canary) });

    const read = async (path: string) => await (await asOwner(path)).text();
    expect(forge.comments.length).toBeGreaterThan(1);
    expectSilence(canary, {
      comments: JSON.stringify(forge.comments),
      reviews: JSON.stringify(forge.reviews),
      "pull requests": JSON.stringify([...forge.pulls.values()]),
      "writes on the forge": JSON.stringify(forge.requests),
      records: await read("/projects/sample/journal?after=0"),
      state: JSON.stringify(await project()),
      "log lines": bench().lines.join("\n"),
    });
    expect(JSON.stringify(forge.pulls.get(2) ?? [...forge.pulls.values()])).toContain("***");
  });

  it("is taken out at the last door before the forge, whoever wrote the text", async () => {
    const canary = testBindings.ADMIN_TOKEN;
    const { forge } = bench();
    forge.addIssue();
    const door = mustOpen(env);
    const effect: Effect = {
      id: "e1",
      seq: 1,
      item: null,
      action: { kind: "comment", account: "coordinator", issue: 1, body: song(canary), root: "r", hop: 0 },
      state: "applying",
      attempts: 0,
      not_before: 0,
      error: null,
      result: null,
      created_at: 0,
    };
    await applyEffect(new ForgeAccess(env, door), door, "owner/sample", "sample", effect);
    expect(forge.comments).toHaveLength(1);
    expectSilence(canary, { comment: JSON.stringify(forge.comments) });
  });
});
