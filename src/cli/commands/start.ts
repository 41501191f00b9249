/** `adf start`: the whole factory on one machine, until Ctrl-C, or until nothing is left that it may do. */
import { join, relative, resolve } from "node:path";
import { type Command, Option } from "commander";
import { Mode } from "../../contract/config.ts";
import type { Day } from "../../local/bad-days/day.ts";
import { type Factory, startFactory } from "../../local/factory/factory.ts";
import { type Home, openHome } from "../../local/factory/home.ts";
import { TIDES, TIDES_NORTH } from "../../local/factory/sample.ts";
import { openLineFile } from "../../local/logs/line-file.ts";
import { KNOWN_CLIS, type KnownCli } from "../../runner/agents/registry.ts";
import { CliError } from "../cli-error.ts";
import { timeOfDay } from "../clock.ts";
import { EXIT } from "../exit-codes.ts";
import { listOption, timeoutOption } from "../input.ts";
import { note, print, printJson } from "../output.ts";
import { keepSecret, withoutSecrets } from "../secrets-at-hand.ts";
import { agentFor, noAgent, type StartAgent } from "../start/agent.ts";
import { allOver, beginDays, daysFor, printDays, sampleParts } from "../start/bad-days.ts";
import { banner, opening } from "../start/banner.ts";
import { refuseAlone } from "../start/beside.ts";
import { plantAndFile } from "../start/break.ts";
import { configBanner, configOpening } from "../start/config-banner.ts";
import { listenForEnd, needGit, sayWhyNot } from "../start/ends.ts";
import { type End, pause, untilDone } from "../start/follow.ts";
import { offer } from "../start/offered.ts";
import { type ReadConfig, readOwnConfig, stateBeside } from "../start/own-config.ts";
import { type ReadForge, readOwnForge } from "../start/own-forge.ts";
import { printSummary, summarise } from "../start/summary.ts";
import { lineFor } from "../start/view.ts";

const HELP = `
Examples:
  $ npm start                               the embedded forge and its sample project, until Ctrl-C
  $ npm start -- --until-done               the same; ends when nothing is left to do, with a table
  $ npm start -- --fair-weather --until-done   without the bad days: no outage, no stall, nobody who spends too much
  $ npm start -- --break --until-done       plants a defect into the sample and fixes it
  $ npm start -- --projects 2               two projects, two repositories, one factory
  $ npm start -- --mode approve             asks you before each write: npm run -s adf -- approvals
  $ npm start -- --agent claude             Claude Code does the work, with the login it has here
  $ npm start -- --agent codex --base-url http://127.0.0.1:11434/v1 --model qwen3-coder
  $ npm start -- --gitea https://git.example --tokens tokens.json --repo owner/name
  $ npm start -- --config orchestrator.toml what adf setup wrote, all its projects, without Cloudflare

--config takes mode, projects and limits from the file, the tokens and secrets from .adf beside it, and every agent CLI that is
installed and logged in here. Otherwise a forge of your own begins in the mode "observe", the embedded one in "auto".

The tokens file is JSON with one token per role: {"coordinator": "…", "developer": "…", "reviewer": "…"}.
Exit status: 0 done or stopped by Ctrl-C, 1 something stays undone, 2 wrong options, 3 forge not reachable, 4 refused.`;

interface Options {
  readonly untilDone?: true;
  readonly timeout: string;
  readonly fresh?: true;
  readonly break?: true;
  readonly fairWeather?: true;
  readonly state: string;
  readonly json?: true;
  readonly config?: string;
  readonly gitea?: string;
  readonly tokens?: string;
  readonly repo?: string;
  readonly trust: string[];
  readonly mode?: Mode;
  readonly quickwit?: string;
  readonly agent?: KnownCli;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly key?: string;
  readonly projects: "1" | "2";
}

