/** What a project did, or would have done, as its journal tells it: what a person looks at before trusting it further. */
import * as z from "zod";
import { LogRecord } from "../../contract/log.ts";
import { type Address, ask } from "../factory-address.ts";

const Page = z.object({
  entries: z.array(z.object({ seq: z.int(), at: z.number(), entry: LogRecord })),
});

/** One thing that the record counts, with the newest examples. */
export interface Counted {
  readonly what: string;
  readonly count: number;
  readonly examples: readonly string[];
}

export interface ModeRecord {
  readonly project: string;
  readonly since_ms: number | null;
  readonly observed: readonly Counted[];
  readonly approvals: readonly Counted[];
  /** How it went where it was allowed to act. */
  readonly ended: readonly Counted[];
}

const OBSERVED = {
  "coordinator.would_pick": "issues it would have picked",
  "mention.would_queue": "mentions it would have made work of",
  "item.would_resume": "answered questions it would have taken up",
  "reply.would_write": "other texts it would have written",
} as const;
const APPROVALS = {
  "effect.proposed": "writes it proposed",
  "effect.approved": "writes that a person approved",
  "effect.denied": "writes that a person denied",
  "effect.withdrawn": "writes it withdrew",
} as const;
const ENDED = {
  "item.done": "issues closed",
  "item.parked": "questions to a person",
  "effect.dead": "writes that the forge refused",
} as const;

export async function readRecord(address: Address, project: string): Promise<ModeRecord> {
  const seen = new Map<string, LogRecord[]>();
  let since_ms: number | null = null;
  for (let after = 0; ; ) {
    const path = `/projects/${encodeURIComponent(project)}/journal?after=${after}`;
    const { entries } = Page.parse(await ask(address, path));
    const last = entries.at(-1);
    if (last === undefined) break;
    after = last.seq;
    since_ms ??= entries[0]?.at ?? null;
    for (const { entry } of entries) {
      const same = seen.get(entry.event);
      if (same === undefined) seen.set(entry.event, [entry]);
      else same.push(entry);
    }
  }
  const counted = (words: Readonly<Record<string, string>>): Counted[] =>
    Object.entries(words).map(([event, what]) => {
      const records = seen.get(event) ?? [];
      return { what, count: records.length, examples: records.slice(-3).reverse().map(example) };
    });
  return {
    project,
    since_ms,
    observed: counted(OBSERVED),
    approvals: counted(APPROVALS),
    ended: counted(ENDED),
  };
}

const EXAMPLE = z.looseObject({ kind: z.string(), by: z.string(), what: z.string() }).partial();

function example(record: LogRecord): string {
  const { kind, by, what } = EXAMPLE.parse(record);
  const parts = [
    record.issue === undefined ? "" : `#${record.issue}`,
    what ?? kind?.replaceAll("_", " ") ?? "",
    record.agent === undefined ? "" : `for ${record.agent}`,
    by === undefined ? "" : `by ${by}`,
    record.event === "item.parked" ? (record.reason ?? "").replaceAll(/\s+/g, " ").slice(0, 90) : "",
  ];
  return parts.filter((part) => part !== "").join(" ");
}
