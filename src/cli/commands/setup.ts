/** `adf setup`: from answers to the files of a factory and the accounts, rules and webhook of its forge. */
import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output.ts";
import { askMissing } from "../setup/ask.ts";
import { type Flags, setupFlags } from "../setup/flags.ts";
import { isTrouble } from "../setup/forge/site.ts";
import { gather } from "../setup/gather.ts";
import { printReport } from "../setup/report.ts";
import { runSetup } from "../setup/run-setup.ts";

export function register(program: Command): void {
  setupFlags(
    program.command("setup").description("write the files of a factory, and prepare its forge"),
  ).action(async (given: Flags) => {
    const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true && given.json !== true;
    const asked = given.project === undefined && given.repo === undefined && terminal;
    const flags = asked ? await askMissing(given) : given;
    const report = await runSetup(flags, await gather(flags), (files) => {
      if (flags.json !== true)
        printReport({
          project: flags.project ?? "",
          applied: false,
          files,
          forge: [],
          notes: [],
          next: "see below",
        });
    });
    if (flags.json === true) printJson(report);
    else printReport(report);
    if (report.forge.some(isTrouble)) process.exitCode = EXIT.no;
  });
}
