/** A job that has ended, for tests of what is read off such jobs. `spent` in US dollars. */
import type { JobKind, Outcome } from "../../../src/contract/job.ts";
import { endState, type Job } from "../../../src/core/work/job.ts";
import type { MemoryProject } from "./memory-project.ts";
import { START } from "./scene.ts";

interface Ended {
  readonly id?: string;
  readonly agent?: string;
  readonly kind?: JobKind;
  readonly outcome: Outcome;
  readonly claimed_at?: number;
  readonly seconds?: number;
  readonly spent?: number;
  readonly denials?: number;
}

export function endedJob({ id = "lib-1", agent = "developer", kind = "change", outcome, ...o }: Ended): Job {
  const claimed_at = o.claimed_at ?? START;
  const seconds = o.seconds ?? 60;
  const usd = o.spent ?? 0.5;
  return {
    id,
    item: "w1",
    agent,
    kind,
    state: endState(outcome),
    attempt: 1,
    epoch: 1,
    slot: null,
    runner: "runner-1",
    request_key: id,
    finish_key: id,
    route: null,
    head_sha: null,
    not_before: claimed_at,
    outcome,
    detail: "what it said",
    seconds,
    denials: o.denials ?? 0,
    spent: { seconds, tokens_in: 0, tokens_out: 0, tokens_cached: 0, usd, priced_by: "cli" },
    queued_at: claimed_at,
    claimed_at,
    ended_at: claimed_at + seconds * 1000,
  };
}

/** So many jobs of the project have ended so, one after the other, `apart` milliseconds each. */
export function ended(
  project: MemoryProject,
  n: number,
  apart: number,
  over: Omit<Ended, "id" | "claimed_at">,
): MemoryProject {
  for (let i = 0; i < n; i++) {
    const id = `did-${project.jobs.size}`;
    project.jobs.set(id, endedJob({ id, claimed_at: project.now, ...over }));
    project.now += apart;
  }
  return project;
}
