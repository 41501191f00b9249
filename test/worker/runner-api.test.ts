import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { CONTRACT_VERSION } from "../../src/contract/version.ts";
import { runLogStub } from "../../src/worker/environment.ts";
import { useBench } from "../support/worker/bench.ts";
import {
  asOwner,
  call,
  deliver,
  firstRead,
  journal,
  project,
  register,
  state,
  TestRunner,
} from "../support/worker/factory.ts";

const bench = useBench();

/** A project with one issue whose change is queued, and a runner. */
async function oneJob() {
  bench().forge.addIssue();
  await firstRead();
  return register();
}

const message = async (answer: Response) => ((await answer.json()) as { message: string }).message;

describe("a runner", () => {
  it("registers with a token that works once", async () => {
    const { token } = (await (await asOwner("/runners/tokens", "POST")).json()) as { token: string };
    const ask = (contract = String(CONTRACT_VERSION)) =>
      call("/api/v1/runners/register", {
        method: "POST",
        body: JSON.stringify({ token, name: "one" }),
        headers: { "content-type": "application/json", "adf-contract": contract },
      });
    // A build that is refused has not used the token up.
    expect((await ask(String(CONTRACT_VERSION + 1))).status).toBe(426);
    expect((await ask()).status).toBe(201);
    const second = await ask();
    expect(second.status).toBe(403);
    expect(await message(second)).toContain("Ask for a new one");
  });

  it("finds its token worthless after an hour", async () => {
    const { token } = (await (await asOwner("/runners/tokens", "POST")).json()) as { token: string };
    bench().advance(3_600_001);
    const headers = { "content-type": "application/json", "adf-contract": String(CONTRACT_VERSION) };
    const body = JSON.stringify({ token, name: "one" });
    expect((await call("/api/v1/runners/register", { method: "POST", body, headers })).status).toBe(403);
  });

  it("of another contract version is refused work with a sentence that says what to upgrade", async () => {
    const runner = await oneJob();
    for (const contract of [String(CONTRACT_VERSION + 1), String(CONTRACT_VERSION - 1), ""]) {
      const body = { request_key: crypto.randomUUID(), capabilities: { clis: [] } };
      const answer = await runner.post("/runner/claim", body, contract);
      expect(answer.status).toBe(426);
      expect(await message(answer)).toContain(`Upgrade the older one. The Worker speaks ${CONTRACT_VERSION}`);
    }
    expect((await project()).work_items[0]?.attempts).toBe(0);
  });

  it("with a wrong credential is answered 401 at every door", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    for (const credential of ["", "guess", `${runner.credential}0`, runner.id]) {
      const stranger = new TestRunner("x", credential);
      const doors = [
        stranger.ask(),
        stranger.start(offer),
        stranger.extend(offer),
        stranger.log(offer, 0, "x"),
      ];
      for (const answer of await Promise.all(doors)) expect(answer.status).toBe(401);
    }
  });

  it("is refused with the name of the field when its request has another shape", async () => {
    const runner = await oneJob();
    const answer = await runner.post("/runner/claim", {
      request_key: "not a uuid",
      capabilities: { clis: [] },
    });
    expect(answer.status).toBe(400);
    expect(await message(answer)).toContain("request_key");
  });
});

describe("a claim", () => {
  it("is answered 204 when there is nothing to do", async () => {
    await firstRead();
    const answer = await (await register()).ask();
    expect([answer.status, await answer.text()]).toEqual([204, ""]);
    const { build, config_hash } = await state();
    const said = ["adf-contract", "adf-build", "adf-config"].map((name) => answer.headers.get(name));
    expect(said).toEqual([String(CONTRACT_VERSION), build, config_hash]);
  });

  it("repeated with its key after a lost answer gets the same offer", async () => {
    const runner = await oneJob();
    const key = crypto.randomUUID();
    const first = await runner.claim(key);
    expect(first).not.toBeNull();
    expect(await runner.claim(key)).toEqual(first);
    expect((await project()).work_items[0]?.attempts).toBe(1);
  });

  it("with the key of another runner gets nothing", async () => {
    const runner = await oneJob();
    const key = crypto.randomUUID();
    expect((await runner.claim(key))?.kind).toBe("change");
    const { forge } = bench();
    await deliver("pull_request", forge.pullPayload(forge.addPull("@adf:reviewer please look")));
    const thief = await register("thief");
    expect((await thief.ask(key)).status).toBe(204);
    expect((await thief.claim())?.kind).toBe("review");
  });

  it("by two runners at once gives the job to one, and tells the other that there is nothing", async () => {
    const one = await oneJob();
    const two = await register("two");
    const answers = await Promise.all([one.ask(), two.ask(), one.ask(), two.ask()]);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 204, 204, 204]);
    expect((await project()).work_items[0]?.attempts).toBe(1);
  });

  it("by a runner whose machine has no fitting agent leaves the job for one that has", async () => {
    const runner = await oneJob();
    const body = {
      request_key: crypto.randomUUID(),
      capabilities: { clis: [{ id: "emacs", version: "1" }] },
    };
    expect((await runner.post("/runner/claim", body)).status).toBe(204);
    expect(await runner.claim()).not.toBeNull();
  });
});

