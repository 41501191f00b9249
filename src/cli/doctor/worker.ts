/** Lines about the Worker: whether it is there, which build, which configuration. */
import { CONTRACT_VERSION } from "../../contract/version.ts";
import type { Skew } from "../skew/builds.ts";
import { type Check, fix, ok } from "./check.ts";
import type { Facts, Place, WorkerFacts } from "./facts.ts";

const DEPLOY = "npm run deploy";

export function workerLines({ worker, place, file }: Facts): Check[] {
  const there = reachLines(worker, place);
  if (worker.kind !== "up") return there;
  return [
    ...there,
    buildLine(worker.checks.contract, worker.checks.build, worker.skew),
    configurationLine(worker, file),
  ];
}

function reachLines(worker: WorkerFacts, place: Place): Check[] {
  const start = place.kind === "deployed" ? DEPLOY : "npm start";
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

export function buildLine(contract: number, build: string, skew: Skew | null = null): Check {
  if (contract === CONTRACT_VERSION && skew !== null)
    return fix("worker.build", [skew.builds, ...skew.left_out].join("; "), skew.next);
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
): Check {
  const id = "worker.configuration";
  const runs = `configuration ${checks.config_hash}, scenarios ${checks.scenario_version}`;
  if (file === null) return ok(id, runs);
  if (file.hash === checks.config_hash) return ok(id, `${runs}, as ${file.path}`);
  return fix(
    id,
    `the Worker runs configuration ${checks.config_hash}, and ${file.path} is ${file.hash}`,
    `npm run -s adf -- check ${file.path} && ${DEPLOY} -- --var "ADF_CONFIG:$(cat ${file.path})"`,
  );
}
