/**
 * A random walk through the life of a small project: forge and brain side by side, every step chosen by numbers, so
 * that a failing walk can be shrunk and replayed. Each step reads its numbers modulo what there is to choose from.
 */
import type { Mode } from "../../../src/contract/config.ts";
import { awaitedChecks } from "../../../src/core/decide/on-checks.ts";
import { rankProject } from "../../../src/core/decide/rank-project.ts";
import type { Effect } from "../../../src/core/effect/effect.ts";
import { HELD, isChange } from "../../../src/core/work/job.ts";
import { pick, REFUSALS, randomReport, type WEIGHTS, WORDS } from "./chance.ts";
import { Watch } from "./invariants.ts";
import { MemoryProject } from "./memory-project.ts";
import { BOT, OWNER, report, STRANGER, sha, verdict } from "./scene.ts";
import { smallFactory } from "./small-factory.ts";
import { refused, SmallForge } from "./small-forge.ts";

export interface Step {
  readonly what: keyof typeof WEIGHTS;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export class Walk {
  readonly project: MemoryProject;
  readonly forge: SmallForge;
  readonly watch: Watch;
  readonly #finished: { job: string; epoch: number; key: string }[] = [];
  readonly #keys: string[] = [];

  constructor(developers: 1 | 2, mode: Mode = "auto", gates: readonly string[] = ["reviewer"]) {
    this.project = new MemoryProject(smallFactory(developers, mode, gates));
    this.project.coordinating = true;
    this.forge = new SmallForge(this.project.now);
    this.watch = new Watch(this.project);
  }

  step({ what, a, b, c }: Step): void {
    this.#pass(1 + (a % 3));
    this.#act(what, a, b, c);
    this.watch.check();
  }

  #pass(ms: number): void {
    this.project.now += ms;
    this.forge.now = this.project.now;
  }

