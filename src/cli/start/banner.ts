/** The first lines of a start: what is embedded, what production uses, where everything is, when it fires next. */
import { dirname } from "node:path";
import type { Mode } from "../../contract/config.ts";
import { nextFiring } from "../../core/scheduling/firing.ts";
import { CADENCE_SECS } from "../../local/factory/configuration.ts";
import type { Factory } from "../../local/factory/factory.ts";
import type { NoWebhook } from "../../local/factory/webhook.ts";
import { moment } from "../clock.ts";
import { colors } from "../output.ts";
import type { ReadForge } from "./own-forge.ts";

const MODE: Readonly<Record<Mode, string | null>> = {
  observe:
    "Mode observe: it decides everything and writes nothing. What it would do is shown here; `--mode approve` or `--mode auto` goes further.",
  approve: "Mode approve: each write waits for you. `npm run -s adf -- approvals` shows and answers them.",
  auto: null,
};

/** Said before anything is started, which takes seconds. */
export function opening(own: ReadForge | null): string[] {
  return [
    colors.bold("AI Dark Factory"),
    own === null
      ? "  Embedded here: the forge (not Gitea, but its API), the agent adf-repair (a search, not a model), a tick every " +
        `${CADENCE_SECS} s.`
      : `  Embedded here: the agent adf-repair (a search, not a model), a tick every ${CADENCE_SECS} s.`,
    "  Production uses: your Gitea or Forgejo, your agent CLI, Cron Triggers each minute and `0 1-9 * * *`.",
  ];
}

export function banner(factory: Factory, own: ReadForge | null, log: string, mode: Mode): string[] {
  const next = nextFiring("0 1-9 * * *", "UTC", Date.now());
  return [
    ...factory.projects.map(({ repo }) =>
      address("forge", `${own?.forge.url ?? factory.forge_url}/${repo}`, "issues, pull requests, commits"),
    ),
    ...(factory.enter_url === null
      ? []
      : [address("file", factory.enter_url, "open this once to file issues as the owner")]),
    ...parts(factory, log, CADENCE_SECS),
    ...(MODE[mode] === null ? [] : [`  ${colors.yellow(MODE[mode])}`]),
    ...(own?.notes ?? []).map((n) => `  ${n}`),
    `  The coordinator is active at any time here; its production schedule would fire next at ${moment(next)}.`,
    colors.dim("  What was merged is read as a whole each night, or now: npm run -s adf -- review --now"),
    colors.dim("  Ctrl-C stops everything; starting again goes on from here; --fresh begins anew."),
    "",
  ];
}

/** Where the parts are that each start has, and how it hears of news. */
export const parts = (factory: Factory, log: string, poll_secs: number): string[] => [
  address("Worker", factory.worker_url, "webhook, runner API, state"),
  address("log", log, "every line that a part prints, as JSON"),
  address(
    "records",
    `${dirname(log)}/<project>`,
    "every decision, numbered and chained: adf logs, explain, audit",
  ),
  factory.unfenced === null
    ? `  Each agent runs in a sandbox (bubblewrap) of its own. ${colors.dim("What it hides, and how to take the network away: docs/runner.md")}`
    : `  ${colors.yellow(`Agents run without a sandbox: ${factory.unfenced}`)}`,
  ...(factory.no_webhook === null
    ? []
    : [`  ${noWebhook(factory.no_webhook)}, so it is polled every ${poll_secs} s.`]),
  ...(factory.no_webhook === "not_admin" ? [webhookCommand(factory)] : []),
];

export const address = (name: string, url: string, what: string): string =>
  `  ${name.padEnd(8)} ${colors.underline(url)}  ${colors.dim(what)}`;

function noWebhook(why: NoWebhook): string {
  switch (why) {
    case "unwanted":
      return "No webhook: it was left out";
    case "unreachable":
      return "No webhook: the forge cannot reach this machine";
    case "observe":
      return "No webhook: none is made in observe";
    case "not_admin":
      return "Whether there is a webhook only an admin of the repository sees, and no token here is one's";
    case "refused":
      return "No webhook: the forge refused to make it";
  }
}

const webhookCommand = ({ project, repo, forge_url, worker_url }: Factory): string =>
  `  To have one made: npm run -s adf -- setup --project ${project} --repo ${repo} --forge ${forge_url} --worker ${worker_url} --admin-token-file admin.token --apply`;
