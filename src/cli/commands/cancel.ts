/** `adf cancel`: ends the work on an issue, or takes running jobs from their runners and asks a person. */
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { CONTROL_ENDING, type ControlOptions, runControl, saidBy } from "../control/command.ts";
import { oneProject, say } from "../control/say.ts";
import { workOf } from "../control/target.ts";
import { EXIT } from "../exit-codes.ts";
import { addressOptions, readAddress, readState } from "../factory-address.ts";

const HELP = `
The work on an issue ends, and begins anew only when somebody mentions an agent there. A job is taken from its runner, and
its work waits with a question on the issue. With --agent, --runner, --project alone or --all: every job that runs there.

Examples:
  $ adf cancel 5
  $ adf cancel tides-12 --why "it went in circles"
  $ adf cancel --agent developer
  $ adf cancel --all`;

interface Options extends ControlOptions {
  readonly all?: true;
}

export function register(program: Command): void {
  saidBy(
    addressOptions(
      program.command("cancel [work]").description("end work on an issue, or stop jobs that run"),
    ),
  )
    .option("--project <name>", "of this project; alone, all that runs in it")
    .option("--agent <name>", "all that runs by this agent")
    .option("--runner <name>", "all that runs on this runner, by name or id")
    .option("--all", "all that runs")
    .addHelpText("after", `${HELP}${CONTROL_ENDING}`)
    .action(run);
}

async function run(work: string | undefined, options: Options): Promise<void> {
  const { agent, runner, all, by, why, json } = options;
  const wide = [agent, runner, all].filter((one) => one !== undefined).length;
  if (work === undefined ? wide === 0 && options.project === undefined : wide > 0) {
    throw new CliError(EXIT.usage, {
      what: work === undefined ? "cancel what?" : `"${work}" goes not with --agent, --runner or --all`,
      why: "it takes an issue, a job, or one of --agent, --runner, --project and --all",
      next: "npm run -s adf -- cancel 5",
    });
  }
  if (work === undefined) return runControl("cancel", options);
  const address = readAddress(options);
  const target = workOf(work);
  const names = (await readState(address)).projects.map((p) => p.name);
  const owner = target.kind === "job" ? target.id.slice(0, target.id.lastIndexOf("-")) : undefined;
  const project = oneProject(names, options.project ?? owner, work);
  await say(address, { verb: "cancel", target, project, by, why }, json === true);
}
