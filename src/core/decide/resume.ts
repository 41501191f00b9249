/** A parked item goes on with what a person answered. */
import type { JobKind } from "../../contract/job.ts";
import { gatesOf } from "../review/gate.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { askGates, openGates } from "./gates.ts";
import { FACTORY } from "./house.ts";
import { queueJob } from "./phases.ts";
import { prove } from "./prove.ts";
import { mergesOn } from "./said-yes.ts";
import { grantOf } from "./spending.ts";

/** The counts of attempts begin anew: the facts changed. */
export function unpark(draft: Draft, item: WorkItem, answer: string): void {
  if (item.merged_sha !== null) return goOnMerged(draft, item, item.merged_sha);
  if (mergesOn(draft, item, answer)) return;
  const { parked_from, waits_for: _asked, round: _, ...rest } = item;
  const fresh: WorkItem = {
    ...rest,
    request: answer,
    park_reason: null,
    idle_attempts: 0,
    machine_failures: 0,
    attempts: 0,
    gate_attempts: 0,
    ...grantOf(draft, item),
    // Somebody else's pull request may have moved since it was judged.
    head_sha: item.subject === "pull" ? (draft.pull(item.issue)?.head_sha ?? item.head_sha) : item.head_sha,
  };
  draft.log("item.resumed", { issue: item.issue, agent: item.agent });
  const kind = parked_from ?? kindFor(item);
  if (kind === "review" || kind === "check") judgeAnew(draft, fresh);
  else queueJob(draft, fresh, kind, whoFor(draft, fresh, kind));
}

/** The work is in the target branch. */
function goOnMerged(draft: Draft, { parked_from, ...item }: WorkItem, merged_sha: string): void {
  const put = draft.putItem({ ...item, phase: "merging", park_reason: null });
  if (parked_from === "check" && item.subject !== "revert") {
    // It was taken from its runner while it proved the merge, and nobody knows yet whether the branch is whole.
    prove(draft, put, merged_sha);
  } else draft.close(put);
}

/** By the gates as they are configured now, which may be others than those it was parked from. */
function judgeAnew(draft: Draft, item: WorkItem): void {
  const { subject, pull_request, head_sha } = item;
  if (subject === "pull" || pull_request === null || head_sha === null) openGates(draft, item);
  else askGates(draft, item, pull_request, head_sha);
}

/** Where it begins again: a revert that stands is judged anew, and is not made a second time. */
function kindFor({ subject, pull_request }: WorkItem): JobKind {
  if (subject === "revert") return pull_request === null ? "revert" : "review";
  return subject === "pull" ? "review" : "change";
}

const whoFor = (draft: Draft, item: WorkItem, kind: JobKind): string =>
  kind === "change" ? item.agent : kind === "revert" ? FACTORY : checkerOf(draft, item);

/** Who runs a claim again. */
function checkerOf(draft: Draft, item: WorkItem): string {
  const able = draft.context.agents.filter((a) => a.enabled && a.name !== item.agent);
  const checker = able.find((a) => a.role === "qa") ?? able.find((a) => a.role === "reviewer");
  return checker?.name ?? gatesOf(draft.context)[0] ?? item.agent;
}
