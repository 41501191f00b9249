/** A project whose coordinator asks a model: its job, its answer, and what came of it. */
import { MemoryProject } from "./memory-project.ts";
import { know } from "./road.ts";
import { contextWith } from "./scene.ts";

export const AGENTS = [
  { name: "chief", role: "coordinator", model: "opus" },
  { name: "developer", role: "developer" },
  { name: "second", role: "developer", enabled: false },
  { name: "reviewer", role: "reviewer" },
];

/** Three issues are ready, #2 first by rank; the coordinator is being asked. */
export function asking(over = {}, project = {}): MemoryProject {
  const p = new MemoryProject(contextWith({ agents: AGENTS, limits: { plan_secs: 120 }, ...over }, project));
  for (const n of [1, 2, 3]) know(p, n);
  know(p, 4, [2]);
  look(p, () => undefined);
  return p;
}

/** Something changes on the forge, all at once, and the coordinator looks. */
export function look(p: MemoryProject, change: () => void): void {
  p.coordinating = false;
  change();
  p.coordinating = true;
  p.meta = { ...p.meta, coordinate_due: true };
  p.settle();
}

export const changes = (p: MemoryProject) =>
  [...p.items.values()].filter((i) => i.subject === "issue").map((i) => [i.issue, i.agent, i.phase]);
export const refusals = (p: MemoryProject) =>
  p.journal.filter((e) => e.event === "coordinator.refused").map((e) => [e.outcome, e.reason]);
