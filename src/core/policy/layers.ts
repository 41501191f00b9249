/** Which layers of isolation an agent's jobs may not do without, and how far its network reaches. Pure. */
import type { AgentConfig, OrchestratorConfig, ProjectConfig } from "../../contract/config.ts";
import { LAYERS, type Layer, type Layers } from "../../contract/layer.ts";
import type { ProbeOffer } from "../../contract/probe.ts";
import type { OfferedNetwork } from "../../contract/runner.ts";

/** Null for the machine's own network. */
export function networkOf(project: ProjectConfig, agent: AgentConfig): OfferedNetwork | null {
  const mode = agent.network ?? project.network;
  if (mode === "full") return null;
  return { mode, hosts: mode === "none" ? [] : [...(agent.hosts ?? project.hosts)] };
}

/** In the order in which they are always named. A network that is not the machine's takes a sandbox as well. */
export function requiredLayers(project: ProjectConfig, agent: AgentConfig): Layer[] {
  const fenced = networkOf(project, agent) !== null;
  const asked = new Set<Layer>([
    ...project.requires,
    ...(project.sandbox === "require" || fenced ? (["sandbox"] as const) : []),
    ...(fenced ? (["network"] as const) : []),
  ]);
  return LAYERS.filter((layer) => asked.has(layer));
}

/**
 * How a probe is run, which is of no project: as strictly as the strictest job. It needs its model and nothing else, so that any
 * project whose network is not the machine's leaves it with that alone.
 */
export function isolationOfProbes({
  projects,
  agents,
}: OrchestratorConfig): Pick<ProbeOffer, "sandbox" | "network"> {
  const layers = projects
    .filter((project) => project.enabled)
    .flatMap((project) =>
      agents
        .filter((agent) => agent.enabled && (agent.project ?? project.name) === project.name)
        .flatMap((agent) => requiredLayers(project, agent)),
    );
  return {
    ...(layers.includes("sandbox") ? { sandbox: "require" } : {}),
    ...(layers.includes("network") ? { network: { mode: "allow-list", hosts: [] } } : {}),
  };
}

/** Whether a runner may not have the jobs. */
export const lacksAny = (required: readonly Layer[], layers: Layers): boolean =>
  required.some((layer) => layers[layer] !== null);

/** For people: what the job waits for, and what this runner would need. */
export function explainLack(required: readonly Layer[], layers: Layers, runner: string): string {
  const lacks = required.flatMap((layer) =>
    layers[layer] === null ? [] : [`${TITLES[layer]} (${layers[layer]})`],
  );
  const all = required.map((layer) => TITLES[layer]).join(", ");
  return `it waits for a runner with ${all}; the runner ${runner} has no ${lacks.join(", no ")}`;
}

export const TITLES: Readonly<Record<Layer, string>> = {
  sandbox: "sandbox",
  network: "network of its own",
  shim: "PATH shim",
  hook: "guard hook",
  cgroup: "memory limit",
};