  #act(what: Step["what"], a: number, b: number, c: number): void {
    const { project, forge } = this;
    const place = pick([...forge.issues.keys()], a);
    const anywhere = pick([...forge.issues.keys(), ...forge.pulls.keys()], a);
    switch (what) {
      case "open issue":
        forge.openIssue(
          b % 5 === 0 ? STRANGER : OWNER,
          b % 7 === 0 ? ["held"] : b % 3 === 0 ? ["priority/high"] : [],
        );
        return;
      case "change issue":
        if (place !== undefined)
          forge.changeIssue(place, {
            body: b % 3 === 0 ? (pick(WORDS, c) ?? "") : `Text ${c}`,
            labels: c % 6 === 0 ? ["held"] : [],
          });
        return;
      case "close or reopen":
        if (place !== undefined)
          forge.changeIssue(place, { state: forge.issues.get(place)?.state === "open" ? "closed" : "open" });
        return;
      case "delete issue":
        if (place !== undefined && b % 3 === 0) forge.deleteIssue(place);
        return;
      case "mention":
        if (anywhere !== undefined) forge.say(OWNER, anywhere, pick(WORDS, b) ?? "");
        return;
      case "stranger":
        if (anywhere !== undefined) forge.say(STRANGER, anywhere, pick(WORDS, b) ?? "");
        return;
      case "answer":
        if (anywhere !== undefined) forge.say(OWNER, anywhere, `Yes, do number ${b}.`);
        return;
      case "own text":
        if (anywhere !== undefined)
          forge.say(BOT, anywhere, pick(WORDS, b) ?? "", b % 2 === 0 ? { kind: "forged" } : { kind: "none" });
        return;
      case "person's pull":
        forge.openPull(OWNER, `feature-${forge.newId()}`, forge.newSha());
        return;
      case "push": {
        const branch = pick([...forge.branches.keys()], a);
        if (branch !== undefined) forge.push(branch);
        return;
      }
      case "close pull": {
        const there = pick(
          [...forge.pulls.values()].filter((p) => p.state === "open"),
          a,
        );
        if (there !== undefined && b % 3 === 0)
          forge.putPull({ ...there, state: "closed", updated_at: forge.now });
        return;
      }
      case "deliver":
        return this.#deliver(a);
      case "again": {
        const before = pick(forge.delivered, a);
        // The same delivery again, or a replay of old content under a new key.
        if (before !== undefined)
          project.ingest(
            before.event,
            b % 2 === 0 ? before.key : `${before.key}:${b}:${project.now}`,
            before.marker,
          );
        return;
      }
      case "read blockers":
        return this.#readBlockers(a, b, c);
      case "claim": {
        const old = pick(this.#keys, b);
        const key = a % 4 === 0 && old !== undefined ? old : `claim-${this.#keys.length}`;
        if (key !== old) this.#keys.push(key);
        project.claim(b % 2 === 0 ? "runner-1" : "runner-2", key);
        return;
      }
      case "start": {
        const job = pick([...project.jobs.values()], a);
        if (job !== undefined)
          project.start(job.id, (job.epoch ?? 1) - (b % 4 === 0 ? 1 : 0), job.runner ?? "runner-1");
        return;
      }
      case "finish":
        return this.#finish(a, b, c);
      case "work": {
        const offer = project.claim(b % 2 === 0 ? "runner-1" : "runner-2", `claim-${this.#keys.length}`);
        this.#keys.push(`claim-${this.#keys.length}`);
        if (offer === null) return this.#pass(120_000);
        project.start(offer.job, offer.epoch, b % 2 === 0 ? "runner-1" : "runner-2");
        const job = project.jobs.get(offer.job);
        if (job !== undefined)
          project.finish(
            job.id,
            offer.epoch,
            randomReport(this.forge, project.items, job, b, c),
            `work-${job.id}`,
          );
        return;
      }
      case "expire": {
        const job = pick([...project.jobs.values()], a);
        if (job !== undefined) project.expire(job.id, (job.epoch ?? 1) - (b % 3 === 0 ? 1 : 0));
        return;
      }
      case "effect": {
        const effect = pick(project.dueEffects(), a);
        if (effect !== undefined) this.#effect(effect, b, c);
        return;
      }
      case "checks": {
        const sha = pick(awaitedChecks([...project.items.values()]), a);
        const state = pick(["success", "success", "pending", "failure"] as const, b) ?? "success";
        const check = { context: "ci/test", state, description: "", target_url: "" };
        const own = { ...check, context: "adf/review", state: "success" as const };
        if (sha !== undefined) project.readChecks([{ sha, checks: c % 4 === 0 ? [own] : [own, check] }]);
        return;
      }
      case "wait":
        return this.#pass((b % 5) * 60_000);
      case "tick":
        project.tick(b % 2 === 0 ? "tick" : "asked");
    }
  }

