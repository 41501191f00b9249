/** A project in one of its modes, and what it made there. */
import type { Mode } from "../../../src/contract/config.ts";
import { MemoryProject } from "./memory-project.ts";
import { contextWith } from "./scene.ts";

export const inMode = (mode: Mode): MemoryProject => new MemoryProject(contextWith({}, { mode }));
export const put = (project: MemoryProject, mode: Mode): MemoryProject => {
  const { config, project: now } = project.context;
  project.context = { ...project.context, config, project: { ...now, mode } };
  return project;
};
export const told = (project: MemoryProject, event: string) =>
  project.journal.filter((e) => e.event === event);
export const made = ({ items, jobs, effects }: MemoryProject) => [items.size, jobs.size, effects.size];
export const proposed = (project: MemoryProject) =>
  project.openEffects().filter((e) => e.state === "proposed");
export const mustBe = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error("it is not there");
  return value;
};
export const approveAll = (project: MemoryProject) =>
  project.judge({ approve: proposed(project).map((e) => e.id) });
