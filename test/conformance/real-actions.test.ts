/** A red check that a real Gitea's own Actions set: its log, as the product's scopes let it be read. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { checksOf } from "../../src/forge/checks.ts";
import { setupClient } from "../../src/forge/setup-client.ts";
import { ActionsRunner } from "../support/forge/actions-runner.ts";
import { onRealGitea } from "../support/forge/real-gitea.ts";
import { value } from "./expectation.ts";
import { as, raw, realSubject, type Subject } from "./subject.ts";

const WORKFLOW = `name: tests
on: [push]
jobs:
  unit:
    runs-on: scripted
    steps:
      - run: npm test
  lint:
    runs-on: scripted
    steps:
      - run: npm run lint
`;
const at = (second: number) => `2026-11-23T02:00:0${second}Z`;
const LOG = [
  { time: at(1), content: "a line ".repeat(20_000) },
  { time: at(2), content: "not ok 7 - pages start at one" },
  { time: at(5), content: "cleaning up" },
];

function actionsOn(forge: string, admin: string): void {
  let subject: Subject;
  let repo: string;
  let runner: ActionsRunner | null;
  beforeAll(async () => {
    subject = await realSubject(forge, admin);
    repo = await subject.makeRepo();
    runner = await ActionsRunner.register(forge, `token ${admin}`, repo);
  }, 60_000);
  afterAll(() => subject?.close());

  it("is read to its end for every job that failed, with where its step ended, by an account that may only write", async (test) => {
    if (runner === null)
      return test.skip("the Gitea at ADF_TEST_GITEA_URL has no Actions: [actions] ENABLED = true");
    const path = ".gitea/workflows/tests.yml";
    const file = { path, message: "CI", branch: "red", from: "main", sha: null, text: WORKFLOW };
    value(await setupClient({ url: forge, token: subject.people.dev.token }).commitFile(repo, file));
    const { sha } = value(await as(subject, "dev").branch(repo, "red"));
    let ended = 0;
    const failed = async (one: ActionsRunner) => {
      if (await one.fail(LOG, at(2))) ended++;
      return ended;
    };
    const one = runner;
    await expect.poll(() => failed(one), { timeout: 30_000, interval: 200 }).toBe(2);
    const dev = as(subject, "dev");
    const wanted = { own: "adf/review", contexts: [] };
    const read = async () => value(await checksOf(dev, repo, sha, wanted)).map((c) => [c.context, c.log]);
    const log = (step: string) => ({
      text: expect.stringMatching(/^(?!.{70000})[\s\S]*not ok 7 - pages start at one[\s\S]*cleaning up\n$/),
      failed_at: Date.parse(at(2)),
      step: `Run ${step}`,
    });
    await expect.poll(async () => (await read()).length, { timeout: 30_000 }).toBe(2);
    expect((await read()).sort()).toEqual([
      ["tests / lint (push)", log("npm run lint")],
      ["tests / unit (push)", log("npm test")],
    ]);

    const linked = value(await checksOf(dev, repo, sha, wanted)).map((c) => c.target_url);
    expect(linked.every((link) => link.startsWith(`${forge}/${repo}/actions/runs/`))).toBe(true);

    // Whoever may write the code says what it is called; what another CI set has no log here.
    const elsewhere = { context: "ci/far", state: "failure" };
    await raw(
      { url: forge, authorization: `token ${subject.people.owner.token}` },
      "POST",
      `/repos/${repo}/statuses/${sha}`,
      elsewhere,
    );
    const far = (await read()).find(([context]) => context === "ci/far");
    expect(far?.[1]).toEqual({ unread: "it ran somewhere else, or not among the first jobs here." });
  }, 120_000);
}

onRealGitea("the logs of Actions", actionsOn);
