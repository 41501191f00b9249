/** Facts of a factory in which everything is in order, to be changed in one place by each test. */

import type { Check } from "../../../src/cli/doctor/check.ts";
import { examine } from "../../../src/cli/doctor/examine.ts";
import type { Facts, Place } from "../../../src/cli/doctor/facts.ts";
import type {
  ForgeFacts,
  LogStoreChecks,
  ProjectChecks,
  WorkerChecks,
} from "../../../src/contract/checks.ts";
import { MACHINE_FACTS, type Machine } from "../../../src/contract/machine.ts";
import type { ProbeBoard } from "../../../src/contract/probe.ts";
import type { ProjectView, RunnerView } from "../../../src/contract/state.ts";
import { CONTRACT_VERSION } from "../../../src/contract/version.ts";
import { NOTHING_SHARED, WELL } from "../../support/view.ts";

export const WORKER = "https://adf.example";
export const DEPLOYED: Place = {
  kind: "deployed",
  url: WORKER,
  started_secs: null,
  options: ` --url ${WORKER}`,
};
export const LOCAL: Place = {
  kind: "embedded",
  url: "http://127.0.0.1:8787",
  started_secs: 3_600,
  options: "",
};

export const forge = (change: Partial<ForgeFacts> = {}): ForgeFacts => ({
  url: "https://git.example",
  repo: "owner/tides",
  via: "direct",
  unreachable: null,
  unreachable_reason: null,
  version: "1.26.3",
  took_ms: 12,
  clock_ms: 300,
  accounts: ["coordinator", "developer", "reviewer"].map((account) => ({
    account,
    login: `adf-${account}`,
    problem: null,
    scopes: ["read:user", "write:repository", "write:issue"],
    permission: account === "coordinator" ? "admin" : "write",
    issues_problem: null,
  })),
  repo_problem: null,
  branch: { name: "main", protected: true, contexts: ["adf/review"], approvals: 1 },
  hooks: [
    {
      id: 7,
      url: `${WORKER}/webhooks/gitea`,
      active: true,
      events: ["issues", "issue_comment", "issue_label", "pull_request", "pull_request_sync", "push"],
    },
  ],
  hooks_problem: null,
  ...change,
});

/** A change of what the forge says of the reviewer's account alone. */
export const account = (change: Partial<ForgeFacts["accounts"][number]>) => ({
  from_worker: {
    accounts: forge().accounts.map((a) => (a.account === "reviewer" ? { ...a, ...change } : a)),
  },
});

export const checks = (change: Partial<ProjectChecks> = {}): ProjectChecks => ({
  name: "tides",
  repo: "owner/tides",
  branch: "main",
  mode: "auto",
  enabled: true,
  review_context: "adf/review",
  gate_contexts: [],
  reads_checks: false,
  agents: [
    { name: "developer", role: "developer", account: "developer", enabled: true },
    { name: "reviewer", role: "reviewer", account: "reviewer", enabled: true },
  ],
  tick_secs: 20,
  read_secs: 40,
  heard_secs: 100,
  found_secs: null,
  breaker: "closed",
  refused: { count: 0, last: null },
  journal_seq: 12,
  ...change,
});

export const view = (change: Partial<ProjectView> = {}): ProjectView => ({
  name: "tides",
  repo: "owner/tides",
  schedule: "0 1-9 * * *",
  timezone: "UTC",
  next_run_ms: null,
  paused: false,
  mode: "auto",
  waits_for: null,
  settled: true,
  synced: true,
  ...WELL,
  issues: [],
  work_items: [],
  effects: { proposed: 0, pending: 0, dead: 0 },
  ...change,
});

/** A machine of which nothing is wrong but what is given. */
export const machine = (change: Partial<Machine> = {}): Machine => ({
  ...(Object.fromEntries(
    MACHINE_FACTS.map((part) => [part, { fact: `${part} is well`, fix: null }]),
  ) as Machine),
  ...change,
});

