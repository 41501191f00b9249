/** How a job is handed out and how it ends: compare-and-set on (job, epoch). */
import { describe, expect, it } from "vitest";
import type { Layers } from "../../../src/contract/layer.ts";
import { OPEN_GRANT } from "../../../src/core/factory/grant.ts";
import { LockViolated } from "../../support/core/locks.ts";
import { FENCED, MemoryProject } from "../../support/core/memory-project.ts";
import { asked, askedUnder, HEAD, inReview, know, mustClaim, only, run } from "../../support/core/road.ts";
import { AGENTS, claimed, comment, commentEvent, report } from "../../support/core/scene.ts";

const claimWith = (project: MemoryProject, layers: Layers, key: string) =>
  project.claim("bare", key, undefined, OPEN_GRANT, layers);

describe("a claim", () => {
  it("leases the job under a new epoch and counts the attempt", () => {
    const project = asked();
    const offer = mustClaim(project);
    expect(offer).toMatchObject({ epoch: 1, attempt: 1, kind: "change", issue: 1, cli: "claude" });
    expect(only(project).attempts).toBe(1);
    expect(project.jobs.get(offer.job)).toMatchObject({ state: "leased", slot: 0, runner: "runner-1" });
  });

  it("says that the project requires a sandbox, and is silent otherwise: older runners know no such word", () => {
    const project = asked();
    expect(mustClaim(project)).not.toHaveProperty("sandbox");
    const strict = askedUnder({}, { sandbox: "require" });
    expect(mustClaim(strict).sandbox).toBe("require");
  });

  it("says how far the agent's network reaches, its own word before the project's", () => {
    const project = { network: "allow-list", hosts: ["registry.npmjs.org"] };
    expect(mustClaim(askedUnder({}, project))).toMatchObject({
      sandbox: "require",
      network: { mode: "allow-list", hosts: ["registry.npmjs.org"] },
    });
    const none = AGENTS.map((agent) => ({ ...agent, network: "none" }));
    expect(mustClaim(askedUnder({ agents: none }, project)).network).toEqual({
      mode: "none",
      hosts: [],
    });
    expect(mustClaim(asked())).not.toHaveProperty("network");
  });

  it("by a runner without a required layer leaves the job for another, and uses up nothing", () => {
    const project = askedUnder({}, { network: "allow-list", requires: ["shim"] });
    const bare = { ...FENCED, network: "bwrap is too old. Fix: upgrade it", hook: "none", cgroup: "none" };
    for (const key of ["a", "b", "c"]) expect(claimWith(project, bare, key)).toBeNull();
    expect(only(project).attempts).toBe(0);
    const [job] = [...project.jobs.values()];
    expect(job).toMatchObject({ state: "queued", attempt: 1 });
    expect(job?.waits).toBe(
      "it waits for a runner with sandbox, network of its own, PATH shim; the runner bare has no network of its own (bwrap is too old. Fix: upgrade it)",
    );
    expect(project.journal.filter(({ event }) => event === "job.waits")).toHaveLength(1);
    expect(claimWith(project, { ...FENCED, cgroup: "none" }, "d")).toMatchObject({ job: job?.id, epoch: 1 });
  });

  it("goes to a CLI with a hook where the project requires the hook", () => {
    const project = askedUnder({}, { requires: ["hook"] });
    expect(project.claim("runner-1", "a", ["adf-repair"], OPEN_GRANT, FENCED, [])).toBeNull();
    expect(only(project).attempts).toBe(0);
  });

  it("with the same key gets the same job again, and counts nothing twice", () => {
    const project = asked();
    const first = project.claim("runner-1", "key");
    expect(project.claim("runner-1", "key")).toEqual(first);
    expect(only(project).attempts).toBe(1);
  });

  it("with another runner's key gets nothing", () => {
    const project = asked(asked(), 2);
    project.claim("runner-1", "key");
    expect(project.claim("runner-2", "key")).toBeNull();
  });

  it("with the key of a job that has ended gets nothing", () => {
    const project = asked();
    const offer = project.claim("runner-1", "key");
    project.finish(offer?.job ?? "", offer?.epoch ?? 0, report("infra"));
    project.now += 3_600_000;
    expect(project.claim("runner-1", "key")).toBeNull();
  });

  it("by two runners for one job makes one win", () => {
    const project = asked();
    expect(project.claim("runner-1")).not.toBeNull();
    expect(project.claim("runner-2")).toBeNull();
  });

  it("takes what is nearest to a merge first: verify, then review, then change", () => {
    const agents = [
      { name: "developer", role: "developer", slots: 3 },
      { name: "reviewer", role: "reviewer" },
      { name: "qa-one", role: "qa" },
    ];
    const project = askedUnder({ agents });
    run(project, report("success", { head_sha: HEAD }));
    const [open] = project.openEffects();
    project.settleEffect(open?.id ?? "", { status: "done", result: { pull_request: 50, head_sha: HEAD } });
    asked(project, 2);
    know(project, 3);
    project.ingest(commentEvent(comment(503, 3, "@adf:developer go")));
    const change = [...project.jobs.values()].find((j) => j.kind === "change" && j.state === "queued");
    const third = mustClaim(project);
    expect(third.kind).toBe("review");
    const verifying = mustClaim(project);
    expect(verifying.job).toBe(change?.id);
    project.finish(verifying.job, verifying.epoch, report("verified", { outputs: claimed() }));
    expect(mustClaim(project).kind).toBe("verify");
    expect(mustClaim(project).kind).toBe("change");
  });

  it("by a runner without a fitting agent CLI leaves the job to one that has it", () => {
    const project = asked();
    expect(project.claim("runner-1", "a", [])).toBeNull();
    expect(project.claim("runner-1", "b", ["no-such-cli"])).toBeNull();
    expect(only(project).attempts).toBe(0);
    expect(project.claim("runner-2", "c", ["codex"])).toMatchObject({ cli: "codex", provider: "openai" });
  });

  it("gives an agent no more jobs than it has slots", () => {
    const project = asked(asked(), 2);
    expect(project.claim()).not.toBeNull();
    expect(project.claim()).toBeNull();
    // What comes meanwhile says what it waits for.
    asked(project, 3);
    const waits = project.journal.filter((e) => e.event === "job.queued").map((e) => [e.issue, e.busy_with]);
    expect(waits).toEqual([
      [1, undefined],
      [2, undefined],
      [3, [1]],
    ]);
  });

  it("waits for the backoff of a failed attempt", () => {
    const project = asked();
    run(project, report("exit_code"));
    expect(project.claim()).toBeNull();
    project.now += 30_000;
    expect(project.claim()).not.toBeNull();
  });

  it("waits as long as the provider asked for, where that is longer, and a day at most", () => {
    // The factory's own backoff has up to a fifth taken off, by the job: what failed together does not come back together.
    for (const [told, least, waited] of [
      [3_600, 3_600, 3_600],
      [1, 24, 30],
      [1e9, 24 * 3_600, 24 * 3_600],
    ] as const) {
      const project = asked();
      run(project, report("rate_limited", { trouble: { kind: "throttled", retry_after_secs: told } }));
      project.now += least * 1000 - 1;
      expect(project.claim()).toBeNull();
      project.now += (waited - least) * 1000 + 1;
      expect(project.claim()).not.toBeNull();
    }
  });

  it("a second live job for an item, or a second job in a slot, is refused by the tables themselves", () => {
    const project = asked();
    const [job] = [...project.jobs.values()];
    if (job === undefined) throw new Error("a job is queued");
    const changes = {
      items: [],
      issues: [],
      removed_issues: [],
      pulls: [],
      effects: [],
      notices: [],
      tallies: [],
      mentions: [],
      journal: [],
    };
    expect(() =>
      project.apply({ ...changes, jobs: [{ ...job, id: "another" }], meta: project.meta }),
    ).toThrow(LockViolated);
    expect(project.jobs.size).toBe(1);
  });
});

