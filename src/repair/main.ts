/**
 * adf-repair: an agent CLI without a model. `--role developer` repairs, `--role reviewer` judges a merge
 * result, `--role qa` re-runs what somebody claims to have run; a compound review is known by its prompt. It works in the current folder, reads the
 * prompt from a file, leaves one structured file, and says what it does on stdout, a line at a time.
 * Exit 0 when the outputs file was written, 2 for a usage error, 1 for anything else.
 */
import { readFileSync, realpathSync } from "node:fs";
import { parseArgs } from "node:util";
import { Role } from "../contract/job.ts";
import { removeAll } from "./checkout/scratch.ts";
import { type Outputs, writeOutputs } from "./outputs.ts";
import { killAll } from "./process.ts";
import { type Progress, startProgress } from "./progress.ts";
import { compound, isCompoundReview } from "./role/compound.ts";
import { developer, type RoleInput } from "./role/developer.ts";
import { qa } from "./role/qa.ts";
import { reviewer } from "./role/reviewer.ts";
import { parsePrompt } from "./task/prompt.ts";

const USAGE =
  "usage: adf-repair --role developer|reviewer|qa --prompt-file FILE --outputs FILE [--budget-secs 60], or --version";

const WALL_SLACK_SECS = 120;

const ROLES: Partial<Record<Role, (input: RoleInput) => Promise<Outputs>>> = { developer, reviewer, qa };

async function main(args: readonly string[], progress: Progress): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      role: { type: "string" },
      "prompt-file": { type: "string" },
      outputs: { type: "string" },
      "budget-secs": { type: "string", default: "60" },
      version: { type: "boolean", default: false },
    },
  });
  if (values.version) {
    console.log(`adf-repair, a search without a model, on Node ${process.versions.node}`);
    return 0;
  }
  const role = Role.safeParse(values.role).data;
  if (role === "coordinator") {
    console.error(
      "adf-repair searches for edits and has no model: it chooses no issue. Give a runner an agent CLI that has one.",
    );
    return 2;
  }
  const act = role === undefined ? undefined : ROLES[role];
  const budgetSecs = Number(values["budget-secs"]);
  const promptFile = values["prompt-file"];
  if (act === undefined || promptFile === undefined || values.outputs === undefined || !(budgetSecs > 0)) {
    console.error(USAGE);
    return 2;
  }
  // The search keeps to its budget by itself; this is for a test run or a git command that does not.
  const wall = (budgetSecs + WALL_SLACK_SECS) * 1_000;
  setTimeout(() => {
    console.error(`adf-repair: not finished after ${wall / 1_000} s, giving up`);
    process.exit(1);
  }, wall).unref();
  progress.say(`adf-repair: a search over small edits with the tests as its judge, not a model (${role})`);
  const text = readFileSync(promptFile, "utf8");
  const outputs = await (isCompoundReview(text) ? compound : act)({
    checkout: realpathSync(process.cwd()),
    prompt: text,
    task: parsePrompt(text),
    deadline: performance.now() + budgetSecs * 1_000,
    progress,
  });
  writeOutputs(values.outputs, outputs);
  progress.say(closingLine(outputs));
  return 0;
}

function closingLine(outputs: Outputs): string {
  if (outputs.pull_request) return `done: ${outputs.summary}`;
  if (outputs.compound) return `compound review: ${outputs.summary ?? outputs.compound.skipped ?? ""}`;
  if (outputs.verdict) return `verdict ${outputs.verdict.result}: ${outputs.verdict.summary}`;
  if (outputs.verified) return `verified: ${outputs.verified.summary}`;
  return `a question: ${outputs.question?.body.split("\n")[0] ?? outputs.summary ?? ""}`;
}

/** Whatever ends this process ends what it started: hanging candidates and copies of the checkout. */
process.on("exit", () => {
  killAll();
  removeAll();
});
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

const progress = startProgress((line) => console.log(line));
try {
  process.exitCode = await main(process.argv.slice(2), progress);
} catch (error) {
  const usage = (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS") === true;
  console.error(usage ? `${(error as Error).message}\n${USAGE}` : error);
  process.exitCode = usage ? 2 : 1;
} finally {
  progress.end();
}
