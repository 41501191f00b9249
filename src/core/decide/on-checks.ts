/** The forge's checks of commits that the work waits for were read. */
import { type Check, judgeChecks, NONE_REPORTED } from "../review/checks.ts";
import { isWaiting, type Round } from "../review/gate.ts";
import type { WorkItem } from "../work/work-item.ts";
import { type Changes, Draft } from "./draft.ts";
import { endGate } from "./gates.ts";
import { park } from "./phases.ts";
import type { Snapshot } from "./snapshot.ts";

export interface ChecksRead {
  readonly sha: string;
  readonly checks: readonly Check[];
}

/** The commits whose checks somebody waits for. */
export const awaitedChecks = (items: readonly WorkItem[]): readonly string[] => [
  ...new Set(items.flatMap((item) => waitsFor(item) ?? [])),
];

const waitsFor = (item: WorkItem): string | null =>
  (item.phase === "review" || item.phase === "proving") && item.round?.gates.some(isWaiting) === true
    ? item.round.sha
    : null;

export function onChecks(s: Snapshot, read: readonly ChecksRead[]): Changes {
  const draft = new Draft(s, "under_way");
  for (const { sha, checks } of read)
    for (const item of draft.items()) if (waitsFor(item) === sha) judge(draft, item, checks);
  return draft.changes();
}

function judge(draft: Draft, item: WorkItem, checks: readonly Check[]): void {
  const { context, ci_contexts } = draft.context.config.review_gate;
  const { state, summary, findings } = judgeChecks(checks, { own: context, contexts: ci_contexts });
  for (const gate of item.round?.gates.filter(isWaiting) ?? []) {
    const ids = {
      issue: item.issue,
      pull_request: item.pull_request ?? 0,
      gate: gate.gate,
      head_sha: item.phase === "proving" ? item.merged_sha : item.head_sha,
      ...(item.phase === "proving" ? { after_merge: true } : {}),
    };
    if (state === "pending") {
      if (gate.summary !== summary) note(draft, item, gate.gate, summary);
      continue;
    }
    if (state === "green") draft.log("review.passed", ids);
    else draft.log("review.failed", { ...ids, reason: summary, findings: findings.length });
    endGate(draft, item, gate.gate, { state, summary, findings });
  }
}

/** What it still waits for, so that a person can see it. */
function note(draft: Draft, item: WorkItem, name: string, summary: string): void {
  if (item.round === undefined) return;
  const gates = item.round.gates.map((g) => (g.gate === name ? { ...g, summary } : g));
  draft.putItem({ ...item, round: { ...item.round, gates } });
}

/** Checks that do not come are not waited for without end. Where another gate is red already, that alone goes back. */
export function endWaits(draft: Draft): void {
  const { ci_wait_secs } = draft.context.config.review_gate;
  for (const item of draft.items()) {
    const { round } = item;
    if (waitsFor(item) === null || round === undefined || !isLate(round, draft.now, ci_wait_secs)) continue;
    const waiting = round.gates.filter(isWaiting);
    if (round.gates.some((g) => g.state === "open" && !isWaiting(g))) continue;
    const said = waiting.map((g) => g.summary).find((text) => text !== "") ?? NONE_REPORTED;
    const why = `The checks of ${round.sha.slice(0, 12)} did not end within ${minutes(ci_wait_secs)}. ${said}`;
    draft.log("review.late", { issue: item.issue, pull_request: item.pull_request ?? 0, reason: why });
    if (round.gates.some((g) => g.state === "red")) {
      for (const g of waiting)
        endGate(draft, draft.item(item.id) ?? item, g.gate, { state: "red", summary: why, findings: [] });
      continue;
    }
    if (item.phase === "proving")
      park(draft, item, `${why} It is merged; look at it, and answer here to close.${unproved(draft, said)}`);
    else
      park(
        draft,
        { ...item, parked_from: "review" },
        `${why} Without them nothing is merged. Mend the checks and answer here: then all gates judge it anew.`,
      );
  }
}

const unproved = ({ context: { project } }: Draft, said: string): string =>
  said === NONE_REPORTED
    ? ` Where nothing checks \`${project.branch}\` itself, \`after_merge = false\` in \`[review_gate]\` ends this waiting.`
    : "";

const isLate = (round: Round, now: number, secs: number): boolean => now - (round.since ?? now) > secs * 1000;

const minutes = (secs: number): string => (secs < 120 ? `${secs} s` : `${Math.round(secs / 60)} minutes`);
