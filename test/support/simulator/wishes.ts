/**
 * What people ask of a job (`model:`, `cli:`, `provider:`, `tier:`), and what must have become of it: each wish that was heard is
 * in the route of every job that it is about, as won, agreeing or lost with a reason, until a newer one takes its place. Written
 * from docs/routing.md and not from the code that is to keep it.
 */
import type { Wish } from "../../../src/contract/routing.ts";
import type { Changes } from "../../../src/core/decide/draft.ts";
import type { Job } from "../../../src/core/work/job.ts";
import type { WorkItem } from "../../../src/core/work/work-item.ts";
import type { ObservedProject } from "./observed-project.ts";
import type { SimForge } from "./sim-forge.ts";
import { fail } from "./violated.ts";

/** No runner has what the google route needs. */
const CAN_BE = [
  "model:opus",
  "cli:codex",
  "tier:planning",
  "provider:zai",
  "model:gpt-5.4 tier:planning",
  "cli:gemini",
];
const CANNOT_BE = ["model:nonsense", "cli:codex model:opus", "modle:opus"];
export const WISHES: readonly string[] = [...CAN_BE, ...CANNOT_BE];
const NO_SUCH = "adf/model:nonsense";
export const LABELS: readonly string[] = ["adf/model:opus", "adf/cli:codex", "adf/tier:planning", NO_SUCH];

const HEARD: ReadonlySet<string> = new Set(["queued", "joined", "resumed"]);
type Words = Readonly<Record<string, string>>;

/** `model:opus tier:planning` as its parts. */
const wordsOf = (text: string): Words =>
  Object.fromEntries(text.split(" ").map((word) => word.split(":") as [string, string]));

export class Wishes {
  readonly #project: ObservedProject;
  readonly #forge: SimForge;
  /** By work item and agent: what counts. */
  readonly #said = new Map<string, Map<string, string>>();
  /** By what is worked on: the same of its newest work item, which the next one goes on with. */
  readonly #newest = new Map<string, Map<string, string>>();

  constructor(project: ObservedProject, forge: SimForge) {
    this.#project = project;
    this.#forge = forge;
  }

  begun(item: WorkItem): void {
    const key = `${item.subject === "pull" ? "pull" : "issue"} ${item.issue}`;
    this.#said.set(item.id, new Map(this.#newest.get(key)));
    this.#newest.set(key, this.#said.get(item.id) ?? new Map());
  }

  mentioned({ mentions }: Changes): void {
    for (const { key, outcome } of mentions) {
      const comment = this.#forge.comments.get(Number(/^comment:(\d+):/.exec(key)?.[1]));
      const [, agent = "", wish = ""] = /^@adf:(\S+) (.*) please$/.exec(comment?.body ?? "") ?? [];
      if (comment === undefined || !WISHES.includes(wish)) continue;
      if (HEARD.has(outcome)) this.#heard(comment.issue, agent, wish);
      else if (outcome === "refused") this.#isRefused(comment.id, agent, wish);
    }
  }

  /** In the mode observe the answer is a line in the journal. */
  #isRefused(comment: number, agent: string, wish: string): void {
    const { context, effects } = this.#project;
    if (context.project.mode !== "observe" && !effects.has(`reply:comment:${comment}`))
      fail(`${agent} was asked for ${wish} in comment ${comment}, and nobody says why not`);
  }

  #heard(number: number, agent: string, wish: string): void {
    if (CANNOT_BE.includes(wish)) fail(`${wish} cannot be, and ${agent} has begun on #${number}`);
    const on = this.#project.snapshot().items.find((i) => i.issue === number || i.pull_request === number);
    if (on === undefined) fail(`${agent} was asked for ${wish} on #${number}, and nobody works there`);
    this.#said.get(on.id)?.set(agent, wish);
  }

  /** The job goes out: what was asked of it is in its route. */
  wentOut(job: Job): void {
    const item = this.#project.items.get(job.item);
    if (item === undefined || job.kind === "check" || job.kind === "revert") return;
    const said = this.#said.get(item.id)?.get(job.agent);
    const labels =
      item.agent === job.agent
        ? (this.#project.issues.get(item.issue)?.labels ?? []).filter((l) => LABELS.includes(l))
        : [];
    // Of several labels for one key one counts; which is the label's own affair.
    const label = labels.length === 1 ? labels[0] : undefined;
    if (said !== undefined) this.#isIn(job, wordsOf(said));
    else if (label === NO_SUCH) this.#isTold(job, label);
    else if (label !== undefined) this.#isIn(job, wordsOf(label.slice("adf/".length)));
  }

  #isIn(job: Job, words: Words): void {
    const { overrides } = JSON.parse(job.route?.why ?? "{}") as {
      overrides?: { source: string; wanted: Wish; outcome: string; why: string }[];
    };
    const asked = JSON.stringify(words);
    const found = overrides?.find((one) => one.source === "job");
    if (found === undefined)
      fail(`${job.id} of ${job.agent} was asked for ${asked}, and its route does not say so`);
    const wanted: Words = { ...found.wanted };
    const missing = Object.entries(words).find(([key, value]) => wanted[key]?.startsWith(value) !== true);
    if (missing !== undefined) fail(`${job.id} was asked for ${asked}, and heard ${JSON.stringify(wanted)}`);
    if (!["won", "agrees", "lost"].includes(found.outcome) || found.why === "")
      fail(`what became of ${asked} for ${job.id} has no reason`);
    const { cli, model = "", provider } = job.route ?? {};
    const got: Words = { cli: cli ?? "", model, provider: provider ?? "", tier: job.route?.tier ?? "" };
    const met = Object.entries(words).every(([key, value]) => got[key]?.startsWith(value) === true);
    if (found.outcome !== "lost" && !met)
      fail(
        `${job.id} was asked for ${asked}, got ${JSON.stringify(got)}, and that is called ${found.outcome}`,
      );
    if (found.outcome === "lost") this.#isTold(job, asked);
  }

  #isTold(job: Job, asked: string): void {
    for (const id of this.#project.effects.keys()) if (id.startsWith(`unmet:${job.item}:`)) return;
    fail(`${job.id} goes without ${asked}, and nobody is told`);
  }
}
