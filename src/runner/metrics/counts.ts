/** What a runner counts of itself, from the records that it writes anyway, and how Prometheus reads it. No clock, no I/O. */
import type { LogRecord } from "../../contract/log.ts";
import { type Labels, written } from "../../core/log/prometheus.ts";

export interface Counts {
  heard(record: LogRecord): void;
  /** The Worker has answered, at this moment of the runner's own clock, in milliseconds. */
  contact(now: number): void;
  health(now: number): Health;
  text(now: number, facts: Facts): string;
}

/** What is not in any record. */
export interface Facts {
  readonly build: string;
  readonly contract: number;
  readonly runner: string;
  readonly capacity: number;
  readonly freeBytes: number;
  readonly residentBytes: number;
}

export interface Health {
  readonly ok: boolean;
  /** Why it takes no jobs; null when it does. */
  readonly trouble: string | null;
  readonly running: number;
  readonly last_contact_secs: number | null;
}

/** A runner polls every few seconds; a longer silence is one. */
const SILENT_SECS = 120;

export function createCounts(): Counts {
  const running = new Set<string>();
  const outcomes = new Map<string, number>();
  const events = new Map<string, number>();
  let taking: string | null = null;
  let reached: string | null = null;
  let contact: number | null = null;

  const silence = (now: number) => (contact === null ? null : Math.max(0, (now - contact) / 1000));
  const idOf = ({ job, epoch }: LogRecord) => `${job} ${epoch}`;
  const health = (now: number): Health => {
    const secs = silence(now);
    const silent = secs === null || secs > SILENT_SECS ? "the Worker has not answered" : null;
    // One that is full asks for nothing, and is well.
    const trouble = taking ?? reached ?? (running.size > 0 ? null : silent);
    return { ok: trouble === null, trouble, running: running.size, last_contact_secs: secs };
  };

  return {
    heard(record) {
      const { event, reason = "" } = record;
      if (event === "job.taken") running.add(idOf(record));
      if (event === "job.ended" || event === "job.lost") {
        running.delete(idOf(record));
        add(outcomes, event === "job.lost" ? "lost" : (record.outcome ?? ""));
      }
      if (event === "runner.not_taking") taking = reason;
      if (event === "runner.taking") taking = null;
      if (event === "runner.worker_unreachable") reached = `the Worker cannot be reached: ${reason}`;
      if (event === "runner.worker_reached") reached = null;
      if (COUNTED.test(event)) add(events, event);
    },
    contact(now) {
      contact = now;
    },
    health,
    text(now, facts) {
      const { ok } = health(now);
      const info = { build: facts.build, contract: String(facts.contract), runner: facts.runner };
      const gauge = (name: string, help: string, samples: readonly Sample[]) =>
        written({ name: `adf_runner_${name}`, help, type: "gauge", samples });
      const counter = (name: string, help: string, samples: readonly Sample[]) =>
        written({ name: `adf_runner_${name}`, help, type: "counter", samples });
      return [
        gauge("info", "Which runner this is.", [[info, 1]]),
        gauge("up", "1 while it takes jobs and its Worker answers.", plain(ok ? 1 : 0)),
        gauge("capacity", "Jobs at one time.", plain(facts.capacity)),
        gauge("jobs_running", "Jobs that run now.", plain(running.size)),
        counter("jobs_total", "Jobs that ended here.", labelled(outcomes, "outcome")),
        counter("events_total", "Records of what should be rare.", labelled(events, "event")),
        gauge("contact_age_seconds", "Since the Worker's last answer to a claim.", plain(silence(now))),
        gauge("disk_free_bytes", "Where the checkouts live.", plain(facts.freeBytes)),
        gauge("resident_bytes", "Memory of the runner itself, without its jobs.", plain(facts.residentBytes)),
      ].join("");
    },
  };
}

/** Few enough that each is a line on a dashboard. */
const COUNTED = /^(?:checkpoint|janitor|socket|login)\.|^job\.(?:survivors|report_declined|report_refused)$/;

const add = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);

type Sample = readonly [labels: Labels, value: number];

const labelled = (counts: ReadonlyMap<string, number>, label: string): Sample[] =>
  [...counts].map(([name, value]) => [{ [label]: name }, value]);

/** What nobody knows is left out. */
const plain = (value: number | null): Sample[] =>
  value === null || !Number.isFinite(value) ? [] : [[{}, value]];
