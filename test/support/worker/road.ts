/**
 * The whole road of one issue against the scripted forge, step by step: picked, changed, delivered, sent back once,
 * changed again, approved, merged, closed. `between` is awaited before each step.
 */
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { JobOffer } from "../../../src/contract/runner.ts";
import { onCron, TICK_CRON } from "../../../src/worker/scheduled.ts";
import type { Bench } from "./bench.ts";
import { deliver, project, register, type TestRunner, verdict } from "./factory.ts";

const sha = (letter: string): string => letter.repeat(40);

export interface End {
  readonly issue: string | undefined;
  readonly phase: string | undefined;
  readonly attempts: number | undefined;
  readonly jobs: readonly string[] | undefined;
  readonly merged: boolean;
  readonly effects: { readonly proposed: number; readonly pending: number; readonly dead: number };
  /** The first words of every comment, and on which issue or pull request it stands. */
  readonly comments: readonly string[];
  readonly reviews: readonly string[];
  readonly statuses: readonly string[];
}

export class Road {
  readonly #bench: Bench;
  readonly #between: () => Promise<void>;
  readonly #told = new Set<number>();

  constructor(bench: Bench, between: () => Promise<void> = async () => undefined) {
    this.#bench = bench;
    this.#between = between;
  }

  async drive(): Promise<End> {
    const { forge } = this.#bench;
    const issue = forge.addIssue({ title: "Paging skips the last page" });
    await this.#until(async () => {
      await onCron(env, TICK_CRON);
      await this.#bench.idle();
      return (await project()).synced;
    });
    const runner = await this.#step(() => register());
    await this.#change(runner, sha("1"));
    await this.#judge(runner, "fail");
    await this.#change(runner, sha("2"));
    await this.#judge(runner, "pass");
    await this.#until(() => forge.issues.get(issue.number)?.state === "closed");
    await this.#step(() => deliver("issues", forge.issuePayload(issue, "closed")));
    await this.#until(async () => (await project()).effects.pending === 0);
    return this.#end();
  }

  async #change(runner: TestRunner, head: string): Promise<void> {
    const offer = await this.#begin(runner, "change");
    // The gate lets the push through; here it simply arrives.
    await this.#step(async () => {
      const { branches, pulls } = this.#bench.forge;
      branches.set(offer.checkout.branch, head);
      for (const p of pulls.values()) if (p.branch === offer.checkout.branch) p.head_sha = head;
    });
    await this.#report(runner, offer, { head_sha: head });
  }

  async #judge(runner: TestRunner, result: "pass" | "fail"): Promise<void> {
    const offer = await this.#begin(runner, "review");
    await this.#report(runner, offer, verdict(offer.checkout.head_sha ?? "", result));
  }

  async #begin(runner: TestRunner, kind: string): Promise<JobOffer> {
    const key = crypto.randomUUID();
    let offer: JobOffer | null = null;
    await this.#until(async () => {
      offer = await runner.claim(key);
      return offer !== null;
    });
    await this.#step(async () => expect(await runner.claim(key)).toEqual(offer));
    const held = offer as JobOffer | null;
    if (held === null) throw new Error("no offer");
    expect(held.kind).toBe(kind);
    await this.#step(async () => expect((await runner.start(held)).status).toBe(200));
    await this.#step(async () => expect((await runner.extend(held)).status).toBe(200));
    return held;
  }

  async #report(
    runner: TestRunner,
    offer: JobOffer,
    report: Parameters<TestRunner["finish"]>[1],
  ): Promise<void> {
    const key = crypto.randomUUID();
    await this.#step(async () => expect((await runner.finish(offer, report, key)).accepted).toBe(true));
    await this.#step(async () => expect((await runner.finish(offer, report, key)).accepted).toBe(true));
  }

  async #step<T>(act: () => Promise<T>): Promise<T> {
    await this.#between();
    return act();
  }

  /** Minutes pass, alarms ring, and the forge tells what was written, until it is so. */
  async #until(so: () => boolean | Promise<boolean>): Promise<void> {
    await vi.waitFor(
      async () => {
        this.#bench.advance(5_000);
        await this.#between();
        await this.#bench.ringProject();
        await this.#tell();
        if (!(await so())) throw new Error("it did not come to that");
      },
      { timeout: 15_000, interval: 20 },
    );
  }

  /** The forge's deliveries about the comments nobody was told of yet. */
  async #tell(): Promise<void> {
    const { forge } = this.#bench;
    for (const comment of [...forge.comments]) {
      if (this.#told.has(comment.id)) continue;
      this.#told.add(comment.id);
      await deliver("issue_comment", forge.commentPayload(comment));
    }
  }

  async #end(): Promise<End> {
    const { forge } = this.#bench;
    const view = await project();
    const [item] = view.work_items;
    const [pull] = [...forge.pulls.values()];
    return {
      issue: forge.issues.get(1)?.state,
      phase: item?.phase,
      attempts: item?.attempts,
      jobs: item?.jobs.map((j) => `${j.kind} ${j.state} ${j.outcome}`),
      merged: item?.merged_sha != null && item.merged_sha === pull?.merged_sha,
      effects: view.effects,
      comments: forge.comments.map(
        (c) => `#${c.number} ${c.author}: ${c.body.split(" ").slice(0, 3).join(" ")}`,
      ),
      reviews: forge.reviews.map((r) => `#${r.number} ${r.author}: ${r.state} ${r.sha.slice(0, 4)}`),
      statuses: forge.statuses.map((s) => `${s.sha.slice(0, 4)} ${s.account}: ${s.state} ${s.context}`),
    };
  }
}

/** What anybody sees afterwards, whatever happened on the way. */
export const GOOD_END: End = {
  issue: "closed",
  phase: "done",
  attempts: 2,
  jobs: [
    "change succeeded success",
    "review succeeded success",
    "change succeeded success",
    "review succeeded success",
  ],
  merged: true,
  effects: { proposed: 0, pending: 0, dead: 0 },
  comments: [
    "#1 coordinator: @adf:developer please pick",
    "#2 coordinator: @adf:reviewer please review",
    "#2 coordinator: @adf:developer this goes",
    "#2 coordinator: @adf:reviewer please review",
    `#1 coordinator: Merged as f${"2".repeat(39)}`,
  ],
  reviews: ["#2 reviewer: REQUEST_CHANGES 1111", "#2 reviewer: APPROVED 2222"],
  statuses: ["1111 reviewer: failure adf/review", "2222 reviewer: success adf/review"],
};
