/** `adf smoke`: one whole dispatch cycle on a running factory, hop by hop, and the name of the hop that stays silent. */
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { addressOptions } from "../factory-address.ts";
import { print, printJson } from "../output.ts";
import { type Cause, causesOf } from "../smoke/cause.ts";
import { type Course, silentHop } from "../smoke/hop.ts";
import { cleanUp, fileIssue } from "../smoke/marked-issue.ts";
import { Observer } from "../smoke/observe.ts";
import { type Prepared, prepare, type SmokeOptions } from "../smoke/prepare.ts";
import { documentOf, progress, verdict } from "../smoke/report.ts";

const HELP = `
Files an issue labelled adf/pinned that asks to verify and not to change anything, and follows it: delivered, seen, picked,
mentioned, leased, running, ended, verified, answered, closed. An agent that asks a question instead is as good; then
smoke closes the issue. Nothing else is removed. A hop that is skipped is a failure.

The issue is filed with the owner's token of the factory on this machine, or from --tokens FILE the one called
"owner", "admin" or "coordinator"; its account must be trusted in [gitea].

Examples:
  $ adf smoke
  $ ADF_ADMIN_TOKEN=… adf smoke --url https://… --tokens tokens.json
  $ adf smoke --poll-only --tokens tokens.json        where the forge cannot reach the Worker

JSON: {"project","repo","issue","ok","hops":[{"hop","status","seconds","note"}],
       "silent":null | {"hop","says","causes":[{"cause","command","seen"}]},"left_open":null | "why"}
  status is done, silent or skipped.
Exit status: 0 every hop came, 1 one did not, 2 wrong options, 3 not reachable, 4 refused, 130 interrupted.`;

interface Options extends SmokeOptions {
  readonly timeout: string;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program.command("smoke").description("run one whole dispatch cycle, and name the hop that stays silent"),
  )
    .option("--project <name>", "which project; may be left out when there is only one")
    .option("--timeout <secs>", "for all hops together", "120")
    .option("--forge <url>", "the forge as this machine reaches it; else as the Worker does")
    .option("--tokens <file>", "JSON of account and token")
    .option("--poll-only", "no webhook can reach this Worker: do not wait for a delivery")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const timeout = Number(options.timeout);
  if (!(timeout > 0)) {
    throw new CliError(EXIT.usage, {
      what: `--timeout ${options.timeout} is not a number of seconds`,
      why: "it must be larger than 0",
      next: "npm run -s adf -- smoke --timeout 300",
    });
  }
  const prepared = await prepare(options);
  const { client, repo } = prepared.cycle;
  const filed_at = Date.now();
  const filed = await fileIssue(client, repo);
  if (!filed.ok) {
    throw new CliError(EXIT.refused, {
      what: `the issue was not filed in ${repo}`,
      why: filed.error,
      next: `npm run -s adf -- doctor${prepared.options}`,
    });
  }
  const { number, title } = filed.value;
  if (!options.json) print(`#${number} ${title}`);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const observer = new Observer(prepared, number, filed_at);
  let course: Course;
  let causes: readonly Cause[] = [];
  let left_open: string | null = null;
  try {
    const say = options.json ? () => {} : progress(print);
    course = await observer.watch(filed_at + timeout * 1000, stop.signal, say);
    causes = await explain(prepared, observer, course);
  } finally {
    left_open = await cleanUp(client, repo, number);
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
  if (options.json) printJson(documentOf(prepared.cycle, number, course, causes, left_open));
  else for (const line of verdict(course, causes, number, left_open)) print(line);
  if (stop.signal.aborted) process.exitCode = EXIT.interrupted;
  else if (silentHop(course) !== null || left_open !== null) process.exitCode = EXIT.no;
}

/** Why a hop stays silent, judged by what the factory itself says at that moment. */
async function explain(
  { cycle, place, options }: Prepared,
  observer: Observer,
  course: Course,
): Promise<readonly Cause[]> {
  const silent = silentHop(course);
  if (silent === null) return [];
  await observer.look();
  const hooks = await cycle.client.hooks(cycle.repo);
  const target = `${cycle.address.url}/webhooks/gitea`;
  return causesOf(silent.hop, {
    url: cycle.address.url,
    options,
    deployed: place.kind === "deployed",
    project: cycle.project,
    ...observer.last,
    held_by: observer.held_by,
    hooked: hooks.ok ? hooks.value.some((h) => h.active && h.url === target) : null,
  });
}
