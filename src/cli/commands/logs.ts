/** `adf logs`: the records of a factory, as lines for people or as JSON, and on as they come. */
import type { Command } from "commander";
import * as z from "zod";
import type { LogDocument } from "../../contract/log.ts";
import { clock } from "../clock.ts";
import {
  type Address,
  type AddressOptions,
  addressOptions,
  ask,
  projectsOf,
  readAddress,
} from "../factory-address.ts";
import { type Choice, chosen, readIssue, readSince } from "../logs/choose.ts";
import { follow } from "../logs/follow.ts";
import { readAll, readPage } from "../logs/read-records.ts";
import { colors, note, print } from "../output.ts";

const HELP = `
Examples:
  $ adf logs                       the last 50 of each project
  $ adf logs -f --issue 5          until Ctrl-C; goes on after a restart of the factory
  $ adf logs --agent developer --since 2h
  $ adf logs --since 1d --json | jq -r 'select(.level == "error") | .message'

  $ adf logs --resend              sends again what the log store refused, once its cause is mended

JSON: one record a line, described in src/contract/log.ts (LogDocument); with --resend {"project","again"}.
Exit status: 0 shown, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

const LAST = 50;
const LOOK_MS = 1_000;

interface Options extends AddressOptions {
  readonly follow?: true;
  readonly issue?: string;
  readonly agent?: string;
  readonly since?: string;
  readonly project?: string;
  readonly resend?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(program.command("logs").description("show the records of the factory, newest last"))
    .option("-f, --follow", "go on as they come, until Ctrl-C")
    .option("--issue <n>", "only what is about this issue")
    .option("--agent <name>", "only what is about this agent")
    .option("--since <time>", "only newer than 90s, 15m, 2h, 3d, or a time")
    .option("--project <name>", "only this project")
    .option("--resend", "send the records again that the log store would not take, and show none")
    .option("--json", "print one JSON document a line")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const choice: Choice = {
    ...(options.issue === undefined
      ? {}
      : { issue: readIssue(options.issue, (issue) => `logs --issue ${issue}`) }),
    ...(options.agent === undefined ? {} : { agent: options.agent }),
    ...(options.since === undefined ? {} : { since_ms: readSince(options.since, Date.now()) }),
  };
  const address = readAddress(options);
  const projects = await projectsOf(address, options.project, "logs");
  if (options.resend) return resend(address, projects, options.json === true);
  const show = (record: LogDocument) =>
    print(options.json ? JSON.stringify(record) : line(record, projects.length > 1));
  const wanted = chosen(choice);
  const about = choice.issue === undefined ? {} : { issue: choice.issue };
  const seen = new Map<string, number>();
  const found: LogDocument[] = [];
  for (const project of projects) {
    const whole = choice.since_ms !== undefined || choice.agent !== undefined || choice.issue !== undefined;
    const pages = whole
      ? readAll(address, { project, after: 0, ...about })
      : [await readPage(address, { project, after: -LAST })];
    seen.set(project, 0);
    for await (const page of pages) {
      found.push(...page.filter(wanted));
      seen.set(project, page.at(-1)?.seq ?? seen.get(project) ?? 0);
    }
  }
  for (const record of found.sort(byTime)) show(record);
  if (found.length === 0) note("no record matches");
  if (options.follow !== true) return;
  const look = async () => {
    // Anew each time: a factory on this machine may come back at another port.
    const there = readAddress(options);
    for (const project of projects) {
      const page = await readPage(there, { project, after: seen.get(project) ?? 0, ...about });
      for (const record of page.filter(wanted)) show(record);
      seen.set(project, page.at(-1)?.seq ?? seen.get(project) ?? 0);
    }
  };
  await follow(look, { every_ms: LOOK_MS, say: note });
}

const Again = z.strictObject({ again: z.int() });

async function resend(address: Address, projects: readonly string[], json: boolean): Promise<void> {
  for (const project of projects) {
    const path = `/projects/${encodeURIComponent(project)}/records/again`;
    const { again } = Again.parse(await ask(address, path, "POST"));
    if (json) print(JSON.stringify({ project, again }));
    else if (again === 0) print(`${project}: the log store refused no record`);
    else
      print(`${project}: ${again} records are sent again; npm run -s adf -- status shows what comes of it`);
  }
}

const byTime = (a: LogDocument, b: LogDocument): number =>
  a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : a.seq - b.seq;

const PAINT = { debug: colors.dim, info: (text: string) => text, warn: colors.yellow, error: colors.red };

function line(r: LogDocument, named: boolean): string {
  const time = clock(r.timestamp);
  const about = [named ? r.project : "", r.issue === undefined ? "" : `#${r.issue}`]
    .filter((w) => w !== "")
    .join(" ");
  return `${colors.dim(time)}  ${colors.bold(about.padEnd(5))} ${PAINT[r.level](r.message)}  ${colors.dim(r.event)}`;
}
