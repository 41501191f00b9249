/** `runner status`: what the service manager, the files and the runner itself say, and what is wrong with it. */
import type { Result } from "../../core/result.ts";
import { ok } from "../../core/result.ts";
import type { InstallOptions } from "./flags.ts";
import { findInstalled } from "./installed.ts";
import type { Machine } from "./machine.ts";
import type { Problem } from "./problem.ts";
import { parseStatus, type RunnerStatus } from "./status-file.ts";
import { unitState } from "./systemd.ts";

/** The document of `--json`. */
export interface StatusReport {
  readonly unit: string | null;
  readonly enabled: string | null;
  readonly restarts: number | null;
  readonly installed_build: string;
  readonly running_build: string | null;
  readonly contract: number | null;
  readonly worker: string;
  readonly last_contact_secs: number | null;
  /** What its janitor has removed since its start. */
  readonly removed: RunnerStatus["removed"];
  readonly trouble: string | null;
  readonly well: boolean;
}

/** The runner asks every 15 s, and waits at most as long between tries. */
const SILENT_SECS = 120;

export async function readStatus(
  machine: Machine,
  options: InstallOptions,
): Promise<Result<StatusReport, Problem>> {
  const installed = findInstalled(machine, options);
  if (!installed.ok) return installed;
  const { layout, manifest } = installed.value;
  const unit = manifest.unit === null ? null : await unitState(machine, layout.scope);
  const said = parseStatus(machine.read(layout.status));
  const alive = said !== null && machine.exists(`/proc/${said.pid}`);
  const contact = said?.contact_ms ?? null;
  const secs = contact === null ? null : Math.max(0, Math.round((machine.now() - contact) / 1000));
  const trouble = troubleOf(unit?.active ?? null, alive, secs, said?.trouble ?? null);
  const wrongBuild = alive && said.build !== manifest.build;
  return ok({
    unit: unit === null ? null : `${unit.active} (${unit.sub})`,
    enabled: unit?.enabled ?? null,
    restarts: unit?.restarts ?? null,
    installed_build: manifest.build,
    running_build: alive ? said.build : null,
    contract: alive ? said.contract : null,
    worker: manifest.worker,
    last_contact_secs: secs,
    removed: alive ? said.removed : null,
    trouble: trouble ?? (wrongBuild ? `it still runs ${said.build}; restart the service` : null),
    well: trouble === null && !wrongBuild,
  });
}

function troubleOf(
  active: string | null,
  alive: boolean,
  secs: number | null,
  said: string | null,
): string | null {
  if (active !== null && active !== "active") return `the service is ${active}`;
  if (!alive) return "no runner is running";
  if (said !== null) return said;
  if (secs === null) return "the Worker has not answered yet";
  return secs > SILENT_SECS ? `the Worker has not answered for ${secs} s` : null;
}

export function statusLines(report: StatusReport): string[] {
  const contact = report.last_contact_secs === null ? "never" : `${report.last_contact_secs} s ago`;
  const unit =
    report.unit === null
      ? "none: started by hand"
      : `${report.unit}, ${report.enabled}, ${report.restarts} restarts`;
  return [
    `unit          ${unit}`,
    `build         ${report.installed_build} installed, ${report.running_build ?? "nothing"} running`,
    `contract      ${report.contract ?? "-"}`,
    `worker        ${report.worker}`,
    `last contact  ${contact}`,
    ...(report.removed === null
      ? []
      : [`janitor       ${report.removed.count} removed, the last ${report.removed.last}`]),
    ...(report.trouble === null ? [] : [`trouble       ${report.trouble}`]),
  ];
}