export const runner = (change: Partial<RunnerView> = {}): RunnerView => ({
  id: "r-1",
  name: "attic",
  build: "runner-0.1.0",
  connected: true,
  last_seen_secs: 3,
  clis: ["opencode"],
  layers: { sandbox: null, network: null, shim: null, hook: null, cgroup: null },
  unproven: [],
  machine: machine(),
  serves: null,
  ...change,
});

export const worker = (change: Partial<WorkerChecks> = {}): WorkerChecks => ({
  now_ms: 0,
  build: "b-1",
  contract: CONTRACT_VERSION,
  version_id: null,
  config_hash: "0123456789abcdef",
  config_from: "bundle",
  scenario_version: "s1",
  store: 2,
  runner_build: null,
  notifiers: [],
  factory_enabled: true,
  forge_url: "https://git.example",
  accounts: ["coordinator", "developer", "reviewer"],
  forge_gate: { failures: 0, shut_secs: 0 },
  projects: [checks()],
  ...change,
});

export interface Change {
  readonly place?: Place;
  readonly machine?: Partial<Facts["machine"]>;
  readonly worker?: Facts["worker"];
  readonly checks?: Partial<WorkerChecks>;
  readonly clock_ms?: number;
  readonly project?: Partial<ProjectChecks>;
  readonly view?: Partial<ProjectView>;
  readonly from_worker?: Partial<ForgeFacts> | string;
  readonly from_here?: Partial<ForgeFacts> | string;
  readonly runners?: readonly RunnerView[];
  readonly probes?: Partial<ProbeBoard>;
  readonly file?: Facts["file"];
  readonly checkout?: string;
  readonly log_store?: Facts["log_store"];
}

export const logStore = (change: Partial<LogStoreChecks> = {}): LogStoreChecks => ({
  enabled: true,
  url: "http://quickwit.example:7280",
  index: "adf-logs",
  trouble: null,
  absent: false,
  differences: [],
  ...change,
});

const surveyed = (change: Partial<ForgeFacts> | string = {}) =>
  typeof change === "string" ? { unasked: change } : forge(change);

export function facts(change: Change = {}): Facts {
  const up: Facts["worker"] = {
    kind: "up",
    skew: null,
    checks: worker(change.checks),
    state: {
      build: "b-1",
      contract: CONTRACT_VERSION,
      version_id: null,
      config_hash: "0123456789abcdef",
      config_from: "bundle",
      scenario_version: "s1",
      store: 2,
      runner_build: null,
      projects: [view(change.view)],
      shared: { ...NOTHING_SHARED, probes: { ...NOTHING_SHARED.probes, ...change.probes } },
      runners: [...(change.runners ?? [runner()])],
    },
    clock_ms: change.clock_ms ?? 120,
    took_ms: 30,
  };
  const there = change.worker ?? up;
  const here = surveyed(change.from_here);
  return {
    place: change.place ?? DEPLOYED,
    machine: {
      node: "24.1.0",
      git: "git version 2.45.1",
      folder: "/srv/adf",
      free_bytes: 50e9,
      wanted_clis: ["claude", "opencode"],
      sandbox: null,
      found_clis: [
        { cli: "opencode", version: "1.18.33", login: null, login_command: "opencode auth login" },
      ],
      ...change.machine,
    },
    worker: there,
    projects:
      there.kind === "up"
        ? [
            {
              checks: checks(change.project),
              view: view(change.view),
              from_worker: surveyed(change.from_worker),
              from_here: here,
            },
          ]
        : [],
    forge_here: here,
    file: change.file ?? null,
    log_store: change.log_store ?? logStore(),
    checkout: change.checkout ?? null,
  };
}

export const lines = (change: Change = {}): Check[] => examine(facts(change));

export function line(id: string, change: Change = {}): Check {
  const found = lines(change).find((c) => c.id === id);
  if (found === undefined) throw new Error(`doctor has no line ${id}`);
  return found;
}
