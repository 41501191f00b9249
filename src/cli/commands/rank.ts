/** `adf rank`: the order the coordinator would take issues in, with why, and what waits for whom. */
import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions } from "../factory-address.ts";
import { fileTrouble } from "../file-trouble.ts";
import { note, print, printJson } from "../output.ts";
import { describeBeginning } from "../rank/beginning.ts";
import { lists } from "../rank/lists.ts";
import { fromFactory, fromInput, type Source } from "../rank/source.ts";
import { routeOfJob } from "../route/stored.ts";

const HELP = `
Reads {"issues":[{"number","state","labels","created_at"}],"dependencies":[{"issue","blocked_by"}]} on standard input.
  created_at is an ISO date or milliseconds; blocked_by may be "owner/name#5" for another repository; "title" may be given.
With --project, --url or --state, and on a terminal, the running factory is asked instead: it answers what its coordinator sees.

With --job it tells how the issue of that job stood when its work began, and why it went to that agent.

Examples:
  $ adf rank < issues.json
  $ adf rank --project tides --graph tides.svg
  $ adf rank --job tides-13
  $ adf rank --json < issues.json | jq '.ready[0].number'
  $ adf rank --graph - < issues.json > graph.svg

The picture: an arrow leads from what comes first to what waits for it; closed issues are shown where they are tied to
an open one, and all of them with --closed. Everything in it is drawn as text of an SVG: no scripts, no outside files.

JSON: {"ready":[{"number","rank","score","terms"}],"blocked":[{"number","rank","blocked_by"}],
       "findings":[{"kind","issues","message"}]}
  With --job: {"job","issue","agent","root","chosen":{"by","why","place","of","issue","next"}}; chosen is null where a mention asked.
  rank is the plain PageRank; score = pin × 1e6 + rank × nodes + priority / 1e7 + age / 1e8;
  kind is cycle, self_dependency, unlisted_issue or held.
Exit status: 0 ranked, 1 nothing is stored of that job, 2 wrong input, or no factory here, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly job?: string;
  readonly graph?: string;
  readonly closed?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program.command("rank").description("order issues by who waits for them, with why and by whom"),
  )
    .option("--project <name>", "rank this project of the running factory")
    .option("--job <id>", "why the work that this job of the running factory belongs to was begun")
    .option("--graph <file>", "write a picture as SVG, - for standard output")
    .option("--closed", "with --graph: every closed issue that has a dependency, too")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options, command: Command): Promise<void> {
  if (options.json && options.graph === "-") {
    throw new CliError(EXIT.usage, {
      what: "--json and --graph - both want standard output",
      why: "one of them would spoil the other",
      next: "npm run -s adf -- rank --json --graph graph.svg",
    });
  }
  if (options.job !== undefined) return tellJob(options.job, options);
  const source = isLive(options, command) ? await fromFactory(options, options.project) : await fromInput();
  const { ready, blocked, findings } = source.view;
  if (options.graph !== undefined) await draw(source, options.graph, options.closed ?? false);
  if (options.json) printJson({ ready, blocked, findings });
  else if (options.graph !== "-") for (const line of lists(source.view)) print(line);
}

async function tellJob(job: string, options: Options): Promise<void> {
  if (options.graph !== undefined) {
    throw new CliError(EXIT.usage, {
      what: "--job and --graph are two questions",
      why: "a job's work was begun by one ranking, and the picture shows the present one",
      next: `npm run -s adf -- rank --job ${job}`,
    });
  }
  const taken = await routeOfJob(options, job, "rank --job");
  const { issue, agent, root, chosen } = taken;
  if (options.json) printJson({ job, issue, agent, root, chosen });
  else for (const line of describeBeginning(taken)) print(line);
}

/** Whether a factory is meant: one is named, or nothing can be piped in. */
const isLive = (options: Options, command: Command): boolean =>
  options.project !== undefined ||
  options.url !== undefined ||
  command.getOptionValueSource("state") === "cli" ||
  process.stdin.isTTY;

async function draw({ project, view }: Source, file: string, closed: boolean): Promise<void> {
  const { picture } = await import("../rank/picture/picture.ts");
  const { svg, shown, hidden } = picture(view, { title: project, closed });
  if (file === "-") {
    print(svg);
    return;
  }
  try {
    await writeFile(file, `${svg}\n`);
  } catch (cause) {
    const why = fileTrouble(cause);
    const next = "npm run -s adf -- rank --graph graph.svg";
    throw new CliError(
      EXIT.usage,
      { what: `the picture cannot be written to ${file}`, why, next },
      { cause },
    );
  }
  const rest = hidden === 0 ? "" : `, ${hidden} closed ones left out`;
  note(`${file}: ${shown === 1 ? "one issue" : `${shown} issues`}${rest}`);
}
