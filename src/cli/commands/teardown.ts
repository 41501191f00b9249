/** `adf teardown`: takes away what setup made for a project, by its manifest, and nothing else. */
import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import { goOnUnread, printJson } from "../output.ts";
import { isTrouble } from "../setup/forge/site.ts";
import { printReport } from "../setup/report.ts";
import { runTeardown, type TeardownFlags } from "../setup/run-teardown.ts";

const HELP = `
Without --apply it only shows what it would remove. Things on the forge take an admin token; what somebody else made, or
edited since, stays.

Examples:
  $ adf teardown --project tides
  $ adf teardown --project tides --admin-token-file admin.token --apply

Exit status: 0 done or shown, 1 something failed or differs, 2 no manifest or wrong options, 3 forge not reachable, 4 token refused.`;

export function register(program: Command): void {
  program
    .command("teardown")
    .description("remove what setup made, and nothing else")
    .requiredOption("--project <name>", "whose things are removed")
    .option("--admin-token-file <file>", "token of a site administrator")
    .option("--out <folder>", "where orchestrator.toml and .adf are", ".")
    .option("--apply", "remove; without it everything is only shown")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(async (flags: TeardownFlags) => {
      goOnUnread();
      const report = await runTeardown(flags);
      if (flags.json === true) printJson(report);
      else printReport(report);
      if (report.forge.some(isTrouble)) process.exitCode = EXIT.no;
    });
}
