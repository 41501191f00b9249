/** `adf runner revoke NAME`: the end of a credential that was lost, or of a machine that is no more. */
import type { Command } from "commander";
import type { RunnerView } from "../../contract/state.ts";
import { nearest } from "../../core/config/nearest.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, ask, readAddress, readState } from "../factory-address.ts";
import { print, printJson } from "../output.ts";

const HELP = `
From then on each call with the credential of that machine is refused, and its runner ends with status 4. A job it was running
is given to another runner when its lease has run out. Nothing is removed on that machine: adf runner uninstall does that there.

Examples:
  $ adf runner revoke build-box
  $ ADF_ADMIN_TOKEN=… adf runner revoke r-1a2b3c4d --url https://…     by id, where two have one name

JSON: {"revoked":{"id","name"}}
Exit status: 0 revoked, 2 no such runner, or several of the name, 3 it does not answer, 4 it refused.`;

export function registerRevoke(runner: Command): void {
  addressOptions(
    runner
      .command("revoke")
      .argument("<name>", "of the runner, or its id")
      .description("make the credential of a machine worthless"),
  )
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(async (name: string, options: AddressOptions & { json?: true }) => {
      const address = readAddress(options);
      const found = runnerCalled(name, (await readState(address)).runners);
      await ask(address, `/runners/${encodeURIComponent(found.id)}/revoke`, "POST");
      if (options.json) printJson({ revoked: { id: found.id, name: found.name } });
      else {
        print(`Revoked ${found.name} (${found.id}), ${seen(found)}. Its credential is refused from now on.`);
        print("What it was running is given to another runner when the lease has run out.");
        print("next: on that machine, if it is still yours: npm run -s adf -- runner uninstall --apply");
      }
    });
}

const seen = ({ connected, last_seen_secs }: RunnerView): string => {
  if (connected) return "which was connected";
  return last_seen_secs === null ? "which was never seen" : `last seen ${Math.round(last_seen_secs)} s ago`;
};

export function runnerCalled(name: string, runners: readonly RunnerView[]): RunnerView {
  const found = runners.filter((one) => one.id === name || one.name === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (only !== undefined)
    throw new CliError(EXIT.usage, {
      what: `${found.length} runners are called ${name}`,
      why: found.map((one) => `${one.id}, ${seen(one)}`).join("\n"),
      next: `npm run -s adf -- runner revoke ${only.id}`,
    });
  const names = runners.map((one) => one.name);
  const near = nearest(name, names) ?? runners[0]?.name;
  throw new CliError(EXIT.usage, {
    what: `there is no runner ${name}`,
    why: names.length === 0 ? "none is registered" : `registered are ${[...new Set(names)].join(", ")}`,
    next: near === undefined ? "npm run -s adf -- status" : `npm run -s adf -- runner revoke ${near}`,
  });
}
