/** Which of the configured CLIs this machine can start now. One that is absent is not offered to the Worker. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Capabilities } from "../../contract/runner.ts";
import { programOf } from "../agents/registry.ts";
import type { RunnerSettings } from "./options.ts";

export function capabilitiesOf(settings: RunnerSettings, path = process.env.PATH ?? ""): Capabilities {
  const clis = Object.entries(settings.agents)
    .filter(([, command]) => canStart(programOf(command), path))
    .map(([id, command]) => ({ id, version: command.version }));
  return { clis, labels: settings.labels };
}

function canStart(program: string, path: string): boolean {
  const places = isAbsolute(program) ? [program] : path.split(delimiter).map((dir) => join(dir, program));
  return places.some(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
