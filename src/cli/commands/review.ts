/** `adf review`: what the compound review found last, who reviews now, and when the next one is; or one at once. */
import type { Command } from "commander";
import { type CompoundView, ReviewAsked } from "../../contract/compound.ts";
import type { ProjectView } from "../../contract/state.ts";
import { moment } from "../clock.ts";
import {
  type Address,
  type AddressOptions,
  addressOptions,
  ask,
  projectsOf,
  readAddress,
  readState,
} from "../factory-address.ts";
import { colors, print, printJson } from "../output.ts";
import { readAnswer } from "../skew/builds.ts";
import { table } from "../table.ts";

const HELP = `
A compound review reads what was merged into the default branch since the last one: security, architecture, performance,
quality, domain, and design where something visible changed. It runs each night, by a mention of @adf:compound-review, or
with --now. docs/compound-review.md says more.

Examples:
  $ adf review
  $ adf review --now
  $ adf review --project tides --json

JSON: {"projects":[{"project", "compound_review"}]}; with --now {"asked":[{"project","asked","sentence"}]}
Exit status: 0 shown or asked, 2 no factory here, 3 it does not answer, 4 it refused.`;

interface Options extends AddressOptions {
  readonly project?: string;
  readonly now?: true;
  readonly json?: true;
}

export function register(program: Command): void {
  addressOptions(
    program.command("review").description("show the review of what was merged, or begin one now"),
  )
    .option("--now", "begin one now instead of at its schedule")
    .option("--project <name>", "only this project")
    .option("--json", "print one JSON document")
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const address = readAddress(options);
      const names = await projectsOf(address, options.project, "review");
      await (options.now ? begin(address, names, options) : show(address, names, options));
    });
}

async function begin(address: Address, names: readonly string[], { json }: Options): Promise<void> {
  const asked: ReviewAsked[] = [];
  for (const name of names) {
    const said = await ask(address, `/projects/${encodeURIComponent(name)}/review`, "POST");
    asked.push(readAnswer(ReviewAsked, said, address.url));
  }
  if (json) return printJson({ asked });
  for (const one of asked) print(`${colors.bold(one.project)}: ${one.sentence}`);
  if (asked.some((one) => one.asked)) print("`npm run -s adf -- review` shows how far it is.");
}

async function show(address: Address, names: readonly string[], { json }: Options): Promise<void> {
  const projects = (await readState(address)).projects.filter((p) => names.includes(p.name));
  if (json) {
    return printJson({
      projects: projects.map((p) => ({ project: p.name, compound_review: p.compound_review })),
    });
  }
  for (const project of projects) for (const line of describe(project)) print(line);
}

function* describe({ name, timezone, compound_review: c }: ProjectView): Generator<string> {
  yield `${colors.bold(name)}: ${reviewLine(c, timezone)}`;
  if (c.groups.length > 0)
    yield table(
      ["  group", "agent", "result"],
      c.groups.map((g) => [`  ${g.group}`, g.agent ?? "", resultOf(g)]),
    );
}

function resultOf({ state, findings, why }: CompoundView["groups"][number]): string {
  if (state === "waiting") return "reads";
  if (state === "skipped") return `skipped: ${why}`;
  return findings === 1 ? "1 finding" : `${findings} findings`;
}

/** One line, also for `adf status`. */
export function reviewLine(c: CompoundView, timezone: string): string {
  if (!c.enabled) return "compound review: switched off";
  const now =
    c.state === "reading"
      ? "asks the forge what was merged"
      : c.state === "reviewing"
        ? `under way, ${c.groups.filter((g) => g.state !== "waiting").length} of ${c.groups.length} groups have ended`
        : `${c.schedule} ${timezone}, next at ${moment(c.next_run_ms)}`;
  if (c.last === null || c.state === "reviewing") return `compound review: ${now}`;
  const issue = c.issue === null ? "" : ` (#${c.issue})`;
  const hours = c.last.secs_ago / 3_600;
  const ago = hours < 2 ? `${Math.round(c.last.secs_ago / 60)} min` : `${Math.round(hours)} h`;
  const said = c.last.outcome === "reviewed" ? c.last.sentence : `skipped, ${c.last.sentence}`;
  return `compound review: ${now}; last ${ago} ago: ${said}${issue}`;
}
