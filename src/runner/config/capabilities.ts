/** Which of the configured CLIs this machine can start now. One that is absent is not offered to the Worker. */
import type { Layers } from "../../contract/layer.ts";
import type { Machine } from "../../contract/machine.ts";
import type { Capabilities } from "../../contract/runner.ts";
import { findProgram, versionOf } from "../agents/detect.ts";
import { adapterOf, programOf } from "../agents/registry.ts";
import type { Canaries } from "../canary/keep.ts";
import type { RunnerSettings } from "./options.ts";

/** The ids of those that are on this machine now, whether or not they may work. */
export const presentClis = (
  { agents }: Pick<RunnerSettings, "agents">,
  path = process.env.PATH ?? "",
): string[] =>
  Object.entries(agents)
    .filter(([, command]) => findProgram(programOf(command), path) !== null)
    .map(([id]) => id);

/** What is known of the machine besides its settings. */
export interface Known {
  readonly layers: Layers;
  /** Which CLIs ask the guard. */
  readonly canaries: Pick<Canaries, "mayWork" | "unproven">;
  /** What the CLIs said of themselves, for those that can be asked. */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Machine | null;
}

export function capabilitiesOf(
  settings: Pick<RunnerSettings, "agents" | "labels">,
  { layers, canaries, versions, machine }: Known,
  path = process.env.PATH ?? "",
): Capabilities {
  const clis = Object.entries(settings.agents)
    .filter(([id, command]) => findProgram(programOf(command), path) !== null && canaries.mayWork(id))
    .map(([id, command]) => ({
      id,
      version: versions[id] ?? command.version,
      hooked: adapterOf(command).hooked,
    }));
  return { clis, layers, unproven: [...canaries.unproven()], machine, labels: settings.labels };
}

/** Asked once at the start: a CLI that is exchanged under a running runner is told by the next one. */
export async function versionsOf(
  { agents }: Pick<RunnerSettings, "agents">,
  path = process.env.PATH ?? "",
): Promise<Record<string, string>> {
  const asked = Object.entries(agents).map(async ([id, command]) => {
    const program = findProgram(programOf(command), path);
    const version = program === null ? null : await versionOf(adapterOf(command), program, path);
    return version === null ? [] : [[id, version] as const];
  });
  return Object.fromEntries((await Promise.all(asked)).flat());
}
