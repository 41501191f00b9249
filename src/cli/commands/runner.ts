/** `adf runner`: the self-hosted runner on this machine: in the foreground, registered, built, installed. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { registerRunner } from "../../runner/register.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, ask, readAddress } from "../factory-address.ts";
import { print, printJson } from "../output.ts";
import { registerInstallation } from "../runner/installation.ts";
import { registerRevoke } from "../runner/revoke.ts";
import { registerRun } from "../runner/run.ts";

const STATE = join(homedir(), ".adf", "runner");

const HELP = `
Examples:
  $ adf runner token                                       a one-time token, from the factory in .adf
  $ adf runner register --worker https://… --token TOKEN   once on each machine
  $ adf runner run --worker https://…                      until Ctrl-C; a second Ctrl-C stops running jobs
  $ adf runner config > runner.toml                        every option, with what it means and its default
  $ adf runner run --config runner.toml --once             at most one job, and ends
  $ adf runner build --out adf-runner.mjs                  one file for a machine without a checkout
  $ adf runner install --worker https://… --token TOKEN    shows what it would do; --apply does it
  $ adf runner status                                      of the installed runner
  $ adf runner revoke build-box                            its credential is refused from then on

Exit status of run: 0 stopped as asked, or --once and there was no job; 2 wrong options; 3 not registered, no git, or --once
and no job could be taken; 4 credential refused; 5 contract mismatch; 6 another runner works in the folder.`;

export function register(program: Command): void {
  const runner = program.command("runner").description("the self-hosted runner").addHelpText("after", HELP);
  addressOptions(runner.command("token").description("make a one-time registration token"))
    .option("--json", "print one JSON document")
    .action(async (options: AddressOptions & { json?: true }) => {
      const { token } = (await ask(readAddress(options), "/runners/tokens", "POST")) as { token: string };
      if (options.json) printJson({ token });
      else print(token);
    });
  runner
    .command("register")
    .description("turn a one-time token into this machine's own credential")
    .requiredOption("--worker <url>", "address of the Worker")
    .requiredOption("--token <token>", "one-time token; `adf runner token` makes one")
    .option("--name <name>", "what this machine is called", "this-machine")
    .option("--runner-state <folder>", "where the credential is kept", STATE)
    .action(async (o: { worker: string; token: string; name: string; runnerState: string }) => {
      const made = await registerRunner({
        url: o.worker,
        token: o.token,
        name: o.name,
        stateDir: o.runnerState,
      });
      if (!made.ok) {
        throw new CliError(EXIT.refused, {
          what: "not registered",
          why: made.error,
          next: "npm run -s adf -- runner token",
        });
      }
      print(`Registered as ${made.value.runner}. Next: npm run -s adf -- runner run --worker ${o.worker}`);
    });
  registerRun(runner);
  registerRevoke(runner);
  registerInstallation(runner);
}
