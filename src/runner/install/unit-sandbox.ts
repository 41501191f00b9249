/**
 * The fences of the unit. Every one was chosen to hold agents that build and test software: no MemoryDenyWriteExecute
 * (Node compiles at run time), no RestrictNamespaces (each agent has a sandbox of its own), a network. Nothing lies over a
 * part of /proc: where something does, the kernel lets nobody mount a new one, and the sandbox needs that for its private
 * processes. So no ProtectKernelTunables and no ProtectKernelLogs, which kept nothing from an account without
 * capabilities that the kernel itself does not. Pure.
 */
import type { UnitInput } from "./unit-input.ts";
import { word } from "./unit-text.ts";

/** Kept from every process of a user's runner, where they exist: keys and logins that no job needs. */
export const HIDDEN_IN_HOME = [
  ".ssh",
  ".gnupg",
  ".aws",
  ".azure",
  ".kube",
  ".docker",
  ".netrc",
  ".git-credentials",
  ".config/gh",
  ".config/gcloud",
  ".config/tea",
  ".mozilla",
  ".password-store",
] as const;

/** One greedy build must not take the machine, and its death must not take the runner. */
export const limits = ({ memoryMax, cpuQuota }: Pick<UnitInput, "memoryMax" | "cpuQuota">): string[] => [
  `MemoryMax=${memoryMax}`,
  "OOMPolicy=continue",
  "TasksMax=2048",
  "LimitNOFILE=16384",
  "LimitCORE=0",
  // Each job gets a group of its own below the runner's.
  "Delegate=memory pids",
  "Environment=ADF_CGROUP=delegated",
  ...(cpuQuota === null ? [] : [`CPUQuota=${cpuQuota}`]),
];

export const seccompOnly = (): string[] => [
  "NoNewPrivileges=yes",
  "LockPersonality=yes",
  "RestrictRealtime=yes",
  "RestrictSUIDSGID=yes",
  "SystemCallArchitectures=native",
  "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  "UMask=0077",
];

export function sandbox(input: UnitInput): string[] {
  return [
    ...seccompOnly(),
    "ProtectSystem=strict",
    // The system's is writable as its StateDirectory.
    ...(input.scope === "user" ? [`ReadWritePaths=${word(input.stateDir)}`] : []),
    "PrivateTmp=yes",
    ...(input.scope === "user" ? userFences(input) : systemFences(input)),
    "ReadOnlyPaths=/sys",
    "ProtectKernelModules=yes",
    // What is the runner's there is its own by ownership; the rest is not, and stays root's.
    "ReadWritePaths=-/sys/fs/cgroup",
  ];
}

/** A user's manager may fence only inside a user namespace, and a home that is hidden would hide the agent CLIs. */
function userFences({ home, environment }: UnitInput): string[] {
  const kept = home === null ? [] : HIDDEN_IN_HOME.map((name) => `${home}/${name}`);
  // systemd itself has read the provider keys before the fence is up.
  const hidden = [environment, ...kept].map((path) => word(`-${path}`));
  return ["PrivateUsers=yes", "ProtectHome=read-only", `InaccessiblePaths=${hidden.join(" ")}`];
}

function systemFences({ visibleHomes }: UnitInput): string[] {
  return [
    ...(visibleHomes.length === 0
      ? ["ProtectHome=yes"]
      : ["ProtectHome=tmpfs", `BindReadOnlyPaths=${visibleHomes.map(word).join(" ")}`]),
    "PrivateDevices=yes",
    "ProtectClock=yes",
    "ProtectHostname=yes",
    "ProtectProc=invisible",
    // What the two settings that cover /proc would have kept, kept at the calls instead: refused, never killed for it.
    "SystemCallFilter=~@clock @cpu-emulation @module @obsolete @raw-io @reboot @swap syslog",
    "SystemCallErrorNumber=EPERM",
    "CapabilityBoundingSet=",
    "AmbientCapabilities=",
  ];
}
