/**
 * The hops of one dispatch cycle, in order, and how far it came: a pure reading of what was seen. A hop that never came
 * while a later one did was skipped, and that is a failure too: something went round the way that work is to take.
 */
import type { Mode } from "../../contract/config.ts";

export const HOPS = [
  "filed",
  "delivered",
  "seen",
  "picked",
  "mentioned",
  "leased",
  "running",
  "ended",
  "verified",
  "answered",
  "closed",
] as const;
export type HopName = (typeof HOPS)[number];

/** What each hop is, for people. */
export const SAYS: Readonly<Record<HopName, string>> = {
  filed: "issue filed on the forge",
  delivered: "webhook delivered to the Worker",
  seen: "issue seen by the Worker",
  picked: "picked by the coordinator",
  mentioned: "mention visible on the issue",
  leased: "job leased to a runner",
  running: "job running",
  ended: "job ended",
  verified: "claim verified by QA",
  answered: "answer visible on the issue",
  closed: "issue closed",
};

/** An entry of the project's journal that is about the smoke issue, in seconds since it was filed. */
export interface Entry {
  readonly at: number;
  readonly event: string;
  readonly kind?: string | undefined;
  readonly outcome?: string | undefined;
  readonly agent?: string | undefined;
  readonly job?: string | undefined;
  readonly runner?: string | undefined;
  readonly reason?: string | undefined;
}

/** Times are seconds since filing; null where it has not been seen. */
export interface Evidence {
  readonly entries: readonly Entry[];
  readonly delivered: number | null;
  readonly mentioned: number | null;
  readonly answered: number | null;
  readonly closed: number | null;
}

export interface Hop {
  readonly hop: HopName;
  readonly status: "done" | "silent" | "skipped";
  readonly seconds: number | null;
  readonly note: string;
}

export interface Course {
  readonly hops: readonly Hop[];
  /**
   * `going`: not at its end. `question`: a person is asked, and smoke itself closes the issue. `observed`: the project only
   * observes, and this is as far as it goes.
   */
  readonly end: "going" | "closed" | "question" | "observed";
}

/** What can be expected here. */
export interface Terms {
  /** False: the forge does not reach this Worker, and only the poll brings news. */
  readonly webhook: boolean;
  readonly mode: Mode;
}

/** As far as a project goes that decides everything and writes nothing. */
const OBSERVED: readonly HopName[] = ["filed", "delivered", "seen", "picked"];

export function courseOf(e: Evidence, { webhook, mode }: Terms): Course {
  const first = (event: string, match: Partial<Entry> = {}): Entry | undefined =>
    e.entries.find(
      (x) => x.event === event && Object.entries(match).every(([k, v]) => x[k as keyof Entry] === v),
    );
  const picked = first("coordinator.picked");
  const would = first("coordinator.would_pick");
  const leased = first("job.leased");
  const ended = first("job.succeeded", { kind: "change" });
  const failed = first("job.failed");
  const verified = first("verify.passed");
  const asked = first("item.parked") !== undefined && ended !== undefined;
  const claims = ended?.outcome === "verified";
  const at: Record<HopName, readonly [number | null, string]> = {
    filed: [0, ""],
    delivered: [e.delivered, ""],
    seen: [first("event.received", { kind: "issue" })?.at ?? null, ""],
    picked: [
      picked?.at ?? would?.at ?? null,
      picked?.agent ?? (would === undefined ? "" : `it would be given to ${would.agent}`),
    ],
    mentioned: [e.mentioned, ""],
    leased: [leased?.at ?? null, leased === undefined ? "" : `${leased.job} to ${leased.runner}`],
    running: [first("job.running")?.at ?? null, ""],
    ended: [ended?.at ?? null, ended?.outcome ?? (failed === undefined ? "" : failure(failed))],
    verified: [verified?.at ?? null, verified?.agent ?? ""],
    answered: [e.answered, asked ? "a question for a person" : ""],
    closed: [e.closed, ""],
  };
  const wanted = HOPS.filter((hop) => {
    if (mode === "observe" && !OBSERVED.includes(hop)) return false;
    if (hop === "delivered") return webhook;
    if (hop === "verified") return claims && !asked;
    return hop !== "closed" || !asked;
  });
  const last = wanted.findLastIndex((hop) => at[hop][0] !== null);
  const hops = wanted.map((hop, i): Hop => {
    const [seconds, note] = at[hop];
    return { hop, status: seconds !== null ? "done" : i < last ? "skipped" : "silent", seconds, note };
  });
  if (mode === "observe") return { hops, end: would === undefined ? "going" : "observed" };
  const over = asked ? e.answered !== null : e.closed !== null;
  return { hops, end: !over ? "going" : asked ? "question" : "closed" };
}

const failure = (entry: Entry): string =>
  `failed: ${entry.outcome ?? ""}${entry.reason === undefined ? "" : `, ${entry.reason.slice(0, 160)}`}`;

/** The first hop that did not come; null when every one did. */
export const silentHop = (course: Course): Hop | null => course.hops.find((h) => h.status !== "done") ?? null;
