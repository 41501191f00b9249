/** `adf runner`: the self-hosted runner on this machine: in the foreground, registered, built, installed. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { REPAIR_CLI } from "../../local/factory/runner-child.ts";
import { runDaemon } from "../../runner/daemon.ts";
import { readReferences } from "../../runner/install/settings.ts";
import { registerRunner } from "../../runner/register.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, ask, readAddress } from "../factory-address.ts";
import { print, printJson } from "../output.ts";
import { registerInstallation } from "../runner/installation.ts";
import { registerRevoke } from "../runner/revoke.ts";

const STATE = join(homedir(), ".adf", "runner");

const HELP = `
Examples:
  $ adf runner token                                       a one-time token, from the factory in .adf
  $ adf runner register --worker https://… --token TOKEN   once on each machine
  $ adf runner run --worker https://…                      until Ctrl-C; a second Ctrl-C stops running jobs
  $ adf runner build --out adf-runner.mjs                  one file for a machine without a checkout
  $ adf runner install --worker https://… --token TOKEN    shows what it would do; --apply does it
  $ adf runner status                                      of the installed runner
  $ adf runner revoke build-box                            its credential is refused from then on

Exit status of run: 0 stopped as asked, 2 wrong options, 3 not reachable, 4 credential refused, 5 contract mismatch.`;

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
  runner
    .command("run")
    .description("take jobs and run them until stopped")
    .requiredOption("--worker <url>", "address of the Worker")
    .option("--runner-state <folder>", "where credential, mirrors and checkouts are kept", STATE)
    .option("--capacity <n>", "jobs at one time", "1")
    .option("--sandbox <rule>", "around agents: auto, require or off", "auto")
    .option("--reference <project=folder...>", "a clone from which the project's mirror begins; only read")
    .action(run);
  registerRevoke(runner);
  registerInstallation(runner);
}

interface RunOptions {
  readonly worker: string;
  readonly runnerState: string;
  readonly capacity: string;
  readonly sandbox: string;
  readonly reference?: readonly string[];
}

async function run(o: RunOptions): Promise<void> {
  const references = readReferences(o.reference ?? []);
  if (!references.ok) throw new CliError(EXIT.usage, references.error);
  const stopTaking = new AbortController();
  const stopWork = new AbortController();
  const onSignal = () => (stopTaking.signal.aborted ? stopWork.abort() : stopTaking.abort());
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const reason = await runDaemon(
    {
      url: o.worker,
      stateDir: o.runnerState,
      capacity: Number(o.capacity),
      // The runner's own schema says what is wrong with another word.
      sandbox: o.sandbox as "auto",
      references: references.value,
      agents: { "adf-repair": { argv: [...REPAIR_CLI.argv], version: REPAIR_CLI.version } },
    },
    { stopTaking: stopTaking.signal, stopWork: stopWork.signal },
  );
  if (reason.exitCode !== 0) process.stderr.write(`adf: ${reason.message}\n`);
  process.exitCode = reason.exitCode;
}
