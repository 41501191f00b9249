/** `adf guard`: the Dangerous Commands Guard by hand: judge a command, many commands, its own examples. */
import type { Command } from "commander";
import { type GuardDecision, judge } from "../../core/guard/index.ts";
import { RULE_FILES } from "../../core/guard/rule/index.ts";
import { CliError } from "../cli-error.ts";
import { EXIT } from "../exit-codes.ts";
import { contextHere } from "../guard/disk.ts";
import { testExamples } from "../guard/examples.ts";
import { ownPolicy } from "../guard/owner.ts";
import { answers } from "../guard/questions.ts";
import { readInput } from "../input.ts";
import { colors, print, printJson } from "../output.ts";
import { table } from "../table.ts";

const CHECK_HELP = `
Judges the command as an agent's: nothing is run. Scripts that it would run are read. The checkout is the nearest folder
with a .git above --cwd, or --cwd itself.

Examples:
  $ adf guard check "git reset --hard"
  $ adf guard check --cwd ~/tides --json "rm -rf dist"
  $ adf guard check --jsonl < questions.jsonl

JSON: {"decision","rule","reason","alternative","evidence"}
  decision is allow or deny, with --attended also ask; rule is none for an allow.
With --jsonl: {"command","cwd"?,"home"?} a line on standard input, {"decision","rule","reason"} a line out, in order; a line
  that is no question is answered with deny by shell.bad-input.
Exit status: 0 allowed (with --jsonl: all lines answered), 1 refused or to be asked, 2 wrong options.`;

interface CheckOptions {
  readonly json?: true;
  readonly jsonl?: true;
  readonly cwd?: string;
  readonly home?: string;
  readonly config?: string;
  readonly project?: string;
  readonly attended?: true;
}

export function register(program: Command): void {
  const guard = program
    .command("guard")
    .description("judge shell commands, and say which rule objects and what to do instead")
    .addHelpText(
      "after",
      `
Examples:
  $ adf guard check "git reset --hard"
  $ adf guard check --jsonl < questions.jsonl
  $ adf guard test

Exit status: of each command its own, as its --help says; 2 wrong options.`,
    );
  guard
    .command("check")
    .description("judge one command, or with --jsonl as many as you like")
    .argument("[command]", "the command line, as one argument")
    .option("--jsonl", "read questions from standard input, one JSON object a line")
    .option("--cwd <folder>", "where the command would start; here when left out")
    .option("--home <folder>", "what ~ stands for; your home when left out")
    .option("--config <file>", "take [[guard_rules]] and [[guard_exceptions]] from this configuration")
    .option("--project <name>", "with --config: those of this project too")
    .option("--attended", "as if a person were there: some rules ask instead of refusing")
    .option("--json", "print one JSON document")
    .addHelpText("after", CHECK_HELP)
    .action(check);
  guard
    .command("test")
    .description("run every rule against its own examples")
    .option("--json", "print one JSON document")
    .action(test);
  guard
    .command("rules")
    .description("list the rules by class, with why and what to do instead")
    .option("--json", "print one JSON document")
    .action(rules);
}

async function check(command: string | undefined, options: CheckOptions): Promise<void> {
  const policy =
    options.config === undefined ? undefined : await ownPolicy(options.config, options.project ?? null);
  const unattended = options.attended !== true;
  if (options.jsonl) {
    const text = await readInput(
      "the questions",
      `echo '{"command":"ls"}' | npm run -s adf -- guard check --jsonl`,
    );
    const place = ({
      cwd = options.cwd,
      home = options.home,
    }: {
      cwd?: string | undefined;
      home?: string | undefined;
    }) => ({ ...contextHere({ cwd, home, policy }), unattended });
    let lines = "";
    for (const answer of answers(text, place)) lines += `${JSON.stringify(answer)}\n`;
    process.stdout.write(lines);
    return;
  }
  if (command === undefined) {
    throw new CliError(EXIT.usage, {
      what: "there is no command to judge",
      why: "none was given",
      next: 'npm run -s adf -- guard check "git reset --hard"',
    });
  }
  const here = contextHere({ cwd: options.cwd, home: options.home, policy });
  const decision = judge(command, { ...here, unattended });
  if (options.json) printJson(decision);
  else explain(decision);
  if (decision.decision !== "allow") process.exitCode = EXIT.no;
}

function explain({ decision, rule, reason, alternative, evidence }: GuardDecision): void {
  if (decision === "allow") return print(`${colors.green("allow")}  ${reason}`);
  const paint = decision === "ask" ? colors.yellow : colors.red;
  print(`${paint(decision)}  ${colors.bold(rule)}: ${reason}`);
  if (evidence !== "") print(`  what     ${evidence}`);
  print(`  instead  ${alternative}`);
}

function test(options: { readonly json?: true }): void {
  const tested = testExamples();
  if (options.json) printJson(tested);
  else {
    for (const { rule, command, expected, got } of tested.wrong) {
      print(`${colors.red("wrong")}  ${rule}: ${expected}, got ${got}: ${command}`);
    }
    print(`${tested.rules} rules, ${tested.examples} examples, ${tested.wrong.length} wrong`);
  }
  if (tested.wrong.length > 0) process.exitCode = EXIT.no;
}

function rules(options: { readonly json?: true }): void {
  const all = RULE_FILES.flatMap((file) =>
    Object.entries(file.rules).map(([id, text]) => ({
      class: file.class,
      rule: id,
      decision: "deny",
      ...text,
    })),
  );
  if (options.json) return printJson(all);
  print(
    table(
      ["rule", "refuses, because", "instead"],
      all.map((one) => [one.rule, one.reason, one.alternative]),
    ),
  );
}