describe("the epoch of a job", () => {
  it("grows with every claim", () => {
    const project = asked();
    const epochs = [1, 2, 3].map(() => run(project, report("infra")).epoch);
    expect(epochs).toEqual([1, 2, 3]);
  });

  it("lets a start through for its own runner only, as often as it is repeated", () => {
    const project = asked();
    const { job, epoch } = mustClaim(project);
    expect(project.start(job, epoch - 1)).toBe(false);
    expect(project.start(job, epoch, "runner-2")).toBe(false);
    expect(project.start(job, epoch)).toBe(true);
    expect(project.start(job, epoch)).toBe(true);
    expect(project.jobs.get(job)?.state).toBe("running");
  });

  it("when old, makes a report change nothing and says so", () => {
    const project = asked();
    const { job, epoch } = mustClaim(project);
    expect(project.expire(job, epoch)).toBe(true);
    const next = mustClaim(project);
    const before = JSON.stringify([
      ...project.items.values(),
      ...project.jobs.values(),
      ...project.effects.values(),
    ]);
    expect(project.finish(job, epoch, report("success", { head_sha: HEAD }))).toEqual({
      accepted: false,
      reason: "The job had already ended: lease_expired.",
    });
    expect(project.finish(next.job, epoch, report("success"))).toEqual({
      accepted: false,
      reason: "The epoch is old: 1, and the job is at 2.",
    });
    expect(
      JSON.stringify([...project.items.values(), ...project.jobs.values(), ...project.effects.values()]),
    ).toBe(before);
  });

  it("when old, lets nothing expire; when its job has ended, neither", () => {
    const project = asked();
    const { job, epoch } = mustClaim(project);
    expect(project.expire(job, epoch - 1)).toBe(false);
    expect(project.expire("no-such-job", 1)).toBe(false);
    project.finish(job, epoch, report("infra"));
    expect(project.expire(job, epoch)).toBe(false);
  });
});

describe("a report", () => {
  it("that is repeated under its key gets the same answer and acts once", () => {
    const project = asked();
    const { job, epoch } = mustClaim(project);
    const end = report("success", { head_sha: HEAD });
    expect(project.finish(job, epoch, end, "key").accepted).toBe(true);
    const effects = project.effects.size;
    expect(project.finish(job, epoch, end, "key").accepted).toBe(true);
    expect(project.effects.size).toBe(effects);
  });

  it("of an unknown job is told so", () => {
    expect(new MemoryProject().finish("nothing", 1, report("success"))).toEqual({
      accepted: false,
      reason: "This job is not known here.",
    });
  });

  it("that the runner was stopped uses up no attempt", () => {
    const project = inReview();
    run(project, report("cancelled"));
    expect(only(project)).toMatchObject({ phase: "review", gate_attempts: 0, attempts: 1 });
  });

  it("carries the owner's rules of its own project, and exceptions until their day", () => {
    const rule = { name: "no-compose", command: "docker compose up **", reason: "no room" };
    const exception = {
      rule: "container.destroy",
      command: "docker volume rm test-*",
      reason: "made by tests",
    };
    const project = askedUnder({
      guard_rules: [rule],
      guard_exceptions: [
        { ...exception, expires: "2026-01-05" },
        { ...exception, command: "docker volume rm old-*", expires: "2026-01-04" },
      ],
    });
    expect(mustClaim(project).guard).toEqual({
      deny: [rule],
      allow: [{ rule: exception.rule, command: exception.command }],
    });
  });
});
