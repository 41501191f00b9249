/** The gate `ci` in the real object: it asks the forge at its own pace, and stops asking when it knows. */
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProjectConfig } from "../../src/contract/config.ts";
import { type Env, mustOpen } from "../../src/worker/environment.ts";
import { useBench } from "../support/worker/bench.ts";
import {
  deliver,
  firstRead,
  HEAD,
  project,
  register,
  stub,
  verdict,
  written,
} from "../support/worker/factory.ts";

const bench = useBench();
const gates = (review_gate: unknown) =>
  runInDurableObject(stub(), (object) => {
    const [only] = mustOpen((object as unknown as { env: Env }).env).config.projects;
    Object.assign(only as ProjectConfig, { review_gate });
  });
beforeEach(() => gates(["reviewer", "ci"]));
afterEach(() => gates(undefined));

const phase = async () => (await project()).work_items[0]?.phase;
const asked = () => bench().forge.count("GET", /commits\/\w+\/status$/);

describe("a change that waits for the forge's checks", () => {
  it("is merged when they are green, goes back with their log when they are red, and nobody asks any more", async () => {
    const { forge } = bench();
    const issue = forge.addIssue();
    await firstRead();
    await deliver("issue_comment", forge.commentPayload(forge.addComment(issue.number, "@adf:developer go")));
    const runner = await register();
    const change = async (head: string) => {
      const offer = await runner.nextJob();
      await runner.start(offer);
      forge.branches.set(offer.checkout.branch, head);
      for (const p of forge.pulls.values()) p.head_sha = head;
      await runner.finish(offer, { head_sha: head });
      await bench().until(async () => (await phase()) === "review");
      const review = await runner.nextJob();
      await runner.start(review);
      await runner.finish(review, verdict(head));
      return offer;
    };
    await change(HEAD);
    await bench().until(() => asked() > 1, 10_000);
    expect(await phase()).toBe("review");
    forge.checks.set(HEAD, [{ context: "ci / test (push)", status: "failure", description: "2 failed" }]);
    await bench().until(async () => (await phase()) === "change", 10_000);

    const second = "c".repeat(40);
    forge.checks.set(second, [{ context: "ci / test (push)", status: "success", description: "ok" }]);
    // Of the merged commit too: it is proved before its issue is closed.
    forge.checks.set(second.replace(/^./, "f"), [
      { context: "ci / test (push)", status: "success", description: "ok" },
    ]);
    const rework = await change(second);
    expect(rework.prompt).toContain("ci: Check ci / test (push) failed: 2 failed.");
    expect(rework.prompt).toContain("not ok 3 - adds");
    await bench().until(async () => (await phase()) === "done", 10_000);
    await written();
    const before = asked();
    bench().advance(600_000);
    await bench().ringProject();
    await bench().idle();
    expect(asked()).toBe(before);
  });
});
