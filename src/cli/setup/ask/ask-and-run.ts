/** The dialog as a whole: the questions, the change of every file for a person to see, and then their yes. */
import type { Flags } from "../flags.ts";
import { gather } from "../gather.ts";
import { printReport, type SetupReport, shown } from "../report.ts";
import { runSetup } from "../run-setup.ts";
import { askMissing } from "./ask-missing.ts";
import { type Terminal, terminalOn } from "./terminal.ts";

export async function askAndRun(given: Flags, terminal: Terminal = terminalOn()): Promise<SetupReport> {
  const flags = await askMissing(given, terminal);
  const { apply: _, ...dry } = flags;
  const gathered = await gather(flags);
  const plan = await runSetup(dry, gathered, () => {});
  printReport(plan, "plan");
  const yes = given.apply === true || (await terminal.yes("Do this now?", true));
  if (!yes) {
    terminal.end("Nothing was written.");
    return plan;
  }
  const report = await runSetup({ ...flags, apply: true }, gathered, (files) =>
    printReport(shown(flags, files)),
  );
  terminal.end("Done:");
  printReport(report, "done");
  return report;
}
