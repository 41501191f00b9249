/** Answers and the files as they are → every file as it should be, and whether a person must agree first. */
import { err, ok, type Result } from "../result.ts";
import type { Answers, WrongAnswer } from "./answers.ts";
import type { ForgeWish } from "./forge-wish.ts";
import { ORCHESTRATOR, planOrchestrator } from "./orchestrator.ts";
import { stepsPath, stepsText } from "./steps.ts";

export interface PlannedFile {
  /** Below the folder of the factory. */
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
  /** What people wrote that this would replace, a line each; empty when nothing is lost. */
  readonly replaces: readonly string[];
}

export interface Existing {
  /** The text of a file, null where there is none. */
  read(path: string): string | null;
  /** Whether the file is as setup last left it. */
  untouched(path: string): boolean;
}

export interface SetupPlan {
  /** In the order in which they are written: the configuration last, so that it never stands without the others. */
  readonly files: readonly PlannedFile[];
  readonly changes: readonly string[];
}

export function planSetup(
  answers: Answers,
  wish: ForgeWish,
  existing: Existing,
  working_dir: string | null,
  out = ".",
): Result<SetupPlan, readonly WrongAnswer[]> {
  const now = existing.read(ORCHESTRATOR);
  const planned = planOrchestrator(now, answers);
  if (!planned.ok) return err(planned.error);
  const steps = file(existing, stepsPath(answers.project), stepsText({ answers, wish, working_dir, out }));
  const orchestrator = {
    path: ORCHESTRATOR,
    before: now,
    after: planned.value.text,
    replaces: planned.value.replaces,
  };
  return ok({ files: [steps, orchestrator], changes: planned.value.changes });
}

/** A file that setup writes whole: edits by hand are seen by its digest. */
export function file(existing: Existing, path: string, after: string): PlannedFile {
  const before = existing.read(path);
  const lost = before !== null && before !== after && !existing.untouched(path);
  return { path, before, after, replaces: lost ? [`${path} was written or edited by hand`] : [] };
}

export const needsWriting = (one: PlannedFile): boolean => one.before !== one.after;
