/** The flags of `adf setup`. Their defaults are read off the schema, so that help and configuration cannot disagree. */
import type { Command } from "commander";
import { Mode, OrchestratorConfig, ProjectConfig, Via } from "../../contract/config.ts";
import { Role } from "../../contract/job.ts";
import { USUAL_AGENTS } from "../../core/setup/answers.ts";
import { FIRST_MODE } from "../../core/setup/new-file.ts";
import { defaultOf } from "../../core/setup/written.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { listOption } from "../input.ts";

export interface Flags {
  readonly project?: string;
  readonly repo?: string;
  readonly forge?: string;
  readonly coordinatorModel?: string;
  readonly agents?: string[];
  readonly reviewGate?: string;
  readonly trust?: string[];
  readonly branch?: string;
  readonly cronSchedule?: string;
  readonly timezone?: string;
  readonly mode?: string;
  readonly via?: string;
  readonly accounts?: Partial<Record<Role, string>>;
  readonly worker?: string;
  readonly workingDir?: string;
  readonly init?: true;
  readonly apply?: true;
  readonly force?: true;
  readonly out: string;
  readonly adminTokenFile?: string;
  /** As typed at the terminal: no flag, so that it never stands in a command line. */
  readonly adminToken?: string;
  readonly json?: true;
}

const HELP = `
Without --apply nothing is written: the change of every file is shown, and with --admin-token-file what the forge lacks.
Without --project and --repo on a terminal it asks.

Examples:
  $ adf setup --project digital-twins --repo terraphim/digital-twins --forge https://git.example
  $ adf setup --project digital-twins --repo terraphim/digital-twins --coordinator-model "zai-coding-plan/glm-5" \\
      --agents "developer,reviewer,qa" --review-gate reviewer --cron-schedule "0 1-9 * * *" \\
      --working-dir ~/projects/digital-twins --init --apply
  $ adf setup --project tides --repo ada/tides --timezone Europe/Vienna --apply     a second project, added to the file
  $ adf setup --project tides --repo ada/tides --admin-token-file admin.token --apply

Exit status: 0 done or shown, 1 something on the forge needs a person, 2 wrong answers, 3 forge not reachable, 4 token refused.`;

const usual = (value: unknown): string => ` (default: ${String(value)})`;

export function setupFlags(command: Command): Command {
  const project = (key: string) => usual(defaultOf(ProjectConfig, key));
  return command
    .option("--project <name>", "what people call the project")
    .option("--repo <owner/name>", "its repository on the forge")
    .option("--forge <url>", "address of the forge (default: that of orchestrator.toml, or the git remote's)")
    .option(
      "--via <transport>",
      `how the Worker reaches it: ${Via.options.join(", ")} (Cloudflare Access)${usual(defaultOf(OrchestratorConfig.shape.gitea, "via"))}`,
    )
    .option("--agents <list>", `names, or name:role${usual(USUAL_AGENTS.join(","))}`, listOption)
    .option("--coordinator-model <model>", "lets this model choose the next issue from the closed list")
    .option(
      "--review-gate <agent>",
      `whose verdict lets a change in${usual(OrchestratorConfig.shape.review_gate.parse({}).agent)}`,
    )
    .option("--branch <name>", `that pull requests are merged into${project("branch")}`)
    .option("--cron-schedule <cron>", `when the coordinator looks for work${project("schedule")}`)
    .option("--timezone <zone>", `of the schedule${project("timezone")}`)
    .option("--mode <mode>", `${Mode.options.join(", ")}${usual(FIRST_MODE)}`)
    .option(
      "--trust <logins>",
      "whose issues and mentions are acted on (default: the owner of the repository)",
      listOption,
    )
    .option("--accounts <role=login,…>", "names of the forge accounts (default: adf-<role>)", accountsOption)
    .option("--worker <url>", "address of the deployed Worker, for the webhook", workerOption)
    .option(
      "--working-dir <folder>",
      "a clone on this machine: the runner's reference clone, and what --init reads",
    )
    .option("--init", "write .docs/summary.md of the repository, and offer it as a pull request")
    .option(
      "--admin-token-file <file>",
      "token of a site administrator, to make accounts, tokens, labels, protection, webhook",
    )
    .option("--out <folder>", "where orchestrator.toml and .adf are", ".")
    .option("--apply", "write; without it everything is only shown")
    .option("--force", "also replace what was written by hand")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP);
}

export function accountsOption(text: string): Partial<Record<Role, string>> {
  return Object.fromEntries(
    listOption(text).map((pair) => {
      const [, role = "", login = ""] = /^([^=]*)=([\w.-]+)$/.exec(pair) ?? [];
      if (Role.safeParse(role).success) return [role, login];
      throw new CliError(EXIT.usage, {
        what: `--accounts ${pair}`,
        why: `it is role=login, and the roles are ${Role.options.join(", ")}`,
        next: "--accounts developer=build-bot,reviewer=review-bot",
      });
    }),
  );
}

/** The forge would take any words for a webhook's address, and tell nobody that nothing is there. */
function workerOption(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const whole =
    url !== null && /^https?:$/.test(url.protocol) && `${url.pathname}${url.search}${url.hash}` === "/";
  if (whole && url.username === "") return text;
  throw new CliError(EXIT.usage, {
    what: `--worker ${text} is no address of a Worker`,
    why: "it begins with https:// and ends with the name of the host; nothing stands behind that",
    next: "--worker https://ai-dark-factory.example.workers.dev",
  });
}
