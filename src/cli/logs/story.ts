/** The whole story of an issue, told from its records: what happened, why, what it cost, what was written. */
import * as z from "zod";
import type { LogDocument } from "../../contract/log.ts";

const Data = z
  .looseObject({
    usd: z.number(),
    priced_by: z.string(),
    seconds: z.number(),
    kind: z.string(),
    tier: z.string(),
    cli: z.string(),
    model: z.string(),
    provider: z.string(),
  })
  .partial();

export interface Story {
  readonly project: string;
  readonly issue: number;
  readonly events: readonly { readonly at: string; readonly text: string; readonly seq: number }[];
  readonly jobs: readonly Job[];
  readonly writes: readonly { readonly kind: string; readonly end: string }[];
  readonly agent_seconds: number;
  /** Null where nothing has ended yet, or nothing was counted. */
  readonly cost_usd: number | null;
  /** The builds and configurations under which it was decided, in order. */
  readonly under: readonly { readonly build: string; readonly config: string; readonly scenarios: string }[];
  readonly ended: string | null;
}

export interface Job {
  readonly job: string;
  readonly agent: string;
  readonly attempt: number;
  readonly route: string;
  readonly end: string;
  readonly seconds: number | null;
  readonly cost_usd: number | null;
  /** On whose word; null where nothing was counted. */
  readonly priced_by: string | null;
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

export function storyOf(project: string, issue: number, records: readonly LogDocument[]): Story {
  const jobs = new Map<string, Job>();
  const writes = new Map<string, { kind: string; end: string }>();
  const under: { build: string; config: string; scenarios: string }[] = [];
  let ended: string | null = null;
  for (const r of records) {
    const data = Data.safeParse(r.data ?? {}).data ?? {};
    const { build, config, scenarios } = r;
    const last = under.at(-1);
    if (last?.build !== build || last.config !== config || last.scenarios !== scenarios)
      under.push({ build, config, scenarios });
    if (r.job !== undefined && r.event.startsWith("job."))
      jobs.set(r.job, withRecord(jobs.get(r.job), r, data));
    const end = WRITES[r.event];
    if (end !== undefined && r.effect !== undefined)
      writes.set(r.effect, { kind: data.kind?.replaceAll("_", " ") ?? "write", end });
    if (r.event.startsWith("item.")) ended = ENDS[r.event] ?? null;
  }
  const all = [...jobs.values()];
  const costs = all.flatMap((j) => (j.cost_usd === null ? [] : [j.cost_usd]));
  return {
    project,
    issue,
    events: records.map((r) => ({ at: r.timestamp, text: r.message, seq: r.seq })),
    jobs: all,
    writes: [...writes.values()],
    agent_seconds: all.reduce((sum, j) => sum + (j.seconds ?? 0), 0),
    cost_usd: costs.length === 0 ? null : costs.reduce((a, b) => a + b, 0),
    under,
    ended,
  };
}

function withRecord(before: Job | undefined, r: LogDocument, data: z.infer<typeof Data>): Job {
  const route = [data.tier, data.cli, data.model].filter((w) => w !== undefined).join(", ");
  return {
    job: r.job ?? "",
    agent: r.agent ?? before?.agent ?? "",
    attempt: r.attempt ?? before?.attempt ?? 1,
    route: route === "" ? (before?.route ?? "") : route,
    end:
      r.event === "job.succeeded" || r.event === "job.failed" || r.event === "job.cancelled"
        ? (r.outcome ?? r.event.slice(4))
        : (before?.end ?? r.event.slice(4)),
    seconds: data.seconds ?? before?.seconds ?? null,
    cost_usd: data.usd ?? before?.cost_usd ?? null,
    priced_by: data.priced_by ?? before?.priced_by ?? null,
  };
}
