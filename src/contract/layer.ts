/** What stands between an agent and the machine it runs on, as a runner tells it and a project may require it. */
import * as z from "zod";

/**
 * `sandbox`: bubblewrap around the agent. `network`: a network namespace of its own, with a proxy as the only way out.
 * `shim`: destructive programs on its PATH ask the guard. `hook`: its CLI asks the guard before each tool. `cgroup`: its
 * memory is limited by the kernel.
 */
export const LAYERS = ["sandbox", "network", "shim", "hook", "cgroup"] as const;
export const Layer = z.enum(LAYERS);
export type Layer = z.infer<typeof Layer>;

/** Null where the layer is there; otherwise why it is not, and what a person types to have it. */
const Missing = z.string().min(1).max(800).nullable();

const untold = "its runner does not say";

export const Layers = z
  .strictObject({ sandbox: Missing, network: Missing, shim: Missing, hook: Missing, cgroup: Missing })
  .default({ sandbox: untold, network: untold, shim: untold, hook: untold, cgroup: untold });
export type Layers = z.infer<typeof Layers>;
