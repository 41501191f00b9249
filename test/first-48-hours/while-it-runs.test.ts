import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Between, between } from "../../src/cli/incident/between.ts";
import { LEAST, typed } from "../../src/cli/incident/typed.ts";
import type { JobOffer } from "../../src/contract/runner.ts";
import { CONTRACT_VERSION } from "../../src/contract/version.ts";
import type { SampleIssue } from "../../src/local/sample/issues.ts";
import { registerRunner } from "../../src/runner/register.ts";
import type { Json } from "../support/journey/forge.ts";
import { until } from "../support/journey/journal.ts";
import { type ShortLife, shortLife } from "./factory.ts";
import { startRunnerProcess } from "./runner-process.ts";

const REVIEW_WORDS: SampleIssue = {
  key: "words",
  title: "Review output is wrong: validate and verify the review plan",
  body: "A code review of the parser said so. Please assess it, check it and sign off.",
  author: "owner",
  labels: [],
  dependsOn: [],
};
const QUIET: SampleIssue = {
  ...REVIEW_WORDS,
  key: "quiet",
  title: "A stranger's",
  body: "",
  author: "outsider",
};
const [WORK, ANSWERED, DEAF] = [1, 2, 3] as const;
/** Long enough for thousands of turns of anything that spins. */
const WINDOW_MS = 3_000;

/** Neither [nightwatch] nor [compound_review]; a developer that asks for a CLI and a model of its own. */
const toml = (forge_url: string): string =>
  `${LEAST.replace("https://git.example", forge_url).replace('"owner/pebbles"', '"owner/pebbles"\nactive = "always"').replace('role = "developer"', 'role = "developer"\ncli = "codex"\nmodel = "gpt-5.4"')}
[mentions]
poll_ticks = 1

[limits]
lease_secs = 600
`;

/** A CLI that is there and that no route names: a runner without any asks for nothing. */
const IDLE = { idle: { argv: ["true"] } };

