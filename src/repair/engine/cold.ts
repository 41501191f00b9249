/**
 * The slow way to judge candidates, for CommonJS: each one written to disk and run in a process of its own.
 * `require` keeps one instance per file, so versions cannot live side by side as they do for ES modules.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runOracle } from "../oracle/run.ts";
import type { BatchOptions } from "./batch.ts";
import type { Candidate, Edit } from "./wire.ts";

export async function judgeCold(candidates: readonly Candidate[], options: BatchOptions): Promise<void> {
  for (const candidate of candidates) {
    const undo = candidate.edits.map((edit) => apply(options.root, edit));
    const run = await runOracle(options.root, options.files, options.limits.quietMs + 1_000);
    for (const put of undo) put();
    const failed = [...run.failures.values()].flat().length;
    const broken = run.tests === 0;
    if (
      !options.onJudged({
        id: candidate.id,
        passed: Math.max(0, run.tests - failed),
        failed,
        broken,
        turns: 0,
      })
    )
      return;
  }
}

function apply(root: string, edit: Edit): () => void {
  const path = join(root, edit.file);
  const source = readFileSync(path, "utf8");
  writeFileSync(path, source.slice(0, edit.start) + edit.text + source.slice(edit.end));
  return () => writeFileSync(path, source);
}
