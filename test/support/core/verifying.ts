/** A project in which an agent claims that nothing has to change. */
import type { MemoryProject } from "./memory-project.ts";
import { asked, forgeDoes, run } from "./road.ts";
import { claimed, report } from "./scene.ts";

export const inVerify = (): MemoryProject => {
  const project = asked();
  run(project, report("verified", { outputs: claimed() }));
  forgeDoes(project);
  return project;
};
export const jobs = (project: MemoryProject) => [...project.jobs.values()];
