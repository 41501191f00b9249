/**
 * The developer: find what fails, search for the edit, commit it, ask for a pull request. Ends with a question
 * when there is nothing to repair or the search finds nothing, and with `verified` when it was asked to check.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Git } from "../checkout/git.ts";
import { copyOf } from "../checkout/scratch.ts";
import { declaredTests } from "../oracle/discover.ts";
import { failingFiles, type OracleRun, runOracle } from "../oracle/run.ts";
import type { Outputs } from "../outputs.ts";
import type { Progress } from "../progress.ts";
import { type SearchResult, search } from "../search/search.ts";
import { isSourcePath, isTestFile, listFiles } from "../source-tree.ts";
import type { Task } from "../task/prompt.ts";
import { repairReport, unsolvedReport } from "./report.ts";
import { isRelated, namedFiles } from "./target.ts";
import { verifyClaim } from "./verified.ts";

export interface RoleInput {
  readonly checkout: string;
  /** As it was read; `task` is what it says. */
  readonly prompt: string;
  readonly task: Task;
  readonly deadline: number;
  readonly progress: Progress;
}

const ORACLE_TIMEOUT_MS = 60_000;

export async function developer(input: RoleInput): Promise<Outputs> {
  const { checkout, task, progress } = input;
  const known = listFiles(checkout).filter(isTestFile);
  const declared = declaredTests(checkout);
  const named = namedFiles([...task.namedTests, ...task.findingTests], known);
  if (!declared.ok && named.length === 0) return { question: { body: declared.error } };
  const oracle = [...new Set([...(declared.ok ? declared.value : []), ...named])];

  const scratch = copyOf(checkout);
  try {
    const restored = task.isRework ? await startOver(input, scratch.root) : [];
    progress.say(`running ${oracle.length} test files`);
    progress.doing(() => "running the tests");
    const attempt = await attemptRepair(input, scratch.root, oracle, named);
    const { before, target, result } = attempt;
    if (result === null) {
      if (task.asksToVerify)
        return await verifyClaim(checkout, task, named.length > 0 ? named : oracle, progress);
      return { question: { body: nothingToRepair(named, before) } };
    }
    if (!result.found) return { question: { body: unsolvedReport(before, target, result) } };

    const files = [...new Set([...restored, ...result.edits.map((edit) => edit.file)])];
    for (const file of files) writeFileSync(join(checkout, file), readFileSync(join(scratch.root, file)));
    const report = repairReport(task, target, oracle, before, result);
    const head = await new Git(checkout).commit(files, report.commit);
    if (head === null) return { question: { body: "The edit was found, and git refused to commit it." } };
    progress.say(`committed ${head.slice(0, 10)}: ${report.title}`);
    return { summary: report.summary, pull_request: { title: report.title, body: report.body } };
  } finally {
    scratch.remove();
  }
}

interface Attempt {
  readonly before: OracleRun;
  readonly target: readonly string[];
  /** null when there is nothing to repair. */
  readonly result: SearchResult | null;
}

/**
 * A file that fails beside the others may pass by itself. The search runs it by itself anyway, so only when it
 * passes there is the whole oracle asked again with a process per file.
 */
async function attemptRepair(
  { task, deadline, progress }: RoleInput,
  root: string,
  oracle: readonly string[],
  named: readonly string[],
): Promise<Attempt> {
  const look = async (alone: boolean) => {
    const before = await runOracle(root, oracle, ORACLE_TIMEOUT_MS, () => alone);
    progress.say(`${before.tests} tests, ${failingFiles(before).length} files with failures`);
    return { before, target: chooseTarget(task, named, before) };
  };
  const seek = async ({ before, target }: Omit<Attempt, "result">): Promise<SearchResult> => {
    progress.say(`repairing for ${target.join(", ")}`);
    return search({ root, target, oracle, before, deadline, progress });
  };
  const first = await look(false);
  if (first.target.length === 0) return { ...first, result: null };
  const result = await seek(first);
  if (!result.passes) return { ...first, result };
  const second = await look(true);
  return { ...second, result: second.target.length === 0 ? null : await seek(second) };
}

/**
 * After a review: the first patch was judged wrong, so its sources go back to what they were before it.
 * Answers with the files that were put back.
 */
async function startOver(input: RoleInput, root: string): Promise<string[]> {
  const git = new Git(input.checkout);
  const base = await git.resolve(`origin/${input.task.base}`, input.task.base, input.task.baseSha);
  const fork = base === null ? null : await git.mergeBase("HEAD", base);
  if (fork === null) {
    input.progress.say("no common ancestor with the base branch: searching on from the present head");
    return [];
  }
  const files: string[] = [];
  for (const { path } of await git.changed(fork, "HEAD")) {
    const text = isSourcePath(path) ? await git.show(fork, path) : null;
    if (text === null) continue;
    writeFileSync(join(root, path), text);
    files.push(path);
  }
  input.progress.say(`sent back: put ${files.length} files back as they were and searching again`);
  return files;
}

function chooseTarget(task: Task, named: readonly string[], before: OracleRun): string[] {
  const failing = failingFiles(before);
  // All the named files, also those that pass now: an edit must not trade one for another.
  if (named.some((file) => failing.includes(file))) return [...named];
  if (named.length > 0) return [];
  return failing.filter((file) => isRelated(task, file, before.failures.get(file) ?? [])).slice(0, 1);
}

function nothingToRepair(named: readonly string[], before: OracleRun): string {
  const failing = failingFiles(before);
  const ran =
    named.length > 0 ? `the tests named here (${named.join(", ")})` : `${before.failures.size} test files`;
  const others =
    failing.length === 0
      ? "All of them pass."
      : `These fail, and nothing in this issue speaks of them: ${failing.join(", ")}.`;
  return [
    `I ran ${ran}: ${before.tests} tests in all. ${others}`,
    "I repair code by searching for an edit that makes a failing test pass, so I need a test that fails because of this issue.",
    "Could somebody add one, or name the test file that shows it?",
  ].join("\n\n");
}
