/** `adf route`: where a task would go, and every reason for it. Decides nothing itself. */
import type { Command } from "commander";
import { OrchestratorConfig } from "../../contract/config.ts";
import { Role } from "../../contract/job.ts";
import type { Wish } from "../../contract/routing.ts";
import { ownChoice } from "../../core/routing/agent-default.ts";
import { pinnedModel } from "../../core/routing/model-id.ts";
import { type RouteInput, route } from "../../core/routing/route.ts";
import type { ScenarioSet } from "../../core/routing/scenario-set.ts";
import { checkWish, readWish } from "../../core/routing/wish.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import {
  type AddressOptions,
  addressOptions,
  oneProject,
  projectsOf,
  readAddress,
} from "../factory-address.ts";
import { listOption, readInput } from "../input.ts";
import { print, printJson } from "../output.ts";
import { explain } from "../route/explain.ts";
import { describeJob } from "../route/job.ts";
import { checkNames } from "../route/names.ts";
import { describeReplay, replayProject } from "../route/replay.ts";
import { routeOfJob } from "../route/stored.ts";
import { readScenarioFolder, SHIPPED_SCENARIOS } from "../scenario-folder.ts";

const HELP = `
The task is the argument or standard input. A role decides the tier; words decide only where there is no role.

With --replay nothing is given: the decisions that a project of the running factory has stored are made again with the
scenario files of the folder, each with the role, agent CLIs, health and budgets of its time, and those that would change are listed.
A way that no scenario named at that time counts as healthy.
With --job nothing is decided: what was decided for that job when a runner took it is told, with every reason that was kept.

Examples:
  $ adf route "fix the deadlock in the connection pool"
  $ adf route --role reviewer --unhealthy anthropic < issue.md
  $ adf route --replay --scenarios ./my_scenarios --project tides
  $ adf route --job tides-13
  $ adf route --agent-cli claude --agent-model opus --pin "plan the release"
  $ adf route --role developer --wish "model:opus tier:planning" "fix the deadlock"
  $ adf route --json --scenarios ./my_scenarios --clis claude,opencode < issue.md

JSON: {"tier","priority","provider","model","cli","matched":[{"term","tier","offset"}],
       "losers":[{"tier","priority","matched"}],"skipped":[{"provider","model","cli","reason","detail"}],
       "reason","source","free","fallback","degraded","scenario_version",
       "overrides":[{"source","wanted","outcome","why"}]}
  provider, model and cli are null when no route can be taken; skipped[].reason is provider_unhealthy, provider_budget, cli_missing or requirement_unmet;
  source and overrides[].source are job, agent_pin, scenario, agent_default or project_default, in their order of precedence;
  overrides[].outcome is won, agrees (another decided for the same) or lost.
  With --job: {"job","issue","agent","kind","route","text","given","decision","chosen","root"}, where decision is as above.
  With --replay: {"project","scenario_version","decided_with","decisions","same",
       "changed":[{"job","issue","agent","differs","before","after","reason"}],"lost":{"text_gone","text_changed","given_not_kept"}}
Exit status: 0 routed, 1 no route can be taken or none is stored, 2 wrong options or scenario files, or no factory here;
  with --replay: 0 nothing would change, 1 something would, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly job?: string;
  readonly replay?: true;
  readonly project?: string;
  readonly agentCli?: string;
  readonly agentModel?: string;
  readonly pin?: true;
  readonly wish?: string;
  readonly projectCli?: string;
  readonly projectModel?: string;
  readonly json?: true;
  readonly scenarios: string;
  readonly unhealthy?: string[];
  readonly clis?: string[];
  readonly role?: string;
}

export function register(program: Command): void {
  addressOptions(
    program.command("route").description("explain which tier, agent CLI, provider and model a task goes to"),
  )
    .argument("[task]", "the task's text; standard input when left out")
    .option("--scenarios <folder>", "folder of scenario files", SHIPPED_SCENARIOS)
    .option("--unhealthy <providers>", "take these providers as unhealthy, separated by commas", listOption)
    .option("--clis <names>", "only these agent CLIs exist on the runner, separated by commas", listOption)
    .option("--role <role>", `the agent's role: ${Role.options.join(", ")}`)
    .option("--agent-cli <name>", "the agent CLI that the agent's own configuration names")
    .option("--agent-model <alias>", "the model that the agent's own configuration names")
    .option("--pin", "the agent is pinned: its own goes before the routes")
    .option("--wish <words>", "what the mention asks for, as in model:opus cli:claude tier:planning")
    .option("--project-cli <name>", "the agent CLI that the project names as its default")
    .option("--project-model <alias>", "the model that the project names as its default")
    .option(
      "--replay",
      "make a project's stored decisions again with these scenarios, and show what would change",
    )
    .option("--job <id>", "tell what was decided for this job of the running factory")
    .option("--project <name>", "with --replay: of which project, where there are several")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(task: string | undefined, options: Options): Promise<void> {
  if (options.replay) return replayStored(task, options);
  if (options.job !== undefined) return tellJob(options.job, task, options);
  onlyHere(options);
  const role = options.role === undefined ? null : roleOption(options.role);
  const text = task ?? (await readInput("the task", 'npm run -s adf -- route "fix the deadlock"'));
  if (text.trim() === "") {
    const next = 'npm run -s adf -- route "fix the deadlock"';
    throw new CliError(EXIT.usage, { what: "there is no task to route", why: "its text is empty", next });
  }
  const pinned = options.agentModel === undefined ? null : pinnedModel(options.agentModel);
  if (pinned !== null) {
    throw new CliError(EXIT.usage, {
      what: `"${options.agentModel}" is one build of a model, which adf check refuses`,
      why: `${pinned.stamp} pins it, and a build is retired one day`,
      next: `npm run -s adf -- route --agent-model ${pinned.alias} "${text.slice(0, 60).replace(/["\n$`\\]/g, " ")}"`,
    });
  }
  const scenarios = await readScenarioFolder(options.scenarios);
  checkNames(options, scenarios);
  const unhealthy = new Set((options.unhealthy ?? []).map((provider) => provider.toLowerCase()));
  const { agentCli, agentModel, projectCli, projectModel } = options;
  const input: RouteInput = {
    text,
    role,
    default_tier:
      role === null ? null : OrchestratorConfig.shape.routing.parse(undefined).default_tiers[role],
    scenarios,
    healthy: (provider) => !unhealthy.has(provider),
    clis: options.clis ?? null,
    agent_pin: options.pin ?? false,
    ...(options.wish === undefined ? {} : { job: wishOption(options.wish, scenarios, options) }),
    ...(projectCli === undefined ? {} : { project_cli: projectCli }),
    ...(projectModel === undefined ? {} : { project_model: projectModel }),
    ...(agentCli === undefined ? {} : { agent_cli: agentCli }),
    ...(agentModel === undefined ? {} : { agent_model: agentModel }),
  };
  const decision = route(input);
  const result = decision.ok ? decision.value : decision.error;
  if (options.json) printJson(decision.ok ? result : { ...result, provider: null, model: null, cli: null });
  else for (const line of explain(result, decision.ok ? decision.value : null, text)) print(line);
  if (!decision.ok) process.exitCode = EXIT.no;
}

