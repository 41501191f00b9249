/** A project in the night of its compound review: what was merged, who reviews it, and what they find. */
import { expect } from "vitest";
import { CompoundFinding } from "../../../src/contract/compound.ts";
import { Watch } from "./invariants.ts";
import { MemoryProject } from "./memory-project.ts";
import { contextWith, outputs, report, sha } from "./scene.ts";

export const NIGHT = Date.UTC(2026, 0, 6, 2, 0, 0);
export const DAY = {
  base: sha(1),
  head: sha(2),
  commits: 4,
  files: ["src/a.ts", "src/b.ts", "package-lock.json"],
  cut: null,
};
const REVIEWERS = [
  { name: "developer", role: "developer" },
  { name: "reviewer", role: "reviewer", slots: 4 },
  { name: "second", role: "reviewer", slots: 4 },
];

export const found = (title: string, over: Partial<CompoundFinding> = {}): CompoundFinding =>
  CompoundFinding.parse({
    title,
    severity: "major",
    file: "src/a.ts",
    line: 3,
    evidence: "It fails. @adf:developer go",
    confidence: 0.9,
    ...over,
  });
export const answered = (findings: readonly CompoundFinding[], over = {}) =>
  report("success", { outputs: outputs({ compound: { findings: [...findings], left_out: [], ...over } }) });

export function at(review = {}, project = {}, over = {}): MemoryProject {
  const config = { agents: REVIEWERS, compound_review: { max_agents: 6, ...review }, ...over };
  const p = new MemoryProject(contextWith(config, project));
  p.coordinating = true;
  p.tick();
  p.now = NIGHT;
  return p;
}

/** In the middle of a review: every group has its job. */
export function reviewing(review = {}, project = {}, over = {}): MemoryProject {
  const p = at(review, project, over);
  p.tick();
  expect(p.merged(DAY)).toBe(true);
  return p;
}

/** Claims the next group, if there is one, and lets it answer. */
export function group(p: MemoryProject, end = answered([])): string | null {
  const offer = p.claim();
  if (offer === null) return null;
  expect(offer.kind).toBe("compound");
  p.start(offer.job, offer.epoch);
  p.finish(offer.job, offer.epoch, end);
  new Watch(p).check();
  return p.items.get(p.jobs.get(offer.job)?.item ?? "")?.compound?.group ?? null;
}
export function rest(p: MemoryProject, end = answered([])): void {
  while (group(p, end) !== null);
}
/** The forge does all that waits; issues get numbers from 90. */
export function forge(p: MemoryProject): void {
  let number = 90;
  for (let e = p.openEffects()[0]; e !== undefined; e = p.openEffects()[0])
    p.settleEffect(e.id, {
      status: "done",
      result: e.action.kind === "create_issue" ? { issue: number++ } : {},
    });
}
export const writes = (p: MemoryProject, kind: string) =>
  [...p.effects.values()].map((e) => e.action).filter((a) => a.kind === kind);
export const titles = (p: MemoryProject) =>
  writes(p, "create_issue").map((a) => (a.kind === "create_issue" ? a.title : ""));

export const summary = (p: MemoryProject): string => {
  const last = [...p.effects.values()].filter((e) => e.item === "compound:summary").at(-1)?.action;
  return last !== undefined && "body" in last ? last.body : "";
};