describe("seen while the factory runs", () => {
  let life: ShortLife;
  let toWorker: Between;
  let toForge: Between;
  let forge_url = "";
  /** The one job of this factory, taken by a runner that has both CLIs. */
  let taken: Promise<JobOffer> | undefined;
  const closing: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    toForge = await between(() => forge_url);
    closing.push(() => toForge.close());
    life = await shortLife({
      issues: [REVIEW_WORDS, QUIET, { ...QUIET, key: "deaf" }],
      toml: (url) => {
        forge_url = url;
        return toml(toForge.url);
      },
    });
    closing.push(() => life.close());
    toWorker = await between(() => life.worker_url);
    closing.push(() => toWorker.close());
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  async function runnerState(name: string): Promise<string> {
    const stateDir = join(life.dir, name);
    mkdirSync(stateDir, { mode: 0o700 });
    const { token } = (await life.ask("runners/tokens", "POST")).json;
    const made = await registerRunner({ url: toWorker.url, token, name, stateDir });
    if (!made.ok) throw new Error(made.error);
    return stateDir;
  }
  const offer = () => {
    taken ??= life.credential().then((credential) => life.claim(credential, ["claude", "codex"]));
    return taken;
  };
  const reasonOf = async (job: string): Promise<unknown> =>
    (await life.journal()).find((r) => r.entry.event === "job.leased" && r.entry.job === job)?.entry.reason;
  const replies = async (issue: number): Promise<Json[]> =>
    (await life.owner.comments(issue)).filter((c) => c.user.login === "adf-coordinator");
  const during = (what: Between, from: number, method: string, path: RegExp) =>
    what.seen.filter((c) => c.at >= from && c.method === method && path.test(c.path)).length;

  it("1. a runner left behind by a deploy ends with the sentence that says which side is older, and gets no work", async () => {
    const stateDir = await runnerState("left-behind");
    toWorker.contract = CONTRACT_VERSION - 1;
    const agents = { claude: { argv: ["true"] } };
    const stale = startRunnerProcess({ url: toWorker.url, stateDir, agents, pollSecs: 0.2 });
    const patience = setTimeout(() => void stale.stop(), 30_000);
    const { code, text } = await stale.ended;
    clearTimeout(patience);
    toWorker.contract = null;
    expect(text).toContain(
      `Runner and Worker speak different versions of the contract. Upgrade the older one. The Worker speaks ${CONTRACT_VERSION}, the runner ${CONTRACT_VERSION - 1}.`,
    );
    expect(code).toBe(5);
    const rows = await life.journal();
    expect(rows.filter((r) => r.entry.event === "job.leased")).toEqual([]);

    // Of the same contract and another build: it works, and the state names both builds.
    const current = startRunnerProcess({ url: toWorker.url, stateDir, agents: IDLE, pollSecs: 0.2 });
    const state = await until(async () => {
      const { json } = await life.ask("state");
      return (
        json.runners.some((r: Json) => r.name === "left-behind" && r.build.startsWith("runner-")) && json
      );
    }, "the runner's build in the state").finally(() => current.stop());
    expect(state.build).toBe("build-of-today");
  });

  it("2. nothing spins when every answer comes at once: the runner asks at its pace, and the Worker backs off", async () => {
    const stateDir = await runnerState("hurried");
    const runner = startRunnerProcess({ url: toWorker.url, stateDir, agents: IDLE, pollSecs: 0.5 });
    try {
      for (const status of [204, 503]) {
        toWorker.instead = () => status;
        const flipped = performance.now();
        await until(() => during(toWorker, flipped, "POST", /claim/) > 0, "the first claim");
        const [from, cpu] = [performance.now(), runner.cpu()];
        await sleep(WINDOW_MS);
        expect(during(toWorker, from, "POST", /claim/), `claims answered ${status}`).toBeLessThanOrEqual(8);
        expect(during(toWorker, from, "UPGRADE", /socket/), "sockets broken").toBeLessThanOrEqual(6);
        expect(runner.cpu() - cpu, "seconds of processor").toBeLessThan(WINDOW_MS / 2000);
      }
    } finally {
      toWorker.instead = () => null;
      await runner.stop();
    }

    // The forge reads and does not write: what the Worker must say there is due at every moment.
    toForge.instead = (method) => (method === "POST" ? 503 : null);
    await life.owner.comment(DEAF, "@adf: is anybody there?");
    await until(() => during(toForge, 0, "POST", /comments/) > 0, "the first refused comment");
    const [from, rows] = [performance.now(), (await life.journal()).length];
    await sleep(WINDOW_MS);
    expect(during(toForge, from, "POST", /./), "writes tried").toBeLessThanOrEqual(6);
    expect(during(toForge, from, "GET", /./), "reads").toBeLessThanOrEqual(60);
    expect((await life.journal()).length - rows, "lines of journal").toBeLessThanOrEqual(12);
    toForge.instead = () => null;
    await until(async () => (await replies(DEAF)).length > 0, "the answer, once the forge takes it");
    expect(await replies(DEAF)).toHaveLength(1);
  });

  it("3. an agent's own CLI and model that lose to the route are named with the job, and with why", async () => {
    expect(await offer()).toMatchObject({ issue: WORK, cli: "claude", model: "sonnet" });
    const reason = await reasonOf((await offer()).job);
    expect(reason).toContain(
      "The agent's own choice (model:gpt-5.4 cli:codex) is not taken: the scenario's route goes before it.",
    );
  });

  it("5. a developer's issue full of the words of a review stays in the developer's tier, and says what the words alone would do", async () => {
    const { job, role } = await offer();
    expect(role).toBe("developer");
    expect(await reasonOf(job)).toContain(
      "The role developer works in implementation_tier. The words alone would say review_tier.",
    );
    const shown = (await life.ask("state")).json.projects[0].work_items.flatMap((i: Json) => i.jobs);
    expect(shown).toContainEqual(expect.objectContaining({ id: job, tier: "implementation_tier" }));
    const asked = await typed(["route", "--role", "developer", REVIEW_WORDS.title]);
    expect(asked.text).toContain(
      "why      The role developer works in implementation_tier. The words alone would say review_tier.",
    );
  });

  it("6. a Worker without the sections [compound_review] and [nightwatch] starts, and says that it is healthy", async () => {
    const answer = await fetch(`${life.worker_url}/healthz`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ healthy: true, build: "build-of-today" });
  });

  it("10. a mention without a name is answered on the issue, once, with the form and the names", async () => {
    await life.owner.comment(ANSWERED, "@adf: please look at this");
    const [reply] = await until(async () => {
      const all = await replies(ANSWERED);
      return all.length > 0 && all;
    }, "the answer");
    expect(reply.body).toContain("`@adf:` names no agent.");
    expect(reply.body).toContain("You can call: `@adf:compound-review`, `@adf:developer`, `@adf:reviewer`.");
    const reads = () => toForge.seen.filter((c) => /comments/.test(c.path)).length;
    const polled = reads();
    await until(() => reads() > polled + 2, "two more polls");
    expect(await replies(ANSWERED)).toHaveLength(1);
  });

  it("8. no record is dropped: what the Worker printed is in the journal, in that order, numbered without a gap", async () => {
    await offer();
    await life.owner.comment(ANSWERED, "@adf: and this?");
    await until(
      async () => (await replies(ANSWERED)).some((c) => c.body.includes("names no agent")),
      "the answer",
    );
    const rows = await life.journal();
    expect(rows.map((r) => r.seq)).toEqual(rows.map((_, i) => i + 1));
    for (const event of ["item.created", "coordinator.picked", "job.leased", "effect.done"])
      expect(rows.map((r) => r.entry.event)).toContain(event);
    // What the forge was read for beside the project's own events is printed and no part of its journal.
    const printed = () =>
      life.printed.lines.filter((l) => l.project === "pebbles" && l.event !== "summary.read");
    await until(() => printed().length >= rows.length, "the last printed line");
    expect(printed().slice(0, rows.length)).toEqual(rows.map((r) => r.entry));
  });
});
