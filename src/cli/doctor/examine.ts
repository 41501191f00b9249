/** All lines, in the order in which a person would look: this machine, the Worker, the forge, each project, the runners. */
import type { Check } from "./check.ts";
import { clockLines } from "./clock.ts";
import { type Facts, type ProjectFacts, type Surveyed, wasAsked } from "./facts.ts";
import { accountsLine, gateLine, repositoryLine, tokenLines } from "./forge.ts";
import { logStoreLines, recordsLine } from "./log-store.ts";
import { machineLines } from "./machine.ts";
import { noticesLine, notifierLines } from "./notifiers.ts";
import { plannerLines } from "./planner.ts";
import { protectionLine } from "./protection.ts";
import { providerLines } from "./provider.ts";
import { reachLine } from "./reach.ts";
import { runnerLines } from "./runner.ts";
import { webhookLines } from "./webhook.ts";
import { workLines } from "./work.ts";
import { workerLines } from "./worker.ts";

const UNASKED: Surveyed = { unasked: "the Worker does not answer" };

export function examine(facts: Facts): Check[] {
  const { place, worker, projects } = facts;
  const from_worker = projects[0]?.from_worker ?? UNASKED;
  const up = worker.kind === "up" ? worker : null;
  const working = projects.filter((p) => p.checks.enabled).map((p) => p.checks.name);
  // The Worker's own tokens count; where it cannot be asked, those that were given here are better than none.
  const tokens = wasAsked(from_worker) ? projects.map((p) => p.from_worker) : [facts.forge_here];
  return [
    ...machineLines(facts.machine, place),
    ...workerLines(facts),
    reachLine("forge.machine", facts.forge_here, place),
    reachLine("forge.worker", from_worker, place),
    gateLine(facts),
    ...tokenLines(tokens),
    ...clockLines(facts),
    ...(up === null ? [] : [...logStoreLines(facts.log_store), ...notifierLines(up.checks, place)]),
    ...projects.flatMap((project) => projectLines(project, facts)),
    ...(up === null ? [] : runnerLines(up.state.runners, place, up.checks.runner_build, working)),
    ...(up === null ? [] : providerLines(up.state.shared.probes, place.options)),
  ];
}

function projectLines(project: ProjectFacts, { place, worker }: Facts): Check[] {
  if (worker.kind !== "up") return [];
  const { checks } = worker;
  const survey = project.from_worker;
  const accounts = accountsLine(project, checks.accounts);
  const failing = checks.forge_gate.failures > 0 || !wasAsked(survey) || survey.unreachable !== null;
  return [
    repositoryLine(project.checks.name, project.checks.branch, survey),
    accounts,
    ...webhookLines(project, place),
    // One account for everything cannot approve: then the status alone must do.
    protectionLine(project, place, accounts.status === "fix" ? 0 : 1),
    recordsLine(project.view, place),
    noticesLine(project.view, place),
    ...workLines(project, place, failing, checks.factory_enabled),
    ...plannerLines(project, worker.state.runners, place),
  ];
}
