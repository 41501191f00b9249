/**
 * The search: candidates in order of likeliness, each judged by the target tests, the survivors by the whole
 * oracle under a real `node --test`. When no single edit suffices, the best partial one is kept and the
 * search goes on from there. Bounded by the clock; says what it tried either way.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Judged, judgeAll, type Limits, takeSpectra } from "../engine/batch.ts";
import { judgeCold } from "../engine/cold.ts";
import { turnCounters } from "../engine/turns.ts";
import { type Candidate, type Edit, TURN_LIMITS } from "../engine/wire.ts";
import { suspicion } from "../localise/suspicion.ts";
import { proposalsFor } from "../mutate/proposals.ts";
import { failingFiles, type OracleRun, runOracle } from "../oracle/run.ts";
import type { Progress } from "../progress.ts";
import { isCommonJs, isSourcePath } from "../source-tree.ts";

export interface SearchInput {
  /** A scratch copy: the search writes to it. */
  readonly root: string;
  /** Test files that must pass. */
  readonly target: readonly string[];
  /** All test files known to the search; what passes before must pass after. */
  readonly oracle: readonly string[];
  readonly before: OracleRun;
  readonly deadline: number;
  readonly progress: Progress;
}

export interface Applied extends Edit {
  readonly what: string;
  readonly before: string;
}

export interface SearchResult {
  readonly found: boolean;
  readonly edits: readonly Applied[];
  readonly places: number;
  readonly candidates: number;
  readonly tried: number;
  /** Passed the target tests and broke others. */
  readonly refused: number;
  readonly outOfTime: boolean;
  /** The target passes as it is when it runs by itself: nothing was searched. */
  readonly passes: boolean;
}

type Option = Candidate & { readonly what: string; readonly score: number };

const MAX_EDITS = 3;
const UNCHANGED: Candidate = { id: -1, edits: [] };

export async function search(input: SearchInput): Promise<SearchResult> {
  const edits: Applied[] = [];
  const sum = { places: 0, candidates: 0, tried: 0, refused: 0, passes: false };
  let failing = Number.POSITIVE_INFINITY;
  for (let depth = 0; depth < MAX_EDITS; depth += 1) {
    const round = await searchOnce(input, failing);
    sum.places += round.places;
    sum.candidates += round.candidates;
    sum.tried += round.tried;
    sum.refused += round.refused;
    if (round.passes) return { ...sum, found: false, edits, outOfTime: false, passes: true };
    const pick = round.winner ?? round.partial;
    if (pick !== null) edits.push(...write(input.root, pick));
    if (round.winner !== null) return { ...sum, found: true, edits, outOfTime: false };
    const outOfTime = performance.now() >= input.deadline;
    if (outOfTime || pick === null) return { ...sum, found: false, edits, outOfTime };
    failing = round.partialFailing;
    input.progress.say(`kept an edit that helps in part (${pick.what}); ${failing} tests still fail`);
  }
  return { ...sum, found: false, edits, outOfTime: false };
}

interface Round {
  readonly winner: Option | null;
  /** The edit after which the fewest target tests failed, if fewer than before. */
  readonly partial: Option | null;
  readonly partialFailing: number;
  readonly places: number;
  readonly candidates: number;
  readonly tried: number;
  readonly refused: number;
  readonly passes: boolean;
}

