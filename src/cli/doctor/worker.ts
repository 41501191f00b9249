/** Lines about the Worker: whether it is there, which build, which configuration. */
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { deployCommand } from "../../core/setup/deploy.ts";
import type { Skew } from "../skew/builds.ts";
import { type Check, fix, ok } from "./check.ts";
import type { Facts, Place, WorkerFacts } from "./facts.ts";

const DEPLOY = deployCommand();

export function workerLines({ worker, place, file, checkout }: Facts): Check[] {
  const there = reachLines(worker, place);
  if (worker.kind !== "up") return there;
  const { contract, build } = worker.checks;
  return [
    ...there,
    buildLine(contract, build, checkout, worker.skew),
    configurationLine(worker, file, place),
  ];
}

function reachLines(worker: WorkerFacts, place: Place): Check[] {
  const start = place.kind === "deployed" ? DEPLOY : (place.start ?? "npm start");
  switch (worker.kind) {
    case "up":
      return [ok("worker", `${place.url} answers, ${Math.round(worker.took_ms)} ms`)];
    case "down":
      return [fix("worker", `${place.url} does not answer: ${worker.why}`, start)];
    case "absent":
      return [fix("worker", worker.what, worker.next)];
    case "refused":
      return [fix("worker", `${place.url} cannot be asked: ${worker.why}`, worker.next)];
    case "unconfigured":
      return [
        fix(
          "worker",
          `the Worker does nothing: ${worker.missing.map((m) => m.what).join(" ")}`,
          [...new Set(worker.missing.map((m) => m.fix))].join("; "),
        ),
      ];
  }
}

/** `checkout`: the build that this checkout would deploy; null where nothing was deployed from one. */
export function buildLine(
  contract: number,
  build: string,
  checkout: string | null,
  skew: Skew | null = null,
): Check {
  if (contract === CONTRACT_VERSION && skew !== null)
    return fix("worker.build", [skew.builds, ...skew.left_out].join("; "), skew.next);
  if (contract === CONTRACT_VERSION && checkout !== null && checkout !== build)
    return fix("worker.build", `the Worker runs ${build}, and this checkout makes ${checkout}`, DEPLOY);
  if (contract === CONTRACT_VERSION) return ok("worker.build", `build ${build}, contract ${contract}`);
  const older = contract < CONTRACT_VERSION;
  return fix(
    "worker.build",
    `the Worker (build ${build}) speaks contract ${contract}, and this checkout ${CONTRACT_VERSION}`,
    older ? DEPLOY : "git pull && npm ci",
  );
}

export function configurationLine(
  { checks }: Extract<WorkerFacts, { kind: "up" }>,
  file: Facts["file"],
  place: Place,
): Check {
  const id = "worker.configuration";
  const runs = `configuration ${checks.config_hash}, scenarios ${checks.scenario_version}`;
  const again = deployCommand(file?.path);
  if (place.kind === "deployed" && checks.config_from === "variable")
    return fix(
      id,
      `the variable ADF_CONFIG hides the configuration that was deployed; it runs ${runs}`,
      again,
    );
  if (file === null) return ok(id, runs);
  if (file.hash === checks.config_hash) return ok(id, `${runs}, as ${file.path}`);
  return fix(
    id,
    `the Worker runs configuration ${checks.config_hash}, and ${file.path} is ${file.hash}`,
    again,
  );
}
