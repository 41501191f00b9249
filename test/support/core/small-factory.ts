/** The factory of a walk: one agent of each role, each gate's reviewer, and limits that a few steps can reach. */
import type { Mode } from "../../../src/contract/config.ts";
import type { Context } from "../../../src/core/decide/snapshot.ts";
import { contextWith } from "./scene.ts";

const LIMITS = {
  attempts: 3,
  no_progress: 2,
  open_items: 6,
  breaker_failures: 2,
  backoff_secs: 1,
  backoff_max_secs: 60,
};

export function smallFactory(developers: 1 | 2, mode: Mode, gates: readonly string[]): Context {
  const agents = [
    { name: "developer", role: "developer" },
    { name: "reviewer", role: "reviewer" },
    { name: "qa-one", role: "qa" },
    { name: "chief", role: "coordinator" },
    ...gates
      .filter((gate) => !["reviewer", "ci", "qa"].includes(gate))
      .map((name) => ({ name, role: "reviewer" })),
    ...(developers === 2 ? [{ name: "second", role: "developer", slots: 2 }] : []),
  ];
  return contextWith(
    { agents, limits: LIMITS, review_gate: { commands: ["npm test"] } },
    { mode, review_gate: gates },
  );
}
