/** One command of the installation from its options to its exit status; `adf` and the single file both end here. */
import { applyPlan } from "./apply.ts";
import { describePlan } from "./describe.ts";
import { type FlagValues, type InstallOptions, readFlags, type Verb } from "./flags.ts";
import type { Machine } from "./machine.ts";
import { makePlan, type Program } from "./plan.ts";
import { formatProblem, PROBLEM_CODES, type Problem } from "./problem.ts";
import { readStatus, statusLines } from "./status.ts";
import { uninstall } from "./uninstall.ts";
import { upgrade } from "./upgrade.ts";

export interface Terminal {
  out(line: string): void;
  err(line: string): void;
}

/** `program` is asked for only by the commands that install it: building it takes a second. */
export async function dispatch(
  verb: Verb,
  values: FlagValues,
  machine: Machine,
  program: () => Promise<Program>,
  terminal: Terminal,
): Promise<number> {
  const fail = (trouble: Problem) => {
    terminal.err(formatProblem(trouble));
    return PROBLEM_CODES[trouble.code];
  };
  const options = readFlags(values, machine.isRoot);
  if (typeof options === "string") {
    terminal.err(`adf: ${options}`);
    return PROBLEM_CODES.usage;
  }
  if (verb === "status") return showStatus(machine, options, terminal, fail);
  if (verb === "install") return install(machine, options, await program(), terminal, fail);
  const done =
    verb === "upgrade" ? await upgrade(machine, options, await program()) : await uninstall(machine, options);
  if (!done.ok) return fail(done.error);
  for (const line of done.value) terminal.out(line);
  return 0;
}

async function install(
  machine: Machine,
  options: InstallOptions,
  program: Program,
  terminal: Terminal,
  fail: (trouble: Problem) => number,
): Promise<number> {
  const plan = await makePlan(machine, options, program);
  if (!plan.ok) return fail(plan.error);
  for (const line of describePlan(machine, plan.value)) terminal.out(line);
  terminal.out("");
  if (!options.apply) {
    terminal.out("Nothing was done. To do it: the same command with --apply");
    return 0;
  }
  const done = await applyPlan(machine, plan.value);
  if (!done.ok) return fail(done.error);
  for (const line of done.value) terminal.out(line);
  return 0;
}

async function showStatus(
  machine: Machine,
  options: InstallOptions,
  terminal: Terminal,
  fail: (trouble: Problem) => number,
): Promise<number> {
  const report = await readStatus(machine, options);
  if (!report.ok) return fail(report.error);
  if (options.json) terminal.out(JSON.stringify(report.value));
  else for (const line of statusLines(report.value)) terminal.out(line);
  return report.value.well ? 0 : PROBLEM_CODES.no;
}
