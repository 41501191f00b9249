/** `adf run-now`: lets the coordinator look now instead of at its next firing, also outside its active hours. */
import type { Command } from "commander";
import { type AddressOptions, addressOptions, ask, projectsOf, readAddress } from "../factory-address.ts";
import { print, printJson } from "../output.ts";

const HELP = `
Examples:
  $ adf run-now
  $ adf run-now --project tides --json

JSON: {"asked":[project]}
Exit status: 0 asked, 2 no factory here, 3 it does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(program.command("run-now").description("let the coordinator look for work now"))
    .option("--project <name>", "only this project")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const address = readAddress(options);
      const names = await projectsOf(address, options.project, "run-now");
      for (const name of names) await ask(address, `/projects/${encodeURIComponent(name)}/run`, "POST");
      if (options.json) printJson({ asked: names });
      else print(`Asked: ${names.join(", ")}. \`npm run -s adf -- status\` shows what came of it.`);
    });
}
