/** `adf runner run` and `adf runner config`: the runner in the foreground, and the file that it can be told everything by. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { readRunnerFile } from "../../runner/config/file.ts";
import type { RunnerOptions } from "../../runner/config/options.ts";
import { writeRunnerToml } from "../../runner/config/toml.ts";
import { runDaemon } from "../../runner/daemon.ts";
import { readReferences } from "../../runner/install/settings.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { wholeNumber } from "../input.ts";
import { print } from "../output.ts";
import { lookForAgents } from "../start/offered.ts";

const STATE = join(homedir(), ".adf", "runner");

export function registerRun(runner: Command): void {
  runner
    .command("run")
    .description("take jobs and run them until stopped, with every agent CLI that is installed and logged in")
    .option("--worker <url>", "address of the Worker")
    .option("--config <file>", "a runner.toml; what is said here goes before it")
    .option("--runner-state <folder>", `where credential, mirrors and checkouts are kept (${STATE})`)
    .option("--capacity <n>", "jobs at one time (1)", wholeNumber("--capacity", 2))
    .option("--sandbox <rule>", "around agents: auto, require or off (auto)")
    .option("--reference <project=folder...>", "a clone from which the project's mirror begins; only read")
    .option(
      "--metrics-port <n>",
      "on loopback, for /healthz and /metrics; 0 is neither (9479)",
      wholeNumber("--metrics-port", 9479),
    )
    .option("--once", "take at most one job, and end")
    .action(run);
  runner
    .command("config")
    .description(
      "print a runner.toml with every option and what it means, for the agent CLIs of this machine",
    )
    .option("--worker <url>", "address of the Worker", "https://adf.example.workers.dev")
    .action(async ({ worker }: { worker: string }) => {
      const { agents } = await lookForAgents();
      print(writeRunnerToml({ url: worker, agents }).trimEnd());
    });
}

interface RunOptions {
  readonly worker?: string;
  readonly config?: string;
  readonly runnerState?: string;
  readonly capacity?: string;
  readonly sandbox?: string;
  readonly reference?: readonly string[];
  readonly metricsPort?: string;
  readonly once?: true;
}

async function run(o: RunOptions): Promise<void> {
  const options = await optionsOf(o);
  const stopTaking = new AbortController();
  const stopWork = new AbortController();
  const onSignal = () => (stopTaking.signal.aborted ? stopWork.abort() : stopTaking.abort());
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  const signals = { stopTaking: stopTaking.signal, stopWork: stopWork.signal };
  const reason = await runDaemon({ ...options, once: o.once === true }, signals);
  if (reason.exitCode !== 0) process.stderr.write(`adf: ${reason.message}\n`);
  process.exitCode = reason.exitCode;
}

/** The file, and over it what was typed. Where neither names an agent CLI, all that are there. */
async function optionsOf(o: RunOptions): Promise<RunnerOptions> {
  const references = readReferences(o.reference ?? []);
  if (!references.ok) throw new CliError(EXIT.usage, references.error);
  const file = o.config === undefined ? {} : read(o.config);
  const url = o.worker ?? file.url;
  if (url === undefined) {
    throw new CliError(EXIT.usage, {
      what: "which Worker this runner is for was not said",
      why: "neither --worker nor a file with --config names one",
      next: "npm run -s adf -- runner run --worker https://…",
    });
  }
  const given = file.agents !== undefined && Object.keys(file.agents).length > 0;
  return {
    ...file,
    url,
    stateDir: o.runnerState ?? file.stateDir ?? STATE,
    agents: given ? file.agents : (await lookForAgents()).agents,
    // The runner's own schema says what is wrong with another word or number.
    ...(o.capacity === undefined ? {} : { capacity: Number(o.capacity) }),
    ...(o.metricsPort === undefined ? {} : { metricsPort: Number(o.metricsPort) }),
    ...(o.sandbox === undefined ? {} : { sandbox: o.sandbox as "auto" }),
    references: { ...file.references, ...references.value },
  };
}

function read(path: string): Partial<RunnerOptions> {
  const found = readRunnerFile(resolve(path));
  if (found.ok) return found.value;
  throw new CliError(EXIT.usage, {
    what: `${path} cannot be used`,
    why: found.error,
    next: "correct it, or see what may stand there: npm run -s adf -- runner config",
  });
}
