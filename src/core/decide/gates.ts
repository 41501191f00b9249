/**
 * A round of gates: all of them begin at once on one exact head, each ends with its own record, and only when the last has
 * ended is anything decided: merged, or back to the developer with everything that was found.
 */
import type { Finding, Verdict } from "../../contract/outputs.ts";
import { lastFound, reviewBody, reviewWanted, sentBack } from "../comment/comment.ts";
import { cutAt, quiet } from "../comment/quiet.ts";
import { personQuestion, personRules } from "../policy/person.ts";
import {
  beginRound,
  findingsOf,
  gateContext,
  gatesOf,
  inRound,
  kindOf,
  missingGate,
  type Round,
  stateOf,
  summaryOf,
  withGate,
} from "../review/gate.ts";
import type { WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import { commandsOf } from "./house.ts";
import { approve } from "./merge-turn.ts";
import { cancelJob, hasAttemptLeft, park, queueJob, sendBack } from "./phases.ts";
import { endProof } from "./prove.ts";
import { noteJudged } from "./watch-gates.ts";

/** Begins a round at the item's head, with a job for each gate. A person's pull request has one: who was asked. */
export function openGates(draft: Draft, item: WorkItem): WorkItem {
  const { head_sha } = item;
  if (head_sha === null) throw new Error(`${item.id} has no head to judge`);
  const { agents } = draft.context;
  const gates =
    item.subject === "pull"
      ? [{ gate: item.agent, kind: "agent" as const }]
      : gatesOf(draft.context).map((gate) => ({ gate, kind: kindOf(gate, agents) }));
  let put: WorkItem = { ...item, phase: "review", round: beginRound(head_sha, gates, draft.now, item.round) };
  put = draft.putItem(put);
  for (const { gate, kind } of gates)
    if (kind !== "ci") put = queueJob(draft, put, kind === "agent" ? "review" : "check", gate);
  return put;
}

/** The pull request stands at this head: every gate is asked, unless one cannot answer or has been asked too often. */
export function askGates(draft: Draft, item: WorkItem, pull_request: number, head_sha: string): void {
  const { agents, config } = draft.context;
  const gates = gatesOf(draft.context);
  const missing = missingGate(gates, agents);
  if (missing !== undefined) {
    const why = `Pull request #${pull_request} is ready, and the review gate \`${missing}\` is not an enabled agent. A person has to review and merge it; or enable it, deploy, and answer here.`;
    return park(draft, { ...item, parked_from: "review" }, why);
  }
  if (gates.some((gate) => kindOf(gate, agents) === "commands") && commandsOf(draft).length === 0) {
    const why = `Pull request #${pull_request} is ready, and the review gate \`qa\` does not know what to run. Name the commands in \`[review_gate] commands\`, or below "## Test" in \`.docs/summary.md\`, deploy, and answer here.`;
    return park(draft, { ...item, parked_from: "review" }, why);
  }
  if (item.gate_attempts >= config.limits.attempts) {
    const why = `Pull request #${pull_request} was judged ${item.gate_attempts} times at one head, and could not be merged. A person has to look at this.`;
    return park(draft, item, why);
  }
  for (const gate of gates.filter((one) => kindOf(one, agents) === "agent")) {
    draft.say(item, reviewWanted(gate, item.issue, head_sha), pull_request);
  }
  openGates(draft, item);
}

export interface GateEnd {
  readonly state: "green" | "red";
  readonly summary: string;
  readonly findings: readonly Finding[];
  readonly verdict?: Verdict | undefined;
}

/** One gate has ended. The round goes on until the last has. */
export function endGate(draft: Draft, item: WorkItem, gate: string, end: GateEnd): void {
  const { state, summary, findings } = end;
  const round = withGate(roundOf(item, gate), gate, { state, summary, findings });
  showEnd(draft, item, round, gate, end);
  const put = { ...item, round };
  if (stateOf(round) === "open") draft.putItem(put);
  else endRound(draft, put, round);
}

/** What no longer merges is for no gate to judge: the round ends here, and the jobs of the others with it. */
export function endInConflict(draft: Draft, item: WorkItem, gate: string, finding: Finding): void {
  const end: GateEnd = { state: "red", summary: "The change no longer merges.", findings: [finding] };
  const round = withGate(roundOf(item, gate), gate, end);
  for (const job of draft.liveJobsOf(item.id)) cancelJob(draft, job, end.summary);
  showEnd(draft, item, round, gate, end);
  goBack(draft, { ...item, round }, [finding], end.summary, [finding]);
}

/** Rows that are older than rounds have one gate: who judges it. */
const roundOf = (item: WorkItem, gate: string): Round =>
  item.round ?? beginRound(item.head_sha ?? "", [{ gate, kind: "agent" }], 0, undefined);

/** Writes the statuses of a round once more: a request that we gave up, carried out late, set an older one over them. */
export function showAgain(draft: Draft, item: WorkItem, round: Round): WorkItem {
  for (const g of round.gates) showGate(draft, item, round, g.gate, g.state === "green", g.summary);
  if (round.gates.length > 1) showRound(draft, item, round);
  return { ...item, round: { ...round, shown_again: true } };
}

function showRound(draft: Draft, item: WorkItem, round: Round): void {
  const { context } = draft.context.config.review_gate;
  status(draft, item, round, context, "coordinator", stateOf(round) === "green", summaryOf(round));
}

function endRound(draft: Draft, item: WorkItem, round: Round): void {
  if (item.phase === "proving") return endProof(draft, item, round);
  const passed = stateOf(round) === "green";
  noteJudged(draft, item, passed);
  if (round.gates.length > 1) showRound(draft, item, round);
  if (!passed) return goBack(draft, item, findingsOf(round), summaryOf(round), findingsOf(round, "ci"));
  const judged = judgedIn(round, passed);
  // A person's pull request is judged when asked and merged by a person.
  if (item.subject === "pull") draft.putItem({ ...item, judged, phase: "reporting" });
  else letThrough(draft, { ...item, judged });
}

/** Every gate is green. It is merged when its turn comes, unless a rule leaves that to a person: then it says which. */
export function letThrough(draft: Draft, item: WorkItem): void {
  const { pull_request } = item;
  const { person_labels } = draft.context.config.review_gate;
  const labels = draft.issue(item.issue)?.labels.filter((label) => person_labels.includes(label)) ?? [];
  const rules = personRules(item.steers ?? [], labels);
  if (rules.length === 0 || pull_request === null) return approve(draft, item);
  const why = personQuestion(pull_request, rules);
  draft.say(item, why, pull_request);
  draft.log("merge.held", { issue: item.issue, pull_request, reason: why.slice(0, 300) });
  park(draft, { ...item, waits_for: "merge" }, why);
}

/** `unseen`: the findings that nothing on the forge shows yet, because no agent made them and no output is attached. */
function goBack(
  draft: Draft,
  item: WorkItem,
  findings: readonly Finding[],
  summary: string,
  unseen: readonly Finding[] = [],
): void {
  if (item.subject === "pull") {
    draft.putItem({ ...item, phase: "reporting" });
    return;
  }
  const again = hasAttemptLeft(draft, item) && item.subject !== "revert";
  // Where nobody tries again a person is asked, who has to see it even more.
  if (again || unseen.length > 0) {
    const body = again ? sentBack(item.agent, item, summary, unseen) : lastFound(unseen);
    draft.say(item, body, item.pull_request ?? item.issue);
  }
  const { round } = item;
  const judged = round === undefined ? {} : { judged: judgedIn(round, false) };
  sendBack(draft, { ...item, ...judged }, findings, summary);
}

const judgedIn = (round: Round, passed: boolean) => ({
  sha: round.sha,
  passed,
  by: round.gates.map((g) => g.gate).join(", "),
});

/** What a gate said, on the forge: its commit status at the judged head, and a review by who judged. */
function showEnd(draft: Draft, item: WorkItem, round: Round, gate: string, end: GateEnd): void {
  const passed = end.state === "green";
  showGate(draft, item, round, gate, passed, end.summary);
  // A review is somebody's: what no agent judged is told by its status, and by what goes back.
  if ((inRound(round, gate)?.kind ?? "agent") !== "agent") return;
  draft.effect(item.id, {
    kind: "review",
    account: draft.account(gate),
    pull_request: item.pull_request ?? 0,
    sha: round.sha,
    event: passed ? "APPROVED" : "REQUEST_CHANGES",
    body: reviewBody(passed, end.summary, end.verdict),
    ...besideLines(end.findings),
  });
}

const BESIDE_LINES = 20;

/** Findings that name a line stand there too; in the body is every one of them. */
function besideLines(findings: readonly Finding[]) {
  const comments = findings.flatMap(({ file, line, message, severity }) =>
    file === undefined || line === undefined
      ? []
      : [{ path: file, line, body: `${severity}: ${quiet(message, 2_000)}` }],
  );
  return comments.length === 0 ? {} : { comments: comments.slice(0, BESIDE_LINES) };
}

/** A gate that did not judge what it should is red there too, until it has. */
export function showRed(draft: Draft, item: WorkItem, gate: string, sha: string, why: string): void {
  showGate(draft, item, { ...roundOf(item, gate), sha }, gate, false, why);
}

/** A single gate has no status but that of the round, which is what branch protection asks for. */
function showGate(
  draft: Draft,
  item: WorkItem,
  round: Round,
  gate: string,
  passed: boolean,
  summary: string,
): void {
  const { context } = draft.context.config.review_gate;
  const alone = round.gates.length === 1 && item.phase !== "proving";
  status(draft, item, round, alone ? context : gateContext(gate), draft.account(gate), passed, summary);
}

function status(
  draft: Draft,
  item: WorkItem,
  { sha }: Round,
  context: string,
  account: string,
  passed: boolean,
  summary: string,
): void {
  draft.effect(item.id, {
    kind: "status",
    account,
    sha,
    state: passed ? "success" : "failure",
    context,
    description: cutAt(summary.replaceAll("\n", " "), 140),
  });
}
