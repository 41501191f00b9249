/** `adf incident`: makes a fault of the first 48 hours again, for real, and shows the sentence that catches it. */
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { INCIDENTS } from "../incident/cases/all.ts";
import { describe, documentOf, heading, wasCaught } from "../incident/report.ts";
import { runIncidents } from "../incident/run.ts";
import { colors, print, printJson } from "../output.ts";

const HELP = `
The system that this one follows met ten faults in its first two days. Each is made again here as it was made then: a real
command, a real Worker, forge and runner where it needs them, in a folder that is removed. Nothing of yours is touched.

Examples:
  $ adf incident            the ten
  $ adf incident 4          one of them
  $ adf incident all        all of them, in less than a minute

JSON: {"incidents":[{"number","symptom","cause","why","steps":[{"did","saw","caught","wanted"}],"caught","seconds"}]}
Exit status: 0 caught, 1 not caught: then this build has the fault, 2 no such incident.`;

export function register(program: Command): void {
  program
    .command("incident")
    .argument("[number]", "1 to 10, or all")
    .description("make a fault of the first 48 hours again, and show what catches it")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(async (which: string | undefined, options: { json?: true }) => {
      if (which === undefined) return list(options.json === true);
      const chosen = INCIDENTS.filter((one) => which === "all" || String(one.number) === which);
      if (chosen.length === 0) {
        throw new CliError(EXIT.usage, {
          what: `there is no incident ${which}`,
          why: `they are 1 to ${INCIDENTS.length}, or all`,
          next: "npm run -s adf -- incident",
        });
      }
      const say = options.json === true ? () => {} : print;
      const all = await runIncidents(
        chosen,
        (incident) => {
          for (const line of heading(incident)) say(line);
        },
        (told) => {
          for (const line of describe(told)) say(line);
          say("");
        },
      );
      if (options.json === true) printJson(documentOf(all));
      else if (all.length > 1)
        print(
          `${all.filter(wasCaught).length} of ${all.length} caught. The catalogue: docs/first-48-hours.md`,
        );
      if (!all.every(wasCaught)) process.exitCode = EXIT.no;
    });
}

function list(json: boolean): void {
  if (json) {
    const incidents = INCIDENTS.map(({ number, symptom, cause, why }) => ({ number, symptom, cause, why }));
    printJson({ incidents });
    return;
  }
  for (const { number, symptom, boots } of INCIDENTS) {
    const slow = boots ? colors.dim("   starts a factory") : "";
    print(`${String(number).padStart(2)}  ${symptom}${slow}`);
  }
  print("");
  print("next: npm run -s adf -- incident 4   (or: all)");
}
