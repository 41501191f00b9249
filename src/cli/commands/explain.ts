/** `adf explain`: the whole story of an issue in words, from the records. */
import type { Command } from "commander";
import type { LogDocument } from "../../contract/log.ts";
import { GUESSED } from "../../core/spend/price.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { type AddressOptions, addressOptions, projectsOf, readAddress } from "../factory-address.ts";
import { readIssue } from "../logs/choose.ts";
import { readAll } from "../logs/read-records.ts";
import { type Story, storyOf } from "../logs/story.ts";
import { colors, print, printJson } from "../output.ts";
import { table } from "../table.ts";

const HELP = `
Examples:
  $ adf explain 5
  $ adf explain 5 --project tides
  $ adf explain 5 --json | jq '.jobs[] | {agent, end, cost_usd}'

JSON: {"project","issue","events":[{"at","text","seq"}],"jobs":[{"job","agent","attempt","route","end","seconds","cost_usd","priced_by"}],
       "writes":[{"kind","end"}],"agent_seconds","cost_usd","under":[{"build","config","scenarios"}],"ended"}
Exit status: 0 told, 1 nothing is known of it, 2 wrong options, 3 the factory does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(program.command("explain").description("tell the whole story of an issue"))
    .argument("<issue>", "its number")
    .option("--project <name>", "of which project, where there are several")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(run);
}

async function run(given: string, options: Options): Promise<void> {
  const issue = readIssue(given);
  const address = readAddress(options);
  const stories: Story[] = [];
  for (const project of await projectsOf(address, options.project, "explain")) {
    const records: LogDocument[] = [];
    for await (const page of readAll(address, { project, after: 0, issue })) records.push(...page);
    if (records.length > 0) stories.push(storyOf(project, issue, records));
  }
  const [story, another] = stories;
  if (another !== undefined) {
    throw new CliError(EXIT.usage, {
      what: `issue #${issue} of which project?`,
      why: `there is one in ${stories.map((s) => s.project).join(" and in ")}`,
      next: `npm run -s adf -- explain ${issue} --project ${another.project}`,
    });
  }
  if (story === undefined) {
    throw new CliError(EXIT.no, {
      what: `nothing is known of issue #${issue}`,
      why: "no record is about it: it was never seen, or its records are older than what is kept here",
      next: "npm run -s adf -- status",
    });
  }
  if (options.json) printJson(story);
  else for (const line of describe(story)) print(line);
}

function* describe(s: Story): Generator<string> {
  yield colors.bold(`Issue #${s.issue} of ${s.project}${s.ended === null ? "" : `: ${s.ended}`}`);
  let day = "";
  for (const { at, text } of s.events) {
    const [date = "", time = ""] = new Date(at).toLocaleString("sv-SE").split(" ");
    if (date !== day) yield colors.dim(`  ${date}`);
    day = date;
    yield `  ${colors.dim(time)}  ${text}`;
  }
  if (s.jobs.length > 0) {
    yield "";
    yield table(
      ["job", "agent", "attempt", "route", "ended", "seconds", "USD", "by"],
      s.jobs.map((j) => [
        j.job,
        j.agent,
        j.attempt,
        j.route,
        j.end.replaceAll("_", " "),
        j.seconds === null ? "" : j.seconds.toFixed(1),
        j.cost_usd === null ? "" : j.cost_usd.toFixed(4),
        j.priced_by ?? "",
      ]),
    );
  }
  yield "";
  const cost = s.cost_usd === null ? "nothing was counted" : `${s.cost_usd.toFixed(4)} USD${guessed(s)}`;
  yield `Spent: ${s.agent_seconds.toFixed(1)} s of agents' time, ${cost}.`;
  if (s.writes.length > 0) yield `On the forge: ${tally(s.writes.map((w) => `${w.kind} ${w.end}`))}.`;
  yield `Decided by ${s.under.map((u) => `build ${u.build}, configuration ${u.config}, scenarios ${u.scenarios}`).join("; then by ")}.`;
}

/** An amount with guesses in it says so. */
function guessed({ jobs }: Story): string {
  const guesses = jobs.filter(
    ({ priced_by }) => (GUESSED[priced_by as keyof typeof GUESSED] ?? "") !== "",
  ).length;
  return guesses === 0
    ? ""
    : `, of which ${guesses === 1 ? "one job" : `${guesses} jobs`} by a guess (docs/limits.md)`;
}

function tally(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, n]) => (n === 1 ? word : `${n} × ${word}`)).join(", ");
}
