/** The Worker, its build and its configuration. */
import { LOCAL, runner } from "../facts.ts";
import type { Case } from "./case.ts";

export const WORKERS: readonly Case[] = [
  [
    "a Worker that does not answer",
    "worker",
    { worker: { kind: "down", why: "connect ECONNREFUSED" } },
    "fix",
    /does not answer.*ECONNREFUSED/,
    /npm run -s adf -- deploy/,
  ],
  [
    "no factory at all",
    "worker",
    { place: LOCAL, worker: { kind: "absent", what: "there is no factory in .adf", next: "npm start" } },
    "fix",
    /no factory/,
    /npm start/,
  ],
  [
    "a wrong admin token",
    "worker",
    { worker: { kind: "refused", why: "Send the ADMIN_TOKEN", next: "ADF_ADMIN_TOKEN=…" } },
    "fix",
    /cannot be asked/,
    /ADF_ADMIN_TOKEN/,
  ],
  [
    "a secret that was never set",
    "worker",
    {
      worker: {
        kind: "unconfigured",
        missing: [
          { what: "The secret MARKER_SECRET is not set.", fix: "npx wrangler secret put MARKER_SECRET" },
        ],
      },
    },
    "fix",
    /MARKER_SECRET/,
    /secret put MARKER_SECRET/,
  ],
  [
    "a Worker of another build than this checkout makes",
    "worker.build",
    { checkout: "worker-0.1.0+2222222222" },
    "fix",
    /runs b-1, and this checkout makes worker-0\.1\.0\+2222222222/,
    /adf -- deploy$/,
  ],
  [
    "a variable that hides the configuration of the deploy",
    "worker.configuration",
    { checks: { config_from: "variable" } },
    "fix",
    /variable ADF_CONFIG hides/,
    /adf -- deploy$/,
  ],
  [
    "a runner of another build than belongs to the Worker",
    "runner/attic",
    {
      checks: { runner_build: "runner-0.1.0+2222222222" },
      runners: [runner({ build: "runner-0.1.0+1111111111" })],
    },
    "fix",
    /runs runner-0\.1\.0\+1111111111, and runner-0\.1\.0\+2222222222 belongs/,
    /upgrade/,
  ],
  [
    "a runner from a checkout of the same release, which says no more of itself",
    "runner/attic",
    { checks: { runner_build: "runner-0.1.0+2222222222" } },
    "ok",
    /connected/,
    null,
  ],
  [
    "a Worker of an older contract",
    "worker.build",
    { checks: { contract: 0 } },
    "fix",
    /contract 0/,
    /deploy/,
  ],
  [
    "a Worker of a newer contract",
    "worker.build",
    { checks: { contract: 99 } },
    "fix",
    /contract 99/,
    /git pull/,
  ],
  [
    "another configuration than the file",
    "worker.configuration",
    { file: { path: "orchestrator.toml", hash: "ffff" } },
    "fix",
    /orchestrator\.toml is ffff/,
    /adf -- deploy$/,
  ],
  [
    "the configuration of the file",
    "worker.configuration",
    { file: { path: "orchestrator.toml", hash: "0123456789abcdef" } },
    "ok",
    /as orchestrator\.toml/,
    null,
  ],
];
