/** The orchestrator's TOML for a factory on one machine: only what differs from the defaults, and the quick cadence. */
import { stringify } from "smol-toml";
import type { Mode, OrchestratorConfig, Via } from "../../contract/config.ts";

export type LocalLimits = Partial<OrchestratorConfig["limits"]>;

export interface LocalConfiguration {
  /** Whether the forge tells us of changes itself. */
  readonly webhook: boolean;
  readonly project: string;
  readonly repo: string;
  readonly branch: string;
  readonly forge_url: string;
  readonly via: Via;
  readonly trusted: readonly string[];
  /** Roles that have an account of their own; the others write as the coordinator. */
  readonly accounts: readonly string[];
  readonly limits: LocalLimits;
  readonly mode: Mode;
}

/** Seconds between two ticks on one machine; production has 60. */
export const CADENCE_SECS = 5;

export function localToml(c: LocalConfiguration): string {
  const agent = (name: string, role: string) => ({
    name,
    role,
    ...(c.accounts.includes(role) ? {} : { account: "coordinator" }),
  });
  return stringify({
    gitea: { url: c.forge_url, via: c.via, trusted: [...c.trusted] },
    limits: {
      lease_secs: 15,
      heartbeat_secs: 5,
      backoff_secs: 1,
      backoff_max_secs: 2,
      wall_secs: 180,
      stall_secs: 60,
      grace_secs: 2,
      ...c.limits,
    },
    // With a webhook the poll only repairs what was lost; without one it is all the news there is.
    mentions: { poll_ticks: c.webhook ? 3 : 1 },
    projects: [{ name: c.project, repo: c.repo, branch: c.branch, active: "always", mode: c.mode }],
    agents: [agent("developer", "developer"), agent("reviewer", "reviewer"), agent("qa", "qa")],
  });
}
