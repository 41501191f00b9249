/** `adf deploy`: checked, built, uploaded with its secrets, read back, and tried; or back to the build before. */
import type { Command } from "commander";
import { runHere } from "../deploy/command.ts";
import { type DeployOptions, deploySteps, edgeOf } from "../deploy/deploy.ts";
import { rollbackSteps } from "../deploy/rollback.ts";
import { describePlan, runSteps } from "../deploy/step.ts";
import { timeoutOption } from "../input.ts";
import { goOnUnread, note, print, printJson } from "../output.ts";

const HELP = `
Steps, each with its time: check, build, queues, upload, running, webhook, cron, runner, smoke. A step that fails says why and
what to type; the same command again goes on, and what is done already is not done twice. Secrets come from .adf/secrets.json
and .adf/tokens.json beside the configuration (written by setup) and reach Cloudflare with the upload. Where those files are
not, the account keeps its secrets, and ADF_ADMIN_TOKEN is asked for.

Examples:
  $ adf deploy --dry-run                     every step and every command; only the check is really made
  $ adf deploy
  $ adf deploy --admin-token-file admin.token    may make and repair webhooks
  $ adf deploy --rotate-webhook-secret --admin-token-file admin.token
  $ adf deploy --rollback                    to the upload before, or why that cannot be

JSON: {"ok":true,"steps":[{"step","seconds","did"}]}
Exit status: 0 done, 1 a step says no, 2 wrong options or files, 3 the Worker or the forge does not answer, 4 refused.`;

interface Options extends Omit<DeployOptions, "wait"> {
  readonly wait: string;
  readonly dryRun?: true;
  readonly rollback?: true | string;
  readonly json?: true;
}

export function register(program: Command): void {
  program
    .command("deploy")
    .description("check, build and upload the Worker, and see it at work; or go back")
    .option("--config <file>", "the configuration that is bundled", "orchestrator.toml")
    .option("--url <url>", "address of the Worker; else as wrangler says")
    .option("--forge <url>", "the forge as this machine reaches it; else as the Worker does")
    .option("--admin-token-file <file>", "token of an admin of the repositories, for the webhooks")
    .option("--rotate-webhook-secret", "make a new secret, and replace each webhook: create, verify, delete")
    .option("--rollback [version]", "back to the upload before, or to this version of Cloudflare's")
    .option("--wait <secs>", "for the cron and for a runner, each", "900")
    .option("--no-smoke", "do not run a whole cycle at the end")
    .option("--dry-run", "print each step and every command; only the check is really made")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run({
  wait,
  dryRun,
  rollback,
  json,
  rotateWebhookSecret,
  ...options
}: Options): Promise<void> {
  goOnUnread();
  const say = json ? note : print;
  const edge = edgeOf(runHere, say);
  // A rotation begins on the disk, in the check: what is only shown changes nothing there either.
  const rotate = rotateWebhookSecret && !dryRun ? { rotateWebhookSecret } : {};
  const asked = { ...options, ...rotate, wait: timeoutOption(wait, "npm run -s adf -- deploy --wait 900") };
  const back =
    rollback === undefined ? null : rollbackSteps(asked, rollback === true ? null : rollback, edge);
  const steps = back ?? deploySteps(asked, edge);
  if (dryRun) {
    for (const line of describePlan(steps)) print(line);
    // Nothing may be shown as possible that the check would refuse.
    if (back === null) await runSteps(steps.slice(0, 1), print, Date.now);
    print("Nothing was built, uploaded or changed.");
    return;
  }
  const told = await runSteps(steps, say, Date.now);
  if (json) printJson({ ok: true, steps: told });
  else print(back === null ? "Deployed." : "Rolled back.");
}
