/** Units as the tests want them: everything ordinary but what a test names. */
import type { UnitInput } from "../../../src/runner/install/unit-input.ts";

export const userUnit = (change: Partial<UnitInput> = {}): UnitInput => ({
  scope: "user",
  systemdVersion: 252,
  node: "/usr/bin/node",
  nodeMajor: 24,
  program: "/home/ada/.local/share/adf-runner/adf-runner.mjs",
  config: "/home/ada/.local/share/adf-runner/runner.toml",
  environment: "/home/ada/.local/share/adf-runner/environment",
  identity: "/home/ada/.local/share/adf-runner/state/runner.json",
  stateDir: "/home/ada/.local/share/adf-runner/state",
  path: ["/usr/bin", "/usr/local/bin", "/bin"],
  visibleHomes: [],
  home: "/home/ada",
  namespaces: true,
  stopSecs: 135,
  memoryMax: "75%",
  cpuQuota: null,
  ...change,
});

export const systemUnit = (change: Partial<UnitInput> = {}): UnitInput =>
  userUnit({
    scope: "system",
    program: "/opt/adf-runner/adf-runner.mjs",
    config: "/opt/adf-runner/runner.toml",
    environment: "/opt/adf-runner/environment",
    identity: "/opt/adf-runner/runner.json",
    stateDir: "/var/lib/adf-runner",
    home: null,
    ...change,
  });
