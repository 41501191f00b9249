/**
 * Runners of another build than belongs to the Worker: told on the forge once each, in an issue that is closed when the runner is
 * upgraded. A deploy makes every runner old for a while, so that only one that stays so is told.
 */
import { outdatedRunner } from "../comment/comment.ts";
import { isOldRunner } from "../policy/runner-build.ts";
import type { Draft } from "./draft.ts";

/** The runners as the tick finds them, and the build that belongs to this Worker. */
export interface Fleet {
  readonly expected: string;
  readonly runners: readonly {
    readonly id: string;
    readonly name: string;
    readonly build: string;
    /** It was there within a day; one that is gone is nobody's to upgrade. */
    readonly seen: boolean;
  }[];
}

/** A runner that was found to be old, until it is upgraded and its issue, if there is one, is closed. */
export interface OldRunner {
  readonly runner: string;
  readonly build: string;
  readonly since: number;
}

export const GRACE_MS = 15 * 60_000;

export function tellOldRunners(draft: Draft, fleet: Fleet): void {
  // Nothing is written in `observe`: doctor and status tell there.
  if (draft.context.project.mode === "observe") return;
  const old = fleet.runners.filter((r) => isOldRunner(r.build, fleet.expected));
  const before = draft.meta.old_runners;
  const stays = (one: OldRunner) => old.some((r) => r.id === one.runner && r.build === one.build);
  const found = old
    .filter((r) => r.seen && !before.some((one) => one.runner === r.id && one.build === r.build))
    .map((r): OldRunner => ({ runner: r.id, build: r.build, since: draft.now }));
  const left = before.filter((one) => stays(one) || !close(draft, one));
  for (const one of left) {
    const runner = old.find((r) => r.id === one.runner);
    if (runner === undefined || !stays(one) || draft.now - one.since < GRACE_MS) continue;
    const id = reportOf(one);
    if (draft.effectNow(id) !== undefined) continue;
    const { title, body } = outdatedRunner(runner.name, one.build, fleet.expected);
    draft.effect(null, { kind: "create_issue", account: "coordinator", title, body }, id);
    draft.log("runner.outdated", { runner: one.runner, reason: title });
  }
  if (found.length > 0 || left.length < before.length) draft.setMeta({ old_runners: [...left, ...found] });
}

const reportOf = (one: OldRunner): string => `old-runner:${one.runner}:${one.build}:${one.since}`;

/** Whether nothing of it is left to do: the issue may be about to be made at this moment. */
function close(draft: Draft, one: OldRunner): boolean {
  const report = draft.effectNow(reportOf(one));
  if (report === undefined || report.state === "dead") return true;
  const issue = report.result?.issue;
  if (report.state !== "done" || issue === undefined) return false;
  draft.effect(null, { kind: "close_issue", account: "coordinator", issue }, `${reportOf(one)}:upgraded`);
  draft.log("runner.upgraded", { runner: one.runner, issue });
  return true;
}
