/**
 * Tests that fail on the merge result: which of them are this pull request's affair? Those that passed on the
 * base (a regression), those that the issue names, and those that run a changed line while no other module is
 * more suspect. A test that failed before, and whose failure points elsewhere, belongs to another issue.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../../contract/outputs.ts";
import { type Spectrum, takeSpectra } from "../engine/batch.ts";
import type { Ranges } from "../engine/wire.ts";
import { suspicion } from "../localise/suspicion.ts";
import type { OracleRun } from "../oracle/run.ts";
import { clip } from "../outputs.ts";
import { isSourcePath } from "../source-tree.ts";
import type { ChangedFile } from "./diff.ts";
import { reachedFrom } from "./reach.ts";

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
  const failing = [...input.head.failures].filter(([, list]) => list.length > 0).map(([file]) => file);
  const others = [...input.head.failures.keys()].filter((file) => !failing.includes(file));
  const near = new Set(failing.filter((file) => mayReach(input.root, file, changed)));
  const doubtful = failing.filter((file) => near.has(file) && !input.named.includes(file));
  // The failing files first: should a test bring the process down, theirs is the coverage that counts.
  const { spectra, loaded } =
    doubtful.length === 0
      ? { spectra: [], loaded: {} }
      : await takeSpectra(input.root, [...failing, ...others], 5_000);
  for (const file of failing) {
    const failedBefore = new Set((input.base.failures.get(file) ?? []).map((failure) => failure.test));
    let blamed = false;
    for (const { test, message } of input.head.failures.get(file) ?? []) {
      const why = !failedBefore.has(test)
        ? "it passes without this change"
        : input.named.includes(file)
          ? "the issue names it"
          : near.has(file) && changeIsSuspect(test, file, spectra, loaded, changed)
            ? "it runs the changed lines, and nothing else is more suspect"
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

/** Coverage costs a run of every test; what no import leads to needs none. */
function mayReach(root: string, file: string, changed: Positions): boolean {
  const reached = reachedFrom(root, file);
  return reached === null || [...changed.keys()].some((path) => reached.has(path));
}

export type Positions = ReadonlyMap<string, readonly number[]>;

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

/**
 * A test that failed before as well: is the change near its cause? Only if the test runs a changed line and no
 * other module holds a place that its failure points to more clearly.
 */
export function changeIsSuspect(
  test: string,
  file: string,
  spectra: readonly Spectrum[],
  loaded: Ranges,
  changed: Positions,
): boolean {
  const own = spectra.filter((spectrum) => spectrum.test === test && spectrum.from === file);
  // It never reported: it hangs, or the file does not load. Then using the module at all is enough.
  if (own.length === 0) return [...changed.keys()].some((path) => loaded[path] !== undefined);
  const suspected = suspicion(
    [...own.map((one) => ({ ...one, passed: false })), ...passingOf(spectra)],
    loaded,
  );
  let here = 0;
  for (const [path, positions] of changed)
    for (const position of positions) here = Math.max(here, suspected.at(path, position));
  if (here === 0) return false;
  return suspected.files
    .filter((path) => isSourcePath(path) && !changed.has(path))
    .every((path) => rangeStarts(own, path).every((position) => suspected.at(path, position) <= here));
}

const passingOf = (spectra: readonly Spectrum[]): Spectrum[] => spectra.filter((spectrum) => spectrum.passed);

const rangeStarts = (spectra: readonly Spectrum[], path: string): number[] =>
  spectra.flatMap((spectrum) => (spectrum.files[path] ?? []).map(([start]) => start));
