/** The whole story of an issue, told from its records: what happened, why, what it cost, what was written. */
import * as z from "zod";
import type { LogDocument } from "../../contract/log.ts";
import { WRITE } from "../../core/log/words.ts";

const Data = z
  .looseObject({
    usd: z.number(),
    priced_by: z.string(),
    seconds: z.number(),
    kind: z.string(),
    tier: z.string(),
    cli: z.string(),
    model: z.string(),
    answered: z.string(),
    gate: z.string(),
    after_merge: z.boolean(),
  })
  .partial();
type Data = z.infer<typeof Data>;

export interface Story {
  readonly project: string;
  readonly issue: number;
  readonly events: readonly StoryEvent[];
  readonly jobs: readonly Job[];
  readonly gates: readonly Judged[];
  readonly writes: readonly { readonly kind: string; readonly end: string }[];
  readonly agent_seconds: number;
  /** Null where nothing has ended yet, or nothing was counted. */
  readonly cost_usd: number | null;
  /** The builds and configurations under which it was decided, in order. */
  readonly under: readonly { readonly build: string; readonly config: string; readonly scenarios: string }[];
  readonly ended: string | null;
}

export interface StoryEvent {
  /** RFC 3339. */
  readonly at: string;
  readonly text: string;
  readonly seq: number;
  readonly event: string;
  /** What the forge confirmed, in words; null of any other record. */
  readonly wrote: string | null;
  /** True of what a person learns nothing from: a comment of the factory that came back. */
  readonly echo: boolean;
}

export interface Job {
  readonly job: string;
  readonly agent: string;
  readonly kind: string;
  readonly attempt: number;
  readonly runner: string | null;
  readonly route: string;
  /** The model that answered, where the CLI says it. */
  readonly answered: string | null;
  readonly end: string;
  readonly seconds: number | null;
  readonly cost_usd: number | null;
  /** On whose word; null where nothing was counted. */
  readonly priced_by: string | null;
}

/** The verdicts of one gate on one pull request, in order. */
export interface Judged {
  readonly gate: string;
  /** Null in records that do not say it. */
  readonly pull_request: number | null;
  /** On the target branch, once it was merged. */
  readonly after_merge: boolean;
  readonly verdicts: readonly ("passed" | "sent back")[];
}

const ENDS: Readonly<Record<string, string>> = {
  "item.done": "done",
  "item.parked": "waits for a person's answer",
  "item.cancelled": "cancelled",
};
const WRITES: Readonly<Record<string, string>> = {
  "effect.done": "written",
  "effect.dead": "refused by the forge",
  "effect.denied": "denied",
  "effect.withdrawn": "taken back",
  "effect.proposed": "waits for a yes",
};
const JOB_ENDS: ReadonlySet<string> = new Set(["job.succeeded", "job.failed", "job.cancelled"]);

export function storyOf(project: string, issue: number, records: readonly LogDocument[]): Story {
  const jobs = new Map<string, Job>();
  const gates = new Map<string, Judged>();
  const writes = new Map<string, { kind: string; end: string }>();
  const under: { build: string; config: string; scenarios: string }[] = [];
  const events: StoryEvent[] = [];
  let ended: string | null = null;
  for (const r of records) {
    const data = Data.safeParse(r.data ?? {}).data ?? {};
    const { build, config, scenarios } = r;
    const last = under.at(-1);
    if (last?.build !== build || last.config !== config || last.scenarios !== scenarios)
      under.push({ build, config, scenarios });
    if (r.job !== undefined && r.event.startsWith("job."))
      jobs.set(r.job, withRecord(jobs.get(r.job), r, data));
    if (r.event === "review.passed" || r.event === "review.failed") judge(gates, r, data);
    const end = WRITES[r.event];
    const kind = wordFor(data.kind);
    if (end !== undefined && r.effect !== undefined) writes.set(r.effect, { kind, end });
    if (r.event.startsWith("item.")) ended = ENDS[r.event] ?? null;
    events.push({
      at: r.timestamp,
      text: r.message,
      seq: r.seq,
      event: r.event,
      wrote: r.event === "effect.done" ? kind : null,
      echo: r.event === "event.received" && r.outcome === "own_comment",
    });
  }
  const all = [...jobs.values()];
  const costs = all.flatMap((j) => (j.cost_usd === null ? [] : [j.cost_usd]));
  return {
    project,
    issue,
    events,
    jobs: all,
    gates: [...gates.values()],
    writes: [...writes.values()],
    agent_seconds: all.reduce((sum, j) => sum + (j.seconds ?? 0), 0),
    cost_usd: costs.length === 0 ? null : costs.reduce((a, b) => a + b, 0),
    under,
    ended,
  };
}

const wordFor = (kind: string | undefined): string =>
  WRITE[kind ?? ""] ?? kind?.replaceAll("_", " ") ?? "something";

function judge(gates: Map<string, Judged>, r: LogDocument, data: Data): void {
  const gate = data.gate ?? r.agent ?? "reviewer";
  const after_merge = data.after_merge ?? false;
  const pull_request = r.pull_request ?? null;
  const key = `${gate} ${after_merge} ${pull_request}`;
  const verdict = r.event === "review.passed" ? "passed" : "sent back";
  gates.set(key, {
    gate,
    pull_request,
    after_merge,
    verdicts: [...(gates.get(key)?.verdicts ?? []), verdict],
  });
}

function withRecord(before: Job | undefined, r: LogDocument, data: Data): Job {
  const route = [data.tier, data.cli, data.model].filter((w) => w !== undefined).join(", ");
  return {
    job: r.job ?? "",
    agent: r.agent ?? before?.agent ?? "",
    kind: data.kind ?? before?.kind ?? "",
    attempt: r.attempt ?? before?.attempt ?? 1,
    runner: r.runner ?? before?.runner ?? null,
    route: route === "" ? (before?.route ?? "") : route,
    answered: data.answered ?? before?.answered ?? null,
    end: endOf(r),
    seconds: data.seconds ?? before?.seconds ?? null,
    cost_usd: data.usd ?? before?.cost_usd ?? null,
    priced_by: data.priced_by ?? before?.priced_by ?? null,
  };
}

function endOf(r: LogDocument): string {
  if (JOB_ENDS.has(r.event)) return r.outcome ?? r.event.slice(4);
  return r.event === "job.queued" || r.event === "job.waits" ? "has not begun" : "is under way";
}
