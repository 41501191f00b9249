/** `adf smoke`: one whole dispatch cycle on a running factory, hop by hop, and the name of the hop that stays silent. */
import type { Command } from "commander";
import { EXIT } from "../exit-codes.ts";
import { addressOptions } from "../factory-address.ts";
import { timeoutOption } from "../input.ts";
import { goOnUnread, note, print, printJson } from "../output.ts";
import { consentAtTerminal } from "../smoke/consent.ts";
import { prepare, type SmokeOptions } from "../smoke/prepare.ts";
import { documentOf, verdict } from "../smoke/report.ts";
import { runCycle } from "../smoke/run-cycle.ts";
import { isGreen } from "../smoke/told.ts";

const HELP = `
Files an issue labelled adf/pinned that asks to verify and not to change anything, and follows it: delivered, seen, picked,
mentioned, leased, running, ended, verified, answered, closed. An agent that asks a question instead is as good; then
smoke closes the issue. Nothing else is removed. A hop that is skipped is a failure.

In the mode approve each write on that issue waits for a yes: on a terminal smoke asks, elsewhere --approve says it. In the mode
observe the factory writes nothing: smoke shows how far it goes, what it would take, and ends with status 1.

The issue is filed with the owner's token of the factory on this machine, or from --tokens FILE the one called
"owner", "admin" or "coordinator"; its account must be trusted in the project.

Examples:
  $ adf smoke
  $ ADF_ADMIN_TOKEN=… adf smoke --url https://… --tokens tokens.json
  $ adf smoke --poll-only --tokens tokens.json        where the forge cannot reach the Worker

JSON: {"project","repo","mode","issue","ok","hops":[{"hop","status","seconds","note"}],
       "silent":null | {"hop","says","causes":[{"cause","command","seen"}]},"left_open":null | "why"}
  status is done, silent or skipped.
Exit status: 0 every hop came, 1 one did not, 2 wrong options, 3 not reachable, 4 refused, 130 interrupted.`;

interface Options extends SmokeOptions {
  readonly timeout: string;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program.command("smoke").description("run one whole dispatch cycle, and name the hop that stays silent"),
  )
    .option("--project <name>", "which project; may be left out when there is only one")
    .option("--timeout <secs>", "for all hops together", "120")
    .option("--forge <url>", "the forge as this machine reaches it; else as the Worker does")
    .option("--tokens <file>", "JSON of account and token")
    .option("--poll-only", "no webhook can reach this Worker: do not wait for a delivery")
    .option("--approve", "in the mode approve: say yes to what smoke's own issue needs")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options): Promise<void> {
  goOnUnread();
  const timeout = timeoutOption(options.timeout, "npm run -s adf -- smoke --timeout 300");
  const terminal = process.stdin.isTTY === true && process.stdout.isTTY === true && options.json !== true;
  const prepared = await prepare(options, terminal ? consentAtTerminal : null);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const told = await runCycle(prepared, timeout, stop.signal, options.json ? () => {} : print);
    if (options.json) printJson(documentOf(prepared.cycle, told));
    else if (stop.signal.aborted)
      note(
        `Interrupted. #${told.issue} ${told.left_open === null ? "is closed" : `stays open: ${told.left_open}`}.`,
      );
    else for (const line of verdict(told, prepared.cycle)) print(line);
    if (stop.signal.aborted) process.exitCode = EXIT.interrupted;
    else if (!isGreen(told)) process.exitCode = EXIT.no;
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}