async function searchOnce(input: SearchInput, failingBefore: number): Promise<Round> {
  const { progress, root, target } = input;
  const started = performance.now();
  const { options, places, commonJs, counters } = await enumerate(input);
  progress.say(`localised ${places} places, ${options.length} candidate edits`);
  const limits: Limits = { quietMs: 5_000, turns: TURN_LIMITS };
  let tried = 0;
  let refused = 0;
  let winner: Option | null = null;
  let partial: Option | null = null;
  let baseline: Judged | null = null;
  let fewest = failingBefore;
  progress.doing(() => `tried ${tried} of ${options.length} candidates`);

  const began = performance.now();
  const learn = (judged: Judged) => {
    baseline = judged;
    if (!judged.broken)
      limits.turns = { ...TURN_LIMITS, most: Math.max(TURN_LIMITS.least, judged.turns * TURN_LIMITS.factor) };
    // Measured with the start of the process in it, so it is generous where the machine is slow.
    limits.quietMs = Math.min(2_500, Math.max(300, 1.5 * (performance.now() - began)));
  };
  for (
    let next = 0;
    next < options.length && winner === null && !passes(baseline) && performance.now() < input.deadline;
  ) {
    const plausible: Option[] = [];
    // The unchanged sources go first: they say how many tests there are and how many fail.
    const rest: Candidate[] = baseline === null ? [UNCHANGED, ...options] : options.slice(next);
    await (commonJs ? judgeCold : judgeAll)(rest, {
      root,
      files: target,
      counters,
      limits,
      onJudged: (judged) => {
        if (judged.id === UNCHANGED.id) {
          learn(judged);
          return !passes(judged);
        }
        next += 1;
        tried += 1;
        const option = options[judged.id] as Option;
        const complete = judged.passed + judged.failed >= (baseline?.passed ?? 0) + (baseline?.failed ?? 0);
        if (!judged.broken && judged.failed === 0 && judged.passed > 0 && complete) plausible.push(option);
        else if (!judged.broken && complete && judged.failed < Math.min(fewest, baseline?.failed ?? 0)) {
          fewest = judged.failed;
          partial = option;
        }
        return plausible.length === 0 && performance.now() < input.deadline;
      },
    });
    for (const option of plausible) {
      if (await holds(input, option)) winner = option;
      else refused += 1;
    }
  }
  progress.say(`tried ${tried} of ${options.length} candidates in ${seconds(performance.now() - started)}`);
  const found = { winner, partial, partialFailing: fewest };
  return { ...found, places, candidates: options.length, tried, refused, passes: passes(baseline) };
}

const passes = (judged: Judged | null): boolean =>
  judged !== null && !judged.broken && judged.failed === 0 && judged.passed > 0;

async function enumerate(
  input: SearchInput,
): Promise<{ options: Option[]; places: number; commonJs: boolean; counters: Edit[] }> {
  const quietMs = Math.max(1_500, input.before.ms * 2);
  let watched = await takeSpectra(input.root, input.target, quietMs);
  // Nothing at all came back: the process was too slow to speak, or fell over. Once more, with patience.
  if (watched.spectra.length === 0) watched = await takeSpectra(input.root, input.target, quietMs * 4);
  const { spectra, loaded } = watched;
  const suspected = suspicion(spectra, loaded);
  const places = new Set<string>();
  const files = suspected.files.filter(isSourcePath);
  const commonJs = files.length === 0 || files.some((file) => isCommonJs(input.root, file));
  const counters: Edit[] = [];
  const found = files.flatMap((file) => {
    const source = readFileSync(join(input.root, file), "utf8");
    counters.push(...turnCounters(file, source, isCommonJs(input.root, file)));
    return proposalsFor(source, isCommonJs(input.root, file), (at) => suspected.at(file, at)).map(
      (proposal) => {
        places.add(`${file}:${proposal.start}`);
        const { start, end, text, what, score } = proposal;
        return { edits: [{ file, start, end, text }], what, score };
      },
    );
  });
  found.sort((a, b) => b.score - a.score);
  return { options: found.map((option, id) => ({ ...option, id })), places: places.size, commonJs, counters };
}

/** The real thing: the edit on disk, every test file under `node --test`, nothing red that was green. */
async function holds(input: SearchInput, option: Option): Promise<boolean> {
  const undo = option.edits.map(
    (edit) => [edit.file, readFileSync(join(input.root, edit.file), "utf8")] as const,
  );
  write(input.root, option);
  const timeoutMs = Math.max(5_000, input.before.ms * 5);
  const mayFail = new Set(failingFiles(input.before).filter((file) => !input.target.includes(file)));
  const after = await runOracle(input.root, input.oracle, timeoutMs, (file) => !mayFail.has(file));
  const good = after.tests > 0 && failingFiles(after).every((file) => mayFail.has(file));
  for (const [file, source] of undo) writeFileSync(join(input.root, file), source);
  if (!good) input.progress.say(`refused "${option.what}": it passes the failing tests and breaks others`);
  return good;
}

function write(root: string, option: Option): Applied[] {
  return option.edits.map((edit) => {
    const path = join(root, edit.file);
    const source = readFileSync(path, "utf8");
    writeFileSync(path, source.slice(0, edit.start) + edit.text + source.slice(edit.end));
    return { ...edit, what: option.what, before: source.slice(edit.start, edit.end) };
  });
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
