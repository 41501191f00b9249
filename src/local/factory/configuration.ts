/** The orchestrator's TOML for a factory on one machine: only what differs from the defaults, and the quick cadence. */
import { stringify } from "smol-toml";
import type { NetworkMode } from "../../contract/config/network.ts";
import type { Mode, OrchestratorConfig, Via } from "../../contract/config.ts";
import type { Role } from "../../contract/job.ts";

export type LocalLimits = Partial<OrchestratorConfig["limits"]>;
export type LocalBudget = Partial<OrchestratorConfig["budget"]>;

/** As in `[[agents]]`; the account is that of its role where the forge has one for it, else the coordinator's. */
export interface LocalAgent {
  readonly name: string;
  readonly role: Role;
  readonly account?: string;
  /** Of a coordinator: its model chooses what is next. */
  readonly model?: string;
  readonly cli?: string;
  readonly pin?: boolean;
  readonly handles?: readonly string[];
}

export interface LocalProject {
  readonly name: string;
  readonly repo: string;
  readonly branch: string;
  readonly mode: Mode;
  /** A developer, a reviewer and QA when left out. */
  readonly agents?: readonly LocalAgent[];
  /** The reviewer alone, when left out. */
  readonly review_gate?: string | readonly string[];
  /** What the gate `qa` runs. */
  readonly qa_commands?: readonly string[];
  /** The machine's own, when left out. */
  readonly network?: NetworkMode;
  /** At any time, when left out. */
  readonly hours?: {
    readonly schedule: string;
    readonly timezone: string;
    readonly active: "schedule" | "always";
  };
}

export const USUAL: readonly LocalAgent[] = (["developer", "reviewer", "qa"] as const).map((role) => ({
  name: role,
  role,
}));

export interface LocalConfiguration {
  /** Whether the forge tells us of changes itself. */
  readonly webhook: boolean;
  readonly projects: readonly LocalProject[];
  readonly forge_url: string;
  readonly via: Via;
  readonly trusted: readonly string[];
  /** Roles that have an account of their own; the others write as the coordinator. */
  readonly accounts: readonly string[];
  readonly limits: LocalLimits;
  readonly budget: LocalBudget;
  /** Where the records are shipped besides; null where they stay in files. */
  readonly quickwit: string | null;
}

/** Seconds between two ticks on one machine; production has 60. */
export const CADENCE_SECS = 5;

export function localToml(c: LocalConfiguration): string {
  const agent = (project: string, { account, handles, ...rest }: LocalAgent) => ({
    ...rest,
    project,
    ...(handles === undefined ? {} : { handles: [...handles] }),
    ...(account === undefined && c.accounts.includes(rest.role) ? {} : { account: account ?? "coordinator" }),
  });
  return stringify({
    gitea: { url: c.forge_url, via: c.via, trusted: [...c.trusted] },
    ...(c.quickwit === null ? {} : { quickwit: { enabled: true, url: c.quickwit } }),
    limits: {
      lease_secs: 15,
      backoff_secs: 1,
      backoff_max_secs: 2,
      wall_secs: 180,
      stall_secs: 60,
      grace_secs: 2,
      ...c.limits,
    },
    budget: c.budget,
    // With a webhook the poll only repairs what was lost; without one it is all the news there is.
    mentions: { poll_ticks: c.webhook ? 3 : 1 },
    review_gate: { ci_poll_secs: 1 },
    projects: c.projects.map(({ name, repo, branch, mode, hours, review_gate, qa_commands, network }) => ({
      name,
      repo,
      branch,
      mode,
      ...(hours ?? { active: "always" }),
      ...(network === undefined ? {} : { network }),
      ...(review_gate === undefined ? {} : { review_gate }),
      ...(qa_commands === undefined ? {} : { qa_commands: [...qa_commands] }),
    })),
    agents: c.projects.flatMap(({ name, agents = USUAL }) => agents.map((one) => agent(name, one))),
  });
}
