/** What must be so after every step of a project's life; throws with a sentence when it is not. */
import { type Effect, type EffectKind, OPEN_EFFECT } from "../../../src/core/effect/effect.ts";
import { LIVE } from "../../../src/core/work/job.ts";
import { ENDED, type WorkItem } from "../../../src/core/work/work-item.ts";
import { checkLedger } from "./ledger.ts";
import type { MemoryProject } from "./memory-project.ts";

/** The effects of which one must be open while an item waits for the forge. */
const AWAITED: Readonly<Record<"delivering" | "merging" | "reporting", readonly EffectKind[]>> = {
  delivering: ["open_pull"],
  merging: ["merge", "close_issue"],
  reporting: ["comment", "status", "review", "create_issue", "delete_comment"],
};

export class Watch {
  readonly #project: MemoryProject;
  readonly #ended = new Map<string, string>();
  readonly #comments = new Map<string, number>();
  readonly #epochs = new Map<string, number>();
  #newest = 0;

  constructor(project: MemoryProject) {
    this.#project = project;
  }

  check(): void {
    const { items, jobs, effects, events } = this.#project;
    for (const item of items.values()) this.#checkItem(item);
    for (const job of [...jobs.values()].sort((a, b) => (a.epoch ?? 0) - (b.epoch ?? 0))) {
      const known = this.#epochs.get(job.id);
      if (job.epoch === null) continue;
      if (known === undefined && job.epoch <= this.#newest)
        fail(`epoch ${job.epoch} of ${job.id} does not grow`);
      if (known !== undefined && known !== job.epoch) fail(`${job.id} changed its epoch`);
      this.#epochs.set(job.id, job.epoch);
      this.#newest = Math.max(this.#newest, job.epoch);
    }
    for (const record of [...jobs.values(), ...effects.values()]) {
      const state = record.state;
      if (
        state === "done" ||
        state === "dead" ||
        (!LIVE.has(state as never) && !OPEN_EFFECT.has(state as never))
      )
        this.#unchanged(record.id, record);
    }
    if (new Set([...effects.values()].map((e) => e.seq)).size !== effects.size)
      fail("two effects have one place in order");
    const merges = this.#project.openEffects().filter((e) => e.action.kind === "merge");
    if (merges.length > 1) fail(`${merges.length} merges at once`);
    checkLedger(jobs.values(), this.#project.tallies);
    for (const [key, outcome] of events) if (outcome === "") fail(`event ${key} has no outcome`);
  }

  #checkItem(item: WorkItem): void {
    const { jobs, context } = this.#project;
    const { limits, mentions } = context.config;
    const live = [...jobs.values()].filter((j) => j.item === item.id && LIVE.has(j.state));
    const name = `${item.id} in phase ${item.phase}`;
    switch (item.phase) {
      case "proving":
      case "review": {
        const all = item.round?.gates.filter((g) => g.state === "open") ?? [];
        const open = all.filter((g) => g.kind !== "ci").map((g) => g.gate);
        if (
          live.some((j) => j.kind !== "review" && j.kind !== "check") ||
          String(live.map((j) => j.gate).sort()) !== String(open.sort())
        )
          fail(`${name} has jobs for ${live.map((j) => j.gate)} and waits for ${open}`);
        if (all.length === 0) fail(`${name} waits for no gate`);
        break;
      }
      case "approved":
        if (live.length > 0) fail(`${name} has a live job`);
        if (item.judged?.passed !== true || item.judged.sha !== item.head_sha)
          fail(`${name} has not passed at ${item.head_sha}`);
        break;
      case "plan":
      case "compound":
      case "change":
      case "verify":
        if (live.length !== 1 || (live[0]?.kind === "revert" ? "change" : live[0]?.kind) !== item.phase)
          fail(`${name} has ${live.length} live jobs`);
        break;
      case "delivering":
      case "merging":
      case "reporting": {
        if (live.length > 0) fail(`${name} has a live job`);
        const open = this.#project.openEffects().filter((e) => e.item === item.id);
        const awaited = AWAITED[item.phase];
        if (!open.some((e) => awaited.includes(e.action.kind)))
          fail(`${name} is stuck: it waits for nothing`);
        break;
      }
      default:
        if (live.length > 0) fail(`${name} has a live job`);
    }
    if (item.phase === "parked" && item.park_reason === null) fail(`${name} asks nothing`);
    if (item.attempts > limits.attempts) fail(`${name} was attempted ${item.attempts} times`);
    if (item.gate_attempts > limits.attempts) fail(`${name} was judged ${item.gate_attempts} times`);
    if (item.hop > mentions.max_hops) fail(`${name} is ${item.hop} hops deep`);
    if (ENDED.has(item.phase)) this.#unchanged(item.id, item);
  }

  #unchanged(id: string, { result, ...record }: { result?: Effect["result"] } & object): void {
    // Of several copies of one comment the first stays, and the forge may tell of it last.
    const { comment = Infinity, ...rest } = result ?? {};
    if (comment > (this.#comments.get(id) ?? Infinity))
      fail(`${id} had ended and took a later copy for its comment`);
    this.#comments.set(id, comment);
    const text = JSON.stringify({ ...record, ...rest });
    const before = this.#ended.get(id);
    if (before !== undefined && before !== text) fail(`${id} had ended and changed:\n${before}\n${text}`);
    this.#ended.set(id, text);
  }
}

function fail(sentence: string): never {
  throw new Error(sentence);
}