async function tellJob(job: string, task: string | undefined, options: Options): Promise<void> {
  onlyStored("--job", task, options, `npm run -s adf -- route --job ${job}`);
  const taken = await routeOfJob(options, job, "route --job");
  if (options.json) printJson(taken);
  else for (const line of describeJob(taken)) print(line);
}

async function replayStored(task: string | undefined, options: Options): Promise<void> {
  onlyStored("--replay", task, options, `npm run -s adf -- route --replay --scenarios ${options.scenarios}`);
  const scenarios = await readScenarioFolder(options.scenarios);
  const address = readAddress(options);
  const project = oneProject(await projectsOf(address, options.project, "route --replay"), "route --replay");
  const outcome = await replayProject(address, project, scenarios);
  if (options.json) printJson(outcome);
  else for (const line of describeReplay(outcome)) print(line);
  if (outcome.changed.length > 0) process.exitCode = EXIT.no;
}

/** A task is routed with what the line names; no factory is asked. */
function onlyHere({ project, url }: Options): void {
  const extra = project !== undefined ? "--project" : url !== undefined ? "--url" : null;
  if (extra === null) return;
  throw new CliError(EXIT.usage, {
    what: `a task goes not with ${extra}`,
    why: "its route is decided from this line and the scenario files, and no factory is asked",
    next: 'npm run -s adf -- route --role developer "fix the deadlock"',
  });
}

/** What was decided once is not decided from flags. */
function onlyStored(flag: string, task: string | undefined, options: Options, next: string): void {
  const given = { task, "--role": options.role, "--clis": options.clis, "--unhealthy": options.unhealthy };
  const other = {
    "--agent-cli": options.agentCli,
    "--agent-model": options.agentModel,
    "--pin": options.pin,
    "--wish": options.wish,
    "--project-cli": options.projectCli,
    "--project-model": options.projectModel,
  };
  const extra = Object.entries({ ...given, ...other }).find(([, value]) => value !== undefined);
  if (extra !== undefined) {
    throw new CliError(EXIT.usage, {
      what: `${flag} takes no ${extra[0]}`,
      why: "it is about decisions that were made, with what they were made from",
      next,
    });
  }
}

/** Refused as a mention with it would be. */
function wishOption(words: string, scenarios: ScenarioSet, options: Options): Wish {
  const { wish, rest, slips } = readWish(words);
  const own = [
    { cli: options.agentCli, model: options.agentModel },
    { cli: options.projectCli, model: options.projectModel },
  ].flatMap((one) => ownChoice(one, scenarios) ?? []);
  const checked = wish === null ? null : checkWish(wish, scenarios, own);
  if (checked?.ok && rest === "" && slips.length === 0) return checked.value;
  throw new CliError(EXIT.usage, {
    what: `"${words}" cannot be asked for`,
    why:
      slips[0] ??
      (checked === null || checked.ok
        ? "write model:, cli:, provider: and tier:, each with its value and nothing else"
        : checked.error),
    next: 'npm run -s adf -- route --wish "model:opus" "fix the deadlock"',
  });
}

function roleOption(written: string): Role {
  const role = Role.safeParse(written);
  if (role.success) return role.data;
  throw new CliError(EXIT.usage, {
    what: `"${written}" is no role`,
    why: `the roles are ${Role.options.join(", ")}`,
    next: 'npm run -s adf -- route --role developer "fix the deadlock"',
  });
}
