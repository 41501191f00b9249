/** `adf route`: where a task would go, and every reason for it. Decides nothing itself. */
import type { Command } from "commander";
import { OrchestratorConfig } from "../../contract/config.ts";
import { Role } from "../../contract/job.ts";
import { type RouteDecision, type RouteInput, route, type TierReason } from "../../core/routing/route.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { listOption, readInput } from "../input.ts";
import { colors, print, printJson } from "../output.ts";
import { readScenarioFolder, SHIPPED_SCENARIOS } from "../scenario-folder.ts";

const HELP = `
The task is the argument or standard input. A role decides the tier; words decide only where there is no role.

Examples:
  $ adf route "fix the deadlock in the connection pool"
  $ adf route --role reviewer --unhealthy anthropic < issue.md
  $ adf route --json --scenarios ./my_scenarios --clis claude,opencode < issue.md

JSON: {"tier","priority","provider","model","cli","matched":[{"term","tier","offset"}],
       "losers":[{"tier","priority","matched"}],"skipped":[{"provider","model","cli","reason"}],
       "reason","source","fallback","overrides_lost","scenario_version"}
  provider, model and cli are null when no route can be taken; skipped[].reason is provider_unhealthy or cli_missing.
Exit status: 0 routed, 1 no route can be taken, 2 wrong options or scenario files.`;

interface Options {
  readonly json?: true;
  readonly scenarios: string;
  readonly unhealthy: string[];
  readonly clis?: string[];
  readonly role?: string;
}

export function register(program: Command): void {
  program
    .command("route")
    .description("explain which tier, agent CLI, provider and model a task goes to")
    .argument("[task]", "the task's text; standard input when left out")
    .option("--scenarios <folder>", "folder of scenario files", SHIPPED_SCENARIOS)
    .option(
      "--unhealthy <providers>",
      "take these providers as unhealthy, separated by commas",
      listOption,
      [],
    )
    .option("--clis <names>", "only these agent CLIs exist on the runner, separated by commas", listOption)
    .option("--role <role>", `the agent's role: ${Role.options.join(", ")}`)
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(task: string | undefined, options: Options): Promise<void> {
  const role = options.role === undefined ? null : roleOption(options.role);
  const text = task ?? (await readInput("the task", 'npm run -s adf -- route "fix the deadlock"'));
  if (text.trim() === "") {
    const next = 'npm run -s adf -- route "fix the deadlock"';
    throw new CliError(EXIT.usage, { what: "there is no task to route", why: "its text is empty", next });
  }
  const unhealthy = new Set(options.unhealthy.map((provider) => provider.toLowerCase()));
  const input: RouteInput = {
    text,
    role,
    default_tier:
      role === null ? null : OrchestratorConfig.shape.routing.parse(undefined).default_tiers[role],
    scenarios: await readScenarioFolder(options.scenarios),
    healthy: (provider) => !unhealthy.has(provider),
    clis: options.clis ?? null,
  };
  const decision = route(input);
  const result = decision.ok ? decision.value : decision.error;
  if (options.json) printJson(decision.ok ? result : { ...result, provider: null, model: null, cli: null });
  else explain(result, decision.ok ? decision.value : null);
  if (!decision.ok) process.exitCode = EXIT.no;
}

function explain(result: TierReason, taken: RouteDecision | null): void {
  print(
    taken === null
      ? colors.red(`${result.tier}: no route can be taken`)
      : `${colors.bold(result.tier)} → ${colors.green(`${taken.cli} with ${taken.model}`)} from ${taken.provider}`,
  );
  print(`  why      ${result.reason}`);
  const words = result.matched.map(({ term, tier, offset }) => `"${term}" at ${offset} (${tier})`);
  print(`  matched  ${words.join(", ") || "nothing"}`);
  for (const loser of result.losers)
    print(`  lost     ${loser.tier} (${loser.priority}): ${loser.matched.join(", ")}`);
  for (const { provider, model, cli, reason } of result.skipped) {
    print(`  skipped  ${provider} ${model} with ${cli}: ${reason.replace("_", " ")}`);
  }
  print(`  version  ${result.scenario_version}`);
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
