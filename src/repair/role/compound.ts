/**
 * A compound review without a model. Of all that its groups look for, tests alone can be judged by running them: whether they pass
 * on what was merged, and whether any of them would notice if a changed line were another. The other groups are declined.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CompoundAnswer } from "../../contract/compound.ts";
import { Git } from "../checkout/git.ts";
import { copyOf } from "../checkout/scratch.ts";
import { type Proposal, proposalsFor } from "../mutate/proposals.ts";
import { declaredTests } from "../oracle/discover.ts";
import { failingFiles, runOracle } from "../oracle/run.ts";
import { clip, type Outputs } from "../outputs.ts";
import { type ChangedFile, readDiff } from "../review/diff.ts";
import { reachedFrom } from "../review/reach.ts";
import { isCommonJs, isSourcePath, isTestFile, listFiles } from "../source-tree.ts";
import type { RoleInput } from "./developer.ts";

const TESTS_TIMEOUT_MS = 60_000;
/** A changed line that hangs the tests is noticed by them. */
const MUTANT_TIMEOUT_MS = 10_000;
/** Changed lines that are tried; each costs a run of the tests that reach it. */
const MOST_LINES = 12;

type Finding = CompoundAnswer["findings"][number];

export const isCompoundReview = (prompt: string): boolean => /^# Task: compound review\b/.test(prompt);

export async function compound(input: RoleInput): Promise<Outputs> {
  const { prompt, checkout, progress } = input;
  const group = /^Group: (\w+)$/m.exec(prompt)?.[1] ?? "";
  const skip = (why: string): Outputs => ({ compound: { skipped: why } });
  if (group !== "quality") return skip(`adf-repair has no model: it runs tests, and cannot judge ${group}`);
  const git = new Git(checkout);
  const [, from = "", to = ""] = /\b([0-9a-f]{40,64})\.\.([0-9a-f]{40,64})\b/.exec(prompt) ?? [];
  const [base, head] = [await git.resolve(from), await git.resolve(to)];
  if (base === null || head === null) return skip("the commits that are to be read are not in the checkout");
  const tests = declaredTests(checkout);
  if (!tests.ok) return skip(tests.error);

  const scratch = copyOf(checkout);
  try {
    progress.doing(() => "running the tests");
    const run = await runOracle(scratch.root, tests.value, TESTS_TIMEOUT_MS);
    const failing = failingFiles(run);
    progress.say(`${run.tests} tests in ${tests.value.length} files, ${failing.length} files with failures`);
    const red = failing.map((file) => redFile(file, run.failures.get(file)?.[0]));
    const green = tests.value.filter((file) => !failing.includes(file));
    const unseen = await unseenLines(input, scratch.root, await readDiff(git, base, head), green);
    return {
      summary: `Ran ${run.tests} tests and changed ${unseen.tried} lines of the day, one at a time: ${unseen.findings.length} of them no test noticed.`,
      compound: { findings: [...red, ...unseen.findings].slice(0, 20), left_out: unseen.left_out },
    };
  } finally {
    scratch.remove();
  }
}

const redFile = (file: string, first: { test: string; message: string } | undefined): Finding => ({
  title: clip(`${file} fails on the branch`, 150),
  severity: "major",
  file,
  evidence: clip(`\`node --test ${file}\`: ${first?.test ?? "it fails"}: ${first?.message ?? ""}`, 3_000),
  confidence: 0.95,
  after: [],
});

interface Line {
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly proposal: Proposal;
}

async function unseenLines(
  { deadline, progress }: RoleInput,
  root: string,
  diff: readonly ChangedFile[],
  tests: readonly string[],
): Promise<{ findings: Finding[]; tried: number; left_out: string[] }> {
  const present = new Set(listFiles(root));
  const files = diff.filter((file) => isSourcePath(file.path) && present.has(file.path));
  const lines = files.flatMap((file) => linesOf(root, file));
  const findings: Finding[] = [];
  let tried = 0;
  for (const one of spread(lines, MOST_LINES)) {
    if (performance.now() > deadline) break;
    progress.doing(() => `another line ${one.line} of ${one.file}: does a test notice?`);
    tried += 1;
    if (!(await isNoticed(root, one, tests))) findings.push(unseen(one));
  }
  const left = lines.length - tried;
  return { findings, tried, left_out: left > 0 ? [`${left} of ${lines.length} changed lines`] : [] };
}

/** The likeliest other reading of each changed line. */
function linesOf(root: string, { path, added }: ChangedFile): Line[] {
  const source = readFileSync(join(root, path), "utf8");
  const texts = source.split("\n");
  const changed = new Set(added.filter(({ line, text }) => texts[line - 1] === text).map(({ line }) => line));
  const lineAt = (position: number) => source.slice(0, position).split("\n").length;
  const best = new Map<number, Line>();
  for (const proposal of proposalsFor(source, isCommonJs(root, path), (at) =>
    changed.has(lineAt(at)) ? 1 : 0,
  )) {
    const line = lineAt(proposal.start);
    if (changed.has(line) && !best.has(line)) best.set(line, { file: path, line, source, proposal });
  }
  return [...best.values()].sort((a, b) => a.line - b.line);
}

/** Over the whole day, and not the first file of it. */
function spread<T>(all: readonly T[], most: number): T[] {
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor(i * step)] as T);
}

async function isNoticed(
  root: string,
  { file, source, proposal }: Line,
  tests: readonly string[],
): Promise<boolean> {
  const reaching = tests.filter((test) => isTestFile(test) && (reachedFrom(root, test)?.has(file) ?? true));
  if (reaching.length === 0) return false;
  const text = source.slice(0, proposal.start) + proposal.text + source.slice(proposal.end);
  writeFileSync(join(root, file), text);
  try {
    return failingFiles(await runOracle(root, reaching, MUTANT_TIMEOUT_MS, () => false)).length > 0;
  } finally {
    writeFileSync(join(root, file), source);
  }
}

function unseen({ file, line, source, proposal }: Line): Finding {
  const other = source.slice(0, proposal.start) + proposal.text + source.slice(proposal.end);
  const at = (text: string) => text.split("\n")[line - 1] ?? "";
  return {
    title: clip(`No test would notice: ${proposal.what.replace(/\s+/g, " ")}`, 150),
    severity: "minor",
    file,
    line,
    evidence: clip(
      `With this change (${proposal.what}) every test still passes:\n\n\`\`\`diff\n-${at(source)}\n+${at(other)}\n\`\`\``,
      3_000,
    ),
    suggestion: "Add a test that fails with this change, unless both say the same.",
    // A change can also mean the same, and then no test could notice it.
    confidence: 0.4,
    after: [],
  };
}
