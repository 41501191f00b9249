/**
 * The reviewer: judges a merge result with every test file of the repository, also those the developer's
 * search did not use, and with rules about the diff. Answers with a verdict on the head it was given.
 */
import type { Finding } from "../../contract/outputs.ts";
import { Git } from "../checkout/git.ts";
import { copyOf, emptyScratch, linkPackages } from "../checkout/scratch.ts";
import { failingFiles, runOracle } from "../oracle/run.ts";
import { clip, type Outputs } from "../outputs.ts";
import { blame } from "../review/blame.ts";
import { type ChangedFile, readDiff } from "../review/diff.ts";
import { judgeDiff } from "../review/rules.ts";
import { isTestFile, listFiles } from "../source-tree.ts";
import type { RoleInput } from "./developer.ts";
import { namedFiles } from "./target.ts";

const TIMEOUT_MS = 60_000;

export async function reviewer(input: RoleInput): Promise<Outputs> {
  const { checkout, task, progress } = input;
  const git = new Git(checkout);
  const merge = await git.resolve("HEAD");
  const head = task.headSha ?? merge;
  const base = await git.resolve(task.baseSha, `origin/${task.base}`, task.base);
  const fork = base === null || merge === null ? null : await git.mergeBase("HEAD", base);
  if (merge === null || head === null || base === null || fork === null)
    return {
      question: { body: "I cannot review this: the head or the base commit is not in the checkout." },
    };

  const diff = await readDiff(git, fork, "HEAD");
  const findings = judgeDiff(diff, await scriptsAt(git, fork), await scriptsAt(git, "HEAD"));
  progress.say(`${diff.length} changed files, ${findings.length} findings by the rules about diffs`);
  const tests = await judgeTests(input, git, fork, diff);
  findings.push(...tests.findings);
  if (diff.length === 0) findings.push({ severity: "major", message: "There is no change to judge." });

  const bad = findings.filter((finding) => finding.severity === "major" || finding.severity === "critical");
  const result = bad.length > 0 ? "fail" : "pass";
  const others =
    tests.unrelated.length === 0 ? "" : ` Failing before and elsewhere: ${tests.unrelated.join(", ")}.`;
  const first = bad[0] === undefined ? "" : ` First: ${bad[0].message}`;
  return {
    verdict: {
      result,
      confidence: result === "fail" ? 0.95 : 0.8,
      head_sha: head,
      summary: clip(
        `Ran ${tests.count} tests in ${tests.files} files on the merge result and the rules about diffs: ${bad.length === 1 ? "1 finding" : `${bad.length} findings`}.${first}${others}`,
        4_000,
      ),
      findings: findings.slice(0, 50),
    },
  };
}

async function judgeTests(
  { checkout, task, progress }: RoleInput,
  git: Git,
  base: string,
  diff: readonly ChangedFile[],
): Promise<{ findings: Finding[]; unrelated: string[]; count: number; files: number }> {
  const files = listFiles(checkout).filter(isTestFile);
  const merged = copyOf(checkout);
  const before = emptyScratch();
  try {
    progress.doing(() => "running every test of the merge result");
    // What fails on both sides is compared like with like; a second look is for what may be a regression.
    const head = await runOracle(merged.root, files, TIMEOUT_MS, () => false);
    const failing = failingFiles(head);
    progress.say(`${head.tests} tests in ${files.length} files, ${failing.length} files with failures`);
    if (failing.length === 0) return { findings: [], unrelated: [], count: head.tests, files: files.length };
    progress.doing(() => "running what fails on the base");
    await git.export(base, before.root);
    linkPackages(checkout, before);
    const onBase = new Set(listFiles(before.root));
    const old = await runOracle(
      before.root,
      failing.filter((file) => onBase.has(file)),
      TIMEOUT_MS,
      () => false,
    );
    progress.say(`of these, ${failingFiles(old).length} fail on the base too`);
    const named = namedFiles(task.namedTests, files);
    const suspicious = failing.filter((file) => old.failures.get(file)?.length === 0);
    const again = await runOracle(merged.root, suspicious, TIMEOUT_MS);
    const failures = new Map([...head.failures, ...again.failures]);
    const judged = await blame({ root: merged.root, head: { ...head, failures }, base: old, diff, named });
    return { ...judged, count: head.tests, files: files.length };
  } finally {
    merged.remove();
    before.remove();
  }
}

async function scriptsAt(git: Git, commit: string): Promise<string> {
  const text = await git.show(commit, "package.json");
  try {
    return JSON.stringify((JSON.parse(text ?? "{}") as { scripts?: unknown }).scripts ?? {});
  } catch {
    return text ?? "";
  }
}