export function register(program: Command): void {
  program
    .command("start")
    .description("run the whole factory on this machine")
    .option("--until-done", "end when nothing is left that the factory may do, and print a table")
    .option("--timeout <secs>", "with --until-done: how long to wait", "300")
    .option("--fresh", "forget the state of earlier starts")
    .option("--break", "plant a random defect into the sample, file it as an issue, and fix it")
    .option(
      "--fair-weather",
      "the sample without its bad days: no outage, nobody who stalls or spends too much",
    )
    .option("--state <folder>", "where the state is kept", ".adf")
    .option("--config <file>", "run this orchestrator.toml, as a deploy would, on this machine")
    .option("--gitea <url>", "work on your own Gitea or Forgejo instead of the embedded forge")
    .option(
      "--quickwit <url>",
      "ship the records to this Quickwit too (first: adf quickwit apply --address URL)",
    )
    .option("--tokens <file>", "with --gitea: JSON with a token per role")
    .option("--repo <owner/name>", "with --gitea: the repository to work on")
    .option("--trust <logins>", "with --gitea: whose issues and mentions are acted on", listOption, [])
    .addOption(
      new Option("--mode <mode>", "observe: write nothing; approve: ask for each write; auto: act").choices(
        Mode.options,
      ),
    )
    .addOption(
      new Option("--projects <n>", "how many sample projects the embedded forge has")
        .choices(["1", "2"])
        .default("1"),
    )
    .addOption(
      new Option("--agent <cli>", "the agent CLI that does the work; adf-repair without it").choices(
        KNOWN_CLIS,
      ),
    )
    .option("--model <name>", "with --agent: the model, in place of what the routes name")
    .option("--base-url <url>", "with --agent: where another vendor's or your own model answers")
    .option("--key <variable>", "with --base-url: the variable of your environment that holds its key")
    .option("--json", "with --until-done: print the final state as one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(given: Options, command: Command): Promise<void> {
  const timeout = timeoutOption(given.timeout, "npm start -- --until-done --timeout 600");
  const options = given.config === undefined ? given : withConfig(given, given.config, command);
  refuseAlone(command);
  const own =
    options.gitea === undefined
      ? null
      : await readOwnForge(options.gitea, options.tokens, options.repo, options.trust);
  if (own !== null && options.break === true) {
    throw new CliError(EXIT.usage, {
      what: "--break is for the embedded forge only",
      why: "it pushes a defect straight to main",
      next: "npm start -- --break",
    });
  }
  if (own !== null && options.projects !== "1") {
    throw new CliError(EXIT.usage, {
      what: "--projects is for the embedded forge only",
      why: "--gitea works on the one repository that --repo names; a deployed Worker takes several from orchestrator.toml",
      next: "npm run -s adf -- setup --project second --repo owner/second",
    });
  }
  const agent = options.agent === undefined ? noAgent(options) : await agentFor(options.agent, options);
  const read =
    options.config === undefined
      ? null
      : await readOwnConfig(options.config, agent.agents === undefined ? null : offer(agent.agents));
  await needGit();
  const home = await open(options, own, read);
  const ending = listenForEnd();
  try {
    await live(options, { own, read, agent }, home, timeout, ending.asked);
  } catch (error) {
    throw sayWhyNot(error, home.dir);
  } finally {
    home.release();
    ending.close();
  }
}

/** Answers the options with the state folder that belongs to the file; refuses what the file says itself. */
function withConfig(options: Options, file: string, command: Command): Options {
  const said = ["gitea", "tokens", "repo", "trust", "mode", "projects", "break", "quickwit"].find(
    (name) => command.getOptionValueSource(name) === "cli",
  );
  if (said !== undefined) {
    throw new CliError(EXIT.usage, {
      what: `--${said} cannot stand beside --config`,
      why: `${file} runs as it is written: its forge, projects, people and modes stand there`,
      next:
        said === "mode"
          ? `npm run -s adf -- promote <project> --config ${file}`
          : `npm start -- --config ${file}`,
    });
  }
  const elsewhere = command.getOptionValueSource("state") === "cli";
  return elsewhere ? options : { ...options, state: relative(".", stateBeside(file)) };
}

async function open(options: Options, own: ReadForge | null, read: ReadConfig | null): Promise<Home> {
  const forge =
    read !== null
      ? read.given.config.gitea.url
      : own === null
        ? "embedded"
        : `${own.forge.url} ${own.forge.repo}`;
  const home = await openHome(resolve(options.state), forge, options.fresh === true);
  if (home.ok) {
    if (read !== null) home.value.save(read.secrets);
    return home.value;
  }
  throw new CliError(EXIT.refused, { what: "the factory cannot start here", ...home.error });
}

interface Source {
  /** A forge that flags name, or a configuration; the embedded forge where both are null. */
  readonly own: ReadForge | null;
  readonly read: ReadConfig | null;
  readonly agent: StartAgent;
}

async function live(
  options: Options,
  { own, read, agent }: Source,
  home: Home,
  timeout: number,
  stop: AbortSignal,
): Promise<void> {
  const { webhook_secret, marker_secret, admin_token, form_key, tokens } = home.settings;
  keepSecret(webhook_secret, marker_secret, admin_token, form_key, ...Object.values(tokens));
  const log = resolve(home.dir, "logs", "factory.ndjson");
  const keep = openLineFile(log, { clean: withoutSecrets });
  const samples = options.projects !== "1";
  const several = samples || (read !== null && read.given.config.projects.length > 1);
  const say = options.json === true ? note : print;
  const show = (line: string) => {
    keep(line);
    // Ctrl-C reaches workerd too, and what comes of that is no news.
    if (stop.aborted) return;
    const text = lineFor(line, timeOfDay(Date.now()), several);
    if (text !== null) say(text);
  };
  // Nobody's real repository is written to because a command was tried.
  const mode = options.mode ?? (own === null ? "auto" : "observe");
  // What a person brings along meets no trouble that was made.
  const sample = own === null && read === null && !samples && agent.agents === undefined && mode === "auto";
  const days = sample ? daysFor(options, home) : null;
  for (const line of read === null ? opening(own) : configOpening(read, options)) say(line);
  const factory = await startFactory({
    home,
    own: own?.forge ?? null,
    ...(read === null ? {} : { given: read.given, agents: read.offered.agents }),
    ...(samples ? { samples: [{ sample: TIDES }, { sample: TIDES_NORTH }] } : {}),
    mode,
    ...(sample ? sampleParts(days !== null) : agent),
    onLog: (line) => {
      show(line);
      days?.hear(line);
    },
    ...(options.quickwit === undefined ? {} : { quickwit: options.quickwit }),
    onRunnerLog: keep,
  }).catch((error: unknown) => {
    // Ctrl-C reaches the programs that a start waits for too: that they failed is then no news.
    if (stop.aborted) return null;
    throw error;
  });
  if (factory === null) return;
  try {
    const first = read === null ? banner(factory, own, log, mode) : configBanner(factory, read, log, options);
    for (const line of first) say(line);
    beginDays(days, factory, home, say);
    if (options.break === true) say(await plantAndFile(factory, home));
    const met = () => days?.days() ?? [];
    if (options.untilDone === true)
      report(await untilDone(factory, timeout, stop, () => allOver(met())), options, met());
    else await untilStopped(factory, stop);
  } finally {
    days?.end();
    await factory.stop();
  }
}

async function untilStopped(factory: Factory, stop: AbortSignal): Promise<void> {
  const died = factory.runner.exited.then((code) => code);
  const end = await Promise.race([died, pause(2 ** 31 - 1, stop).then(() => "stopped" as const)]);
  if (end === "stopped") return;
  throw new CliError(EXIT.no, {
    what: `the runner ended by itself with status ${end}`,
    why: "its last lines are in the log file named above",
    next: "npm start",
  });
}

function report(end: End, options: Options, days: readonly Day[]): void {
  if (end.kind === "stopped") {
    process.exitCode = EXIT.interrupted;
    return;
  }
  if (end.kind === "runner_died") {
    throw new CliError(EXIT.no, {
      what: `the runner ended by itself with status ${end.code}`,
      why: "its last lines are in the log file named above",
      next: "npm start",
    });
  }
  const summaries = end.projects.map((project) => ({ name: project.name, ...summarise(project) }));
  const [{ name: _only, ...first } = { name: "" }, ...more] = summaries;
  if (options.json === true)
    printJson({
      settled: end.kind === "done",
      ...(more.length === 0 ? { ...first, bad_days: days } : { projects: summaries }),
    });
  else {
    for (const summary of summaries) printSummary(summary, more.length === 0 ? null : summary.name);
    printDays(days, join(options.state, "logs", end.projects[0]?.name ?? ""));
  }
  if (end.kind === "done" && allOver(days) && summaries.every(({ undone }) => undone.length === 0)) return;
  note(
    end.kind === "timeout"
      ? `\nNot done within ${options.timeout} s. --timeout gives it more.`
      : "\nSomething stays undone.",
  );
  process.exitCode = EXIT.no;
}