describe("a job that is held", () => {
  it("is started, extended and finished once; a repeated report gets the same answer", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    expect(await (await runner.start(offer)).json()).toEqual({ lease_secs: 30, cancel: null });
    expect((await runner.start(offer)).status).toBe(200);
    expect(await (await runner.extend(offer)).json()).toEqual({ lease_secs: 30, cancel: null });
    const key = crypto.randomUUID();
    const report = { outcome: "exit_code", exit_code: 3, detail: "it fell over", head_sha: null } as const;
    expect((await runner.finish(offer, report, key)).accepted).toBe(true);
    expect((await runner.finish(offer, report, key)).accepted).toBe(true);
    const [item] = (await project()).work_items;
    expect(item?.jobs.map((j) => [j.state, j.outcome])).toEqual([
      ["failed", "exit_code"],
      ["queued", null],
    ]);
    const again = await runner.finish(offer, report);
    expect(again).toEqual({ accepted: false, reason: "The job had already ended: exit_code." });
    expect((await runner.extend(offer)).status).toBe(410);
    expect((await runner.start(offer)).status).toBe(410);
  });

  it("knows another epoch only as a refusal: 410, or not accepted and why, and nothing changes", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    await runner.start(offer);
    const before = await project();
    const old = offer.epoch + 1;
    expect((await runner.start(offer, old)).status).toBe(410);
    expect((await runner.extend(offer, old)).status).toBe(410);
    const late = await runner.finish({ ...offer, epoch: old }, {});
    expect(late).toEqual({
      accepted: false,
      reason: `The epoch is old: ${old}, and the job is at ${offer.epoch}.`,
    });
    expect((await project()).work_items).toEqual(before.work_items);
    // The refused report has not cost the holder its lease.
    expect((await runner.extend(offer)).status).toBe(200);
    expect((await journal()).filter((e) => e.event === "report.refused")).toHaveLength(1);
  });

  it("is nobody else's: another runner can neither start, extend, write to nor finish it", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    await runner.start(offer);
    const other = await register("other");
    expect((await other.start(offer)).status).toBe(410);
    expect((await other.extend(offer)).status).toBe(410);
    expect((await other.log(offer, 0, "forged")).status).toBe(410);
    expect((await other.finish(offer, {})).accepted).toBe(false);
    expect((await project()).work_items[0]?.jobs[0]?.state).toBe("running");
    expect((await runner.extend(offer)).status).toBe(200);
    expect(await (await asOwner(`/jobs/${offer.job}/log?epoch=${offer.epoch}`)).text()).toBe("");
  });

  it("that does not exist is 404 in a project nobody configured, and lost otherwise", async () => {
    const runner = await oneJob();
    const none = { ...(await runner.nextJob()), job: "elsewhere-1" };
    expect((await runner.start(none)).status).toBe(404);
    expect((await runner.start({ ...none, job: "sample-99999" })).status).toBe(410);
    const answer = await runner.post("/jobs/nodash/extend", { epoch: 1, quiet_secs: 0 });
    expect(answer.status).toBe(404);
  });

  it("whose issue is closed is cancelled, and the next extend carries the sentence", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    await runner.start(offer);
    const { forge } = bench();
    const issue = forge.issues.get(1);
    if (issue === undefined) throw new Error("no issue");
    issue.state = "closed";
    issue.updated_at = forge.now();
    await deliver("issues", forge.issuePayload(issue, "closed"));
    await bench().idle();
    const answer = await runner.extend(offer);
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { cancel: string }).cancel).toContain("The issue was closed");
    const report = await runner.finish(offer, { outcome: "cancelled", head_sha: null });
    expect(report).toEqual({ accepted: false, reason: "The job had already ended: cancelled." });
    expect((await project()).work_items[0]?.phase).toBe("cancelled");
  });
});

describe("a job's log", () => {
  it("is appended by offset, knows what it has, and takes nothing after a gap", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    const put = async (offset: number, text: string) => {
      const answer = await runner.log(offer, offset, text);
      return [answer.status, ((await answer.json()) as { next_offset: number }).next_offset];
    };
    const read = async (offset = 0) =>
      (await asOwner(`/jobs/${offer.job}/log?epoch=${offer.epoch}&offset=${offset}`)).text();
    expect(await put(0, "hello ")).toEqual([200, 6]);
    // Sent again because the answer was lost, and sent again with more.
    expect(await put(0, "hello ")).toEqual([200, 6]);
    expect(await put(0, "hello world")).toEqual([200, 11]);
    // Something is missing in between: told where to go on from.
    expect(await put(20, "later")).toEqual([200, 11]);
    expect(await put(11, ", äöü")).toEqual([200, 19]);
    expect(await read()).toBe("hello world, äöü");
    expect(await read(6)).toBe("world, äöü");
    expect(await read(19)).toBe("");
  });

  it("refuses a chunk that is too large, an offset that is none, and the epoch of another job", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    const large = await runner.log(offer, 0, new Uint8Array(1024 * 1024 + 1));
    expect([large.status, await message(large)]).toEqual([413, "a chunk has at most 1048576 bytes"]);
    expect((await runner.log(offer, -1, "x")).status).toBe(400);
    expect((await runner.log(offer, Number.NaN, "x")).status).toBe(400);
    expect((await runner.log(offer, 0, "x", offer.epoch + 1)).status).toBe(410);
    expect((await runner.log(offer, 0, "x", Number.NaN)).status).toBe(410);
  });

  it("is forgotten after a week", async () => {
    const runner = await oneJob();
    const offer = await runner.nextJob();
    await runner.log(offer, 0, "x");
    expect(await runDurableObjectAlarm(runLogStub(env, offer.job))).toBe(true);
    expect(await (await asOwner(`/jobs/${offer.job}/log?epoch=${offer.epoch}`)).text()).toBe("");
  });
});
