/**
 * Tests that fail on the merge result: which of them are this pull request's affair? Those that passed on the
 * base (a regression), those that the issue names, and those that run a changed line. A test that failed
 * before and never comes near the change belongs to another issue.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../contract/outputs.ts";
import { takeSpectra } from "../engine/batch.ts";
import { ran } from "../localise/suspicion.ts";
import type { OracleRun } from "../oracle/run.ts";
import { clip } from "../outputs.ts";
import { isSourcePath } from "../source-tree.ts";
import type { ChangedFile } from "./diff.ts";

export interface BlameInput {
  /** The merge result. */
  readonly root: string;
  readonly head: OracleRun;
  /** The same test files on the base. */
  readonly base: OracleRun;
  readonly diff: readonly ChangedFile[];
  /** Test files that the issue names. */
  readonly named: readonly string[];
}

export async function blame(input: BlameInput): Promise<{ findings: Finding[]; unrelated: string[] }> {
  const findings: Finding[] = [];
  const unrelated: string[] = [];
  const changed = changedPositions(input.root, input.diff);
  for (const [file, failures] of input.head.failures) {
    if (failures.length === 0) continue;
    const failedBefore = new Set((input.base.failures.get(file) ?? []).map((failure) => failure.test));
    const touching = await testsThatRun(input.root, file, changed);
    let blamed = false;
    for (const { test, message } of failures) {
      const why = !failedBefore.has(test)
        ? "it passes without this change"
        : input.named.includes(file)
          ? "the issue names it"
          : touching(test)
            ? "it runs the changed lines"
            : null;
      if (why === null) continue;
      blamed = true;
      findings.push({
        severity: failedBefore.has(test) ? "major" : "critical",
        message: clip(`${file} fails (${why}): ${test}: ${message.replace(/\s+/g, " ")}`, 1_000),
        test: file,
      });
    }
    if (!blamed) unrelated.push(file);
  }
  return { findings, unrelated };
}

type Positions = ReadonlyMap<string, readonly number[]>;

/** Offsets of the first character of each changed line that holds code. */
function changedPositions(root: string, diff: readonly ChangedFile[]): Positions {
  const found = new Map<string, number[]>();
  for (const file of diff) {
    if (!isSourcePath(file.path) || file.status === "D") continue;
    const lines = readFileSync(join(root, file.path), "utf8").split("\n");
    const starts: number[] = [];
    let offset = 0;
    for (const line of lines) {
      starts.push(offset + line.length - line.trimStart().length);
      offset += line.length + 1;
    }
    found.set(
      file.path,
      file.added.map(({ line }) => starts[line - 1] ?? 0),
    );
  }
  return found;
}

async function testsThatRun(
  root: string,
  file: string,
  changed: Positions,
): Promise<(test: string) => boolean> {
  const { spectra, loaded } = await takeSpectra(root, [file], 5_000);
  const touches = (ranges: Readonly<Record<string, Parameters<typeof ran>[0]>>) =>
    [...changed].some(([path, positions]) => positions.some((position) => ran(ranges[path], position)));
  // What only loading runs counts for every test of the file: a changed constant is executed nowhere else.
  const byLoading = [...changed].some(
    ([path, positions]) =>
      spectra.some((spectrum) => spectrum.files[path] !== undefined) &&
      positions.some((position) => ran(loaded[path], position)),
  );
  return (test) => {
    const own = spectra.filter((spectrum) => spectrum.test === test);
    // A test that never reported (it hangs) is judged by what the file loads.
    if (own.length === 0) return [...changed.keys()].some((path) => loaded[path] !== undefined);
    return byLoading || own.some((spectrum) => touches(spectrum.files));
  };
}
