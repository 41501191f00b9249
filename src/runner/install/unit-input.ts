/** What a unit is made of, and why it may not be used. Kept in the manifest, so that an upgrade renders it again. */
import * as z from "zod";
import { usable } from "./unit-text.ts";

export const UnitInput = z.strictObject({
  scope: z.enum(["user", "system"]),
  systemdVersion: z.int(),
  node: z.string(),
  nodeMajor: z.int(),
  program: z.string(),
  config: z.string(),
  environment: z.string(),
  identity: z.string(),
  stateDir: z.string(),
  /** Directories in which programs are looked for, in order. */
  path: z.array(z.string()),
  /** Directories below a home that the system's runner must still see: a Node or a CLI installed there. */
  visibleHomes: z.array(z.string()),
  /** The home whose keys are hidden; null for the system, which sees no home at all. */
  home: z.string().nullable(),
  /** False where this machine lets no user make namespaces: then only what needs none is left. */
  namespaces: z.boolean(),
  stopSecs: z.number(),
  memoryMax: z.string(),
  cpuQuota: z.string().nullable(),
});
export type UnitInput = z.infer<typeof UnitInput>;

/** Null when the unit can be written. */
export function problems(input: UnitInput): string | null {
  const values: (readonly [string, string])[] = [
    ["The path of Node", input.node],
    ["The path of the runner", input.program],
    ["The path of its configuration", input.config],
    ["The path of its secrets", input.environment],
    ["The path of its credential", input.identity],
    ["The state directory", input.stateDir],
    ...input.path.map((dir) => ["A directory of programs", dir] as const),
    ...input.visibleHomes.map((dir) => ["A directory of programs", dir] as const),
    ...(input.home === null ? [] : [["The home directory", input.home] as const]),
  ];
  for (const [what, value] of values) {
    const checked = usable(what, value);
    if (!checked.ok) return checked.error;
    if (!value.startsWith("/")) return `${what} must be absolute, and is ${JSON.stringify(value)}.`;
  }
  if (!/^(?:\d+[KMGT]?|[1-9]\d?%|100%|infinity)$/.test(input.memoryMax)) {
    return `--memory-max is a size (6G), a share of the memory (75%) or infinity, not ${JSON.stringify(input.memoryMax)}.`;
  }
  if (input.cpuQuota !== null && !/^[1-9]\d{0,4}%$/.test(input.cpuQuota)) {
    return `--cpu-quota is a share of one processor (50%, 300%), not ${JSON.stringify(input.cpuQuota)}.`;
  }
  return null;
}
