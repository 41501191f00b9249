/** Waits until the started runner itself says that its Worker has answered: build, credential and contract in one. */
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { err, ok, type Result } from "../../core/result.ts";
import { EXIT_CODES } from "../exit-reason.ts";
import type { Layout, Scope } from "./layout.ts";
import type { Machine } from "./machine.ts";
import { type Problem, problem } from "./problem.ts";
import { parseStatus } from "./status-file.ts";
import { lastWords, type UnitState, unitState } from "./systemd.ts";

const PATIENCE_MS = 30_000;
const LOOK_MS = 250;

export async function waitForContact(
  machine: Machine,
  layout: Layout,
  build: string,
  since: number,
): Promise<Result<void, Problem>> {
  const deadline = machine.now() + PATIENCE_MS;
  for (;;) {
    const status = parseStatus(machine.read(layout.status));
    const ours = status !== null && status.build === build && status.started_ms >= since;
    if (ours && status.contact_ms !== null) return ok(undefined);
    const unit = await unitState(machine, layout.scope);
    const ended = unit !== null && (unit.active === "failed" || unit.active === "inactive");
    if (ended || machine.now() >= deadline) {
      return err(await whyNot(machine, layout.scope, unit, ours ? status.trouble : null));
    }
    await machine.sleep(LOOK_MS);
  }
}

async function whyNot(
  machine: Machine,
  scope: Scope,
  unit: UnitState | null,
  trouble: string | null,
): Promise<Problem> {
  const words = await lastWords(machine, scope);
  const journal = `journalctl ${scope === "user" ? "--user-unit" : "--unit"} adf-runner --lines=50`;
  const said = words === "" ? "" : `\nIt said last:\n${words}`;
  if (unit?.exitStatus === EXIT_CODES.unauthorized) {
    return problem(
      "refused",
      "the Worker does not accept this runner's credential",
      `the service ended with ${unit.exitStatus} and is not started again${said}`,
      "npm run -s adf -- runner token   in a checkout, then the same command with --token; it registers anew once runner.json is removed",
    );
  }
  if (unit?.exitStatus === EXIT_CODES.contract) {
    return problem(
      "refused",
      "the Worker speaks another contract",
      `this runner speaks contract ${CONTRACT_VERSION}; the service ended and is not started again${said}`,
      "bring both to the same release: npm run -s adf -- deploy, or this program's upgrade with the newer file",
    );
  }
  const state = unit === null ? "unknown to systemd" : `${unit.active} (${unit.sub}), result ${unit.result}`;
  return problem(
    "unreachable",
    `the runner did not reach its Worker within ${PATIENCE_MS / 1000} s`,
    `${trouble ?? `the service is ${state}`}${said}`,
    journal,
  );
}
