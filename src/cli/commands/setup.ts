/** `adf setup`: from answers to the files of a factory and the accounts, rules and webhook of its forge. */
import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import { goOnUnread, printJson } from "../output.ts";
import { askAndRun } from "../setup/ask/ask-and-run.ts";
import { type Flags, setupFlags } from "../setup/flags.ts";
import { isTrouble } from "../setup/forge/site.ts";
import { gather } from "../setup/gather.ts";
import { printReport, type SetupReport, shown } from "../setup/report.ts";
import { runSetup } from "../setup/run-setup.ts";

export function register(program: Command): void {
  setupFlags(
    program.command("setup").description("write the files of a factory, and prepare its forge"),
  ).action(async (flags: Flags) => {
    goOnUnread();
    const report = isForAPerson(flags) ? await askAndRun(flags) : await runAtOnce(flags);
    if (report.forge.some(isTrouble)) process.exitCode = EXIT.no;
  });
}

const isForAPerson = (flags: Flags): boolean =>
  flags.project === undefined &&
  flags.repo === undefined &&
  flags.json !== true &&
  process.stdin.isTTY === true &&
  process.stdout.isTTY === true;

async function runAtOnce(flags: Flags): Promise<SetupReport> {
  const report = await runSetup(flags, await gather(flags), (files) => {
    if (flags.json !== true) printReport(shown(flags, files));
  });
  if (flags.json === true) printJson(report);
  else printReport(report);
  return report;
}
