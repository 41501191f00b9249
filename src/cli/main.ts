/** Finds the command that is called, loads it alone, and turns every ending into a sentence and an exit status. */
import { Command, CommanderError } from "commander";
import { CliError, formatTrouble } from "./cli-error.ts";
import { COMMANDS } from "./commands.ts";
import { EXIT, EXIT_HELP } from "./exit-codes.ts";
import { note } from "./output.ts";
import { refuseOptions } from "./refuse-options.ts";
import { withoutSecrets } from "./secrets-at-hand.ts";
import { typedElsewhere } from "./typed-elsewhere.ts";

const EXAMPLES = `
Examples:
  $ echo "@adf:developer fix #5" | npm run -s adf -- mention parse --agents developer,reviewer
  $ npm run -s adf -- route "fix the deadlock in the pool"
  $ npm run -s adf -- rank < issues.json

${EXIT_HELP}`;

export async function main(args: readonly string[]): Promise<number> {
  const program = new Command("adf")
    .description("AI Dark Factory: coding agents that close issues on your own Gitea or Forgejo.")
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, "adf:")) })
    .addHelpText("after", EXAMPLES);
  const wanted = args.find((arg) => !arg.startsWith("-"));
  const called = wanted === "help" ? args[args.indexOf(wanted) + 1] : wanted;
  try {
    for (const entry of COMMANDS) {
      if (entry.name === called) (await entry.load()).register(program);
      else program.command(entry.name).description(entry.summary);
    }
    program.hook("preAction", (_, command) => refuseOptions(command));
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    return explain(error, program, args);
  }
}

/** `runner register` of `runner register --worker x`: the help of a command shows the options of that one alone. */
function calledIn(program: Command, args: readonly string[]): string {
  const names: string[] = [];
  let at: Command | undefined = program;
  for (const arg of args) {
    at = at.commands.find((command) => command.name() === arg);
    if (at === undefined) break;
    names.push(arg);
  }
  return names.join(" ");
}

/** The line to try: `pause agent developer` means a flag of that name, and else the command's own help tells. */
function nextLine(called: string, args: readonly string[]): string {
  const at = args.findIndex((arg) => FLAGS.has(arg));
  const value = args[at + 1];
  if (at > 0 && value !== undefined && STEERING.has(called))
    return `npm run -s adf -- ${called} --${args[at]} ${value}`;
  const own = called === "" ? "--help" : `${called} --help`;
  const what = own === "--help" ? "the commands and their options" : "its options, with examples";
  return `"npm run -s adf -- ${own}" shows ${what}`;
}

/** What is paused, drained, resumed or cancelled is named by a flag. */
const STEERING: ReadonlySet<string> = new Set(["pause", "drain", "resume", "cancel"]);
const FLAGS: ReadonlySet<string> = new Set(["agent", "runner", "project"]);

function explain(error: unknown, program: Command, args: readonly string[]): number {
  if (error instanceof CommanderError) {
    // Help that was asked for is an answer; help shown because the line was incomplete is not.
    const asked = error.code === "commander.helpDisplayed" || error.code === "commander.version";
    if (asked || error.message === "(outputHelp)") return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    process.stderr.write(`  next: ${withoutSecrets(nextLine(calledIn(program, args), args))}\n`);
    return EXIT.usage;
  }
  if (error instanceof CliError) {
    const elsewhere = typedElsewhere(args, process.env.INIT_CWD);
    const { trouble } = error;
    const next = elsewhere === null ? trouble.next : `${elsewhere}\n${trouble.next}`;
    note(withoutSecrets(formatTrouble({ ...trouble, next })));
    return error.code;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`adf: this is a defect of adf, please report it\n${withoutSecrets(stack)}\n`);
  return EXIT.defect;
}
