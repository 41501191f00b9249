import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentHop } from "../../../src/cli/smoke/hop.ts";
import { prepare } from "../../../src/cli/smoke/prepare.ts";
import { runCycle } from "../../../src/cli/smoke/run-cycle.ts";
import { isGreen, type Told } from "../../../src/cli/smoke/told.ts";
import { adf } from "../adf.ts";
import { type Rig, startRig } from "../doctor/rig.ts";

describe("smoke on a real factory with the embedded agent", () => {
  let rig: Rig;
  const never = new AbortController().signal;
  const smoke = async (secs: number, pollOnly = false): Promise<Told> =>
    runCycle(
      await prepare({ state: rig.home.dir, ...(pollOnly ? { pollOnly } : {}) }),
      secs,
      never,
      () => {},
    );
  const issue = async (number: number) => {
    const read = await rig.owner.issue(rig.repo, number);
    if (!read.ok) throw new Error(read.error.detail);
    return read.value;
  };
  const pause = (verb: "pause" | "resume") =>
    fetch(`${rig.factory.worker_url}/api/v1/projects/pebbles/${verb}`, {
      method: "POST",
      headers: { authorization: `Bearer ${rig.home.settings.admin_token}` },
    });

  beforeAll(async () => {
    rig = await startRig();
    await rig.said("dispatch/pebbles", "ok");
    await rig.said("runner/this-machine", "ok");
  });
  afterAll(() => rig?.close());

  it("is green: every hop came, in its time, and QA's word closed the issue", async () => {
    const ran = await adf(["smoke", "--state", rig.home.dir, "--timeout", "60", "--json"]);
    expect(ran.err).toBe("");
    const told = JSON.parse(ran.out);
    expect(told).toMatchObject({
      project: "pebbles",
      repo: rig.repo,
      ok: true,
      silent: null,
      left_open: null,
    });
    expect(told.hops.map((h: { hop: string; status: string }) => `${h.hop} ${h.status}`)).toEqual(
      [
        ...["filed", "delivered", "seen", "picked", "mentioned", "leased", "running", "ended"],
        ...["verified", "answered", "closed"],
      ].map((hop) => `${hop} done`),
    );
    expect(ran.code).toBe(0);
    const after = await issue(told.issue);
    expect(after).toMatchObject({ state: "closed", labels: ["adf/pinned"] });
    const comments = await rig.owner.commentsOf(rig.repo, told.issue);
    expect(comments.ok && comments.value.some((c) => c.author.login === "owner")).toBe(false);
  }, 60_000);

  it("names the pick when the project is paused, says that it is so, and closes its issue", async () => {
    await pause("pause");
    const told = await smoke(3);
    expect(silentHop(told.course)).toMatchObject({ hop: "picked", status: "silent" });
    expect(told.causes).toHaveLength(3);
    expect(told.causes[0]).toMatchObject({ cause: "the project is paused", seen: true });
    expect(told.causes[0]?.command).toContain("/resume");
    expect(told.left_open).toBeNull();
    expect((await issue(told.issue)).state).toBe("closed");
    await pause("resume");
  });

  it("of a project that observes ends soon, says what would be taken and what it takes to go on, and leaves nothing", async () => {
    await rig.restart({}, "observe");
    await rig.said("dispatch/pebbles", "ok");
    const ran = await adf(["smoke", "--state", rig.home.dir, "--timeout", "60"]);
    expect(ran.err).toBe("");
    expect(ran.out).toContain("picked by the coordinator: it would be given to developer");
    expect(ran.out).toMatch(/Not a whole cycle: pebbles is in the mode observe, .*writes nothing\./);
    expect(ran.out).toContain("npm run -s adf -- promote pebbles");
    expect(ran.code).toBe(1);
    expect(ran.ms).toBeLessThan(20_000);
    const number = Number(/^#(\d+)/m.exec(ran.out)?.[1]);
    expect((await issue(number)).state).toBe("closed");
    const comments = await rig.owner.commentsOf(rig.repo, number);
    expect(comments.ok && comments.value.map((c) => c.author.login)).toEqual(["owner"]);
  }, 60_000);

  it("of a project that asks files nothing without a person or --approve, and is green with it", async () => {
    await rig.restart({}, "approve");
    await rig.said("dispatch/pebbles", "ok");
    await rig.said("runner/this-machine", "ok");
    const filed = async () => {
      const read = await rig.owner.issuesSince(rig.repo, { since_ms: null, page: 1, limit: 50 });
      return read.ok && read.value.items.length;
    };
    const before = await filed();
    const refused = await adf(["smoke", "--state", rig.home.dir]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain(
      "pebbles is in the mode approve, and nobody is here to say yes; nothing was filed",
    );
    expect(await filed()).toBe(before);
    const ran = await adf(["smoke", "--state", rig.home.dir, "--approve", "--timeout", "60", "--json"]);
    expect(JSON.parse(ran.out)).toMatchObject({ mode: "approve", ok: true, silent: null, left_open: null });
    expect(ran.code).toBe(0);

    // A no is the end of it, and is said to be why.
    const said: string[] = [];
    const no = await prepare({ state: rig.home.dir }, async (wanted) => {
      said.push(wanted.what);
      return false;
    });
    const told = await runCycle(no, 30, never, () => {});
    expect(said).toHaveLength(1);
    expect(told.causes[0]).toMatchObject({ cause: `you said no to: ${said[0]}`, seen: true });
    await rig.restart({}, "auto");
    await rig.said("dispatch/pebbles", "ok");
    await rig.said("runner/this-machine", "ok");
  }, 120_000);

  it("names the delivery when the webhook is gone, though the poll carries the cycle to its end", async () => {
    // What the case before did is told by now: a late delivery would speak for this one.
    await rig.factory.forge?.admin.delivered();
    const hooks = await rig.owner.hooks(rig.repo);
    if (!hooks.ok) throw new Error(hooks.error.detail);
    for (const hook of hooks.value) await rig.owner.deleteHook(rig.repo, hook.id);
    const told = await smoke(60);
    expect(silentHop(told.course)).toMatchObject({ hop: "delivered", status: "skipped" });
    expect(told.course.hops.filter((h) => h.status !== "done").map((h) => h.hop)).toEqual(["delivered"]);
    expect(told.causes[0]).toMatchObject({ seen: true });
    expect(told.causes[0]?.cause).toMatch(/no active webhook/);
    expect(isGreen(told)).toBe(false);
  }, 60_000);

  it("names the lease when no runner is there; without a webhook the poll is enough where that was said", async () => {
    await rig.factory.runner.stop();
    const told = await smoke(6, true);
    expect(silentHop(told.course)).toMatchObject({ hop: "leased", status: "silent" });
    expect(told.course.hops.map((h) => h.hop)).not.toContain("delivered");
    expect(told.course.hops.filter((h) => h.status === "done").map((h) => h.hop)).toEqual([
      "filed",
      "seen",
      "picked",
      "mentioned",
    ]);
    expect(told.causes[0]).toMatchObject({ cause: "no runner is there to take it", seen: true });
    expect((await issue(told.issue)).state).toBe("closed");
  });
});