  #deliver(a: number): void {
    const next = this.forge.outbox.splice(a % 5 === 0 ? a % Math.max(1, this.forge.outbox.length) : 0, 1)[0];
    if (next === undefined) return;
    this.forge.delivered.push(next);
    this.project.ingest(next.event, next.key, next.marker);
  }

  /** As the sync does it: the blockers of one stale issue, for the state of the issue that was read. */
  #readBlockers(a: number, b: number, c: number): void {
    const stale = pick(
      [...this.project.issues.values()].filter((i) => i.blockers_of !== i.updated_at),
      a,
    );
    if (stale === undefined) return;
    const others = [...this.forge.issues.keys()].filter((n) => n !== stale.number);
    const blocker = b % 3 === 0 ? pick(others, c) : undefined;
    this.project.issues.set(stale.number, {
      ...stale,
      blockers: blocker === undefined ? [] : [blocker],
      blockers_of: stale.updated_at,
    });
    this.project.meta = { ...this.project.meta, coordinate_due: true };
    this.project.settle();
  }

  #finish(a: number, b: number, c: number): void {
    const { project } = this;
    const before = pick(this.#finished, c);
    if (a % 6 === 0 && before !== undefined) {
      const answer = project.finish(before.job, before.epoch, report("success"), before.key);
      if (!answer.accepted) throw new Error("a repeated report was given another answer");
      return;
    }
    const held = [...project.jobs.values()].filter((j) => HELD.has(j.state));
    const job = a % 5 === 0 ? pick([...project.jobs.values()], b) : pick(held, b);
    if (job === undefined || job.epoch === null) return;
    const epoch = c % 7 === 0 ? job.epoch - 1 : job.epoch;
    const key = `finish-${project.now}-${job.id}`;
    const due = HELD.has(job.state) && epoch === job.epoch;
    const answer = project.finish(job.id, epoch, randomReport(this.forge, project.items, job, b, c), key);
    if (answer.accepted !== due)
      throw new Error(`a report was ${answer.accepted ? "" : "not "}accepted: ${answer.reason}`);
    if (due) this.#finished.push({ job: job.id, epoch, key });
  }

  #effect(effect: Effect, b: number, c: number): void {
    const { project, forge } = this;
    if (b % 6 === 0)
      return project.settleEffect(effect.id, { status: "retry", error: "busy", after_ms: 1_000 });
    if (b % 9 === 1) return project.settleEffect(effect.id, refused(pick(REFUSALS, c) ?? "invalid"));
    const answer = forge.answer(effect);
    // The answer was lost on the way: the forge has done it, and is asked again.
    if (b % 9 === 2 && effect.action.kind !== "create_issue")
      return project.settleEffect(effect.id, { status: "retry", error: "lost", after_ms: 1_000 });
    project.settleEffect(effect.id, answer);
  }

  /** From here on everything succeeds. Answers the number of steps until nothing is left to do. */
  settle(bound: number, first: () => void = () => undefined): number {
    const { project, forge } = this;
    for (let steps = 0; steps <= bound; steps++) {
      first();
      this.#pass(1_800_000);
      while (forge.outbox.length > 0) this.#deliver(1);
      for (const issue of project.issues.values())
        if (issue.blockers_of !== issue.updated_at)
          project.issues.set(issue.number, { ...issue, blockers_of: issue.updated_at });
      const green = { context: "ci/test", state: "success", description: "", target_url: "" } as const;
      project.readChecks(awaitedChecks([...project.items.values()]).map((sha) => ({ sha, checks: [green] })));
      project.tick("asked");
      for (const effect of project.dueEffects()) project.settleEffect(effect.id, forge.answer(effect));
      for (let offer = project.claim(); offer !== null; offer = project.claim()) {
        project.start(offer.job, offer.epoch);
        const job = project.jobs.get(offer.job);
        const item = job === undefined ? undefined : project.items.get(job.item);
        if (job === undefined || item === undefined)
          throw new Error(`${offer.job} was offered and does not exist`);
        const end = isChange(job.kind)
          ? { head_sha: forge.push(item.branch) }
          : { outputs: verdict("pass", job.head_sha ?? sha(1)) };
        // A claim is judged against the base the runner saw.
        project.finish(
          offer.job,
          offer.epoch,
          report("success", { ...end, base_sha: job.kind === "verify" ? (job.head_sha ?? sha(1)) : sha(1) }),
        );
        this.watch.check();
      }
      for (const job of project.jobs.values())
        if (HELD.has(job.state) && job.epoch !== null) project.expire(job.id, job.epoch);
      this.watch.check();
      if (this.settled()) return steps;
    }
    const left = [...project.items.values()].filter(
      (i) => !["done", "cancelled", "parked"].includes(i.phase),
    );
    const why = JSON.stringify({
      left: left.map((i) => [i.id, i.phase]),
      effects: project.openEffects().length,
      breaker: project.meta.breaker,
      ready: rankProject(project.snapshot()).ready.length,
    });
    throw new Error(`not settled after ${bound} rounds: ${why}`);
  }

  settled(): boolean {
    const { project, forge } = this;
    const working = project.snapshot().items.some((i) => i.phase !== "parked");
    return (
      !working &&
      forge.outbox.length === 0 &&
      project.openEffects().length === 0 &&
      rankProject(project.snapshot()).ready.length === 0
    );
  }
}
