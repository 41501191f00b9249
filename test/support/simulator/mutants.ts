/**
 * Deliberate faults in the decisions, one at a time: what a tired engineer could write. The simulator is worth its time
 * only as long as it catches each of them.
 */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const mutant = (name: string, file: string, find: string, put: string): Mutant => ({ name, file, find, put });

export const MUTANTS: readonly Mutant[] = [
  mutant(
    "a report's epoch is not looked at",
    "src/core/decide/on-report.ts",
    "if (job.epoch !== input.epoch)",
    "if (job.epoch === null)",
  ),
  mutant(
    "a report of an ended job is taken",
    "src/core/decide/on-report.ts",
    'if (job.state !== "leased" && job.state !== "running") {\n    keepCheckpoint',
    'if (job.state === "queued") {\n    keepCheckpoint',
  ),
  mutant(
    "attempts are not counted at the claim",
    "src/core/decide/on-claim.ts",
    "return { ...item, attempts: item.attempts + 1 };",
    "return item;",
  ),
  mutant(
    "attempts have no end",
    "src/core/decide/on-report.ts",
    "if (used >= limits.attempts)",
    "if (used >= limits.attempts * 3)",
  ),
  mutant("the epoch does not grow", "src/core/decide/draft.ts", "next_epoch: epoch + 1", "next_epoch: epoch"),
  mutant(
    "an expired lease leaves its job where it was",
    "src/core/decide/on-report.ts",
    "  else again(draft, item, ended);\n  return draft.changes();",
    "  return draft.changes();",
  ),
  mutant(
    "a lease that ran out is not heard of",
    "src/core/decide/on-report.ts",
    'if (job === undefined || job.epoch !== epoch || (job.state !== "leased" && job.state !== "running"))\n    return null;',
    "return null;",
  ),
  mutant(
    "a paused project goes on",
    "src/core/policy/can-dispatch.ts",
    'if (stop !== null) return stop.verb === "pause" ? "paused" : "draining";',
    "",
  ),
  mutant(
    "all jobs of an agent get the same slot",
    "src/core/decide/on-claim.ts",
    ".find((i) => !taken.has(i));",
    ".find((i) => i >= 0 || !taken.has(i));",
  ),
  mutant(
    "a failed review merges",
    "src/core/review/verdict.ts",
    'const pass = verdict.result === "pass" ? !severe : verdict.result === "concerns" && !severe;',
    "const pass = true;",
  ),
  mutant(
    "a verdict on another head counts",
    "src/core/review/verdict.ts",
    "if (verdict.head_sha !== head_sha)",
    'if (verdict.head_sha === "")',
  ),
  mutant(
    "a head that moved is merged as it was judged before",
    "src/core/decide/phases.ts",
    'draft.putItem({ ...item, phase: "delivering" });\n  draft.effect',
    'draft.putItem({ ...item, phase: "delivering" });\n  if (draft.now < 0) draft.effect',
  ),
  mutant(
    "the end of an effect is forgotten",
    "src/core/decide/on-effect.ts",
    "if (item !== undefined) onDone(draft, item, effect, result, last);",
    "if (item !== undefined) draft.item(item.id);",
  ),
  mutant(
    "an effect that was refused holds its item for ever",
    "src/core/decide/on-effect.ts",
    "if (item !== undefined) onRefused(draft, item, effect, applied.reason, applied.error, last);",
    "",
  ),
  mutant(
    "what failed once is never tried again",
    "src/core/decide/on-effect.ts",
    "not_before: draft.now + applied.after_ms,",
    "not_before: draft.now + 1e12,",
  ),
  mutant(
    "a double comment stays",
    "src/core/decide/undouble.ts",
    "  draft.effect(effect.item, away,",
    '  if (kind !== "comment") draft.effect(effect.item, away,',
  ),
  mutant(
    "an issue of our own stands there twice",
    "src/core/decide/on-event.ts",
    "isDouble(draft, effect, { issue: issue.number }, issue.author);",
    "isDouble(draft, effect, {}, issue.author);",
  ),
  mutant(
    "a closed issue is worked on",
    "src/core/decide/on-event.ts",
    'cancelItem(draft, item, "The issue was closed while work on it was under way.");',
    "",
  ),
  mutant(
    "an old state of an issue takes the place of a new one",
    "src/core/decide/on-event.ts",
    "if (known !== undefined && known.updated_at > issue.updated_at) return known;",
    "",
  ),
  mutant(
    "two changes of one second stay in the wrong order",
    "src/core/decide/on-event.ts",
    "return isAnother(snapshot.issue(event.issue.number), event.issue, issueFacts);",
    "return false;",
  ),
  mutant(
    "strangers' issues are taken up",
    "src/core/decide/rank-project.ts",
    "if (filed || isTrusted(s.trust, issue.author)) return null;",
    'if (issue.author.login !== "") return null;',
  ),
  mutant(
    "more agents review at one time than may",
    "src/core/decide/compound-groups.ts",
    "running < max_agents &&",
    "running < max_agents * 9 &&",
  ),
  mutant(
    "what was filed is filed again",
    "src/core/decide/compound-filing.ts",
    "create_issues && as[at] === null",
    "create_issues && at >= 0",
  ),
  mutant(
    "a breaker that opened never closes",
    "src/core/policy/breaker.ts",
    'return now - breaker.opened_at >= limits.breaker_half_open_secs * 1000 ? "half_open" : "open";',
    'return "open";',
  ),
  mutant(
    "the trial of a half-open breaker is forgotten when it is stopped",
    "src/core/policy/breaker.ts",
    "breaker.trial ? { ...breaker, trial: false } : breaker;",
    "breaker;",
  ),
  mutant(
    "a question to a person is not asked",
    "src/core/decide/phases.ts",
    'const put = draft.putItem({ ...item, phase: "parked", park_reason: reason });\n  draft.say',
    'const put = draft.putItem({ ...item, phase: "parked", park_reason: reason });\n  if (draft.now < 0) draft.say',
  ),
  mutant(
    "one green gate of several is enough",
    "src/core/review/gate.ts",
    'gates.every((g) => g.state === "green")',
    'gates.some((g) => g.state === "green")',
  ),
  mutant(
    "a check that is pending counts as one that passed",
    "src/core/review/checks.ts",
    "if (checks.length === 0 || missing.length > 0 || pending.length > 0) {",
    "if (checks.length === 0 || missing.length > 0) {",
  ),
  mutant(
    "the factory's own status counts as a check",
    "src/core/review/checks.ts",
    "all.filter((c) => c.context !== own && !isOurs(c.context));",
    "all.filter(() => true);",
  ),
  mutant(
    "checks that never come are waited for without end",
    "src/core/decide/on-tick.ts",
    "  endWaits(draft);\n",
    "",
  ),
  mutant(
    "a merge that broke the branch is closed as if it had not",
    "src/core/decide/prove.ts",
    'if (stateOf(round) === "green") {',
    'if (stateOf(round) !== "open") {',
  ),
  mutant(
    "the next merge does not wait until the last is proved",
    "src/core/decide/merge-turn.ts",
    'draft.items().some((i) => i.phase === "proving");',
    "draft.now < 0;",
  ),
  mutant(
    "commands that fail let a change through",
    "src/core/decide/after-check.ts",
    'if (report.outcome === "success") {',
    'if (report.outcome !== "timed_out") {',
  ),
  mutant(
    "a merge begins while another is under way",
    "src/core/decide/merge-turn.ts",
    "if (approved.length === 0 || isMerging(draft)) return;",
    "if (approved.length === 0) return;",
  ),
  mutant(
    "nobody gets the turn when a merge is over",
    "src/core/decide/merge-turn.ts",
    "if (next !== undefined) merge(draft, next);",
    "if (next !== undefined && draft.items().length === 1) merge(draft, next);",
  ),
  mutant(
    "a merge that broke the branch is left as it is",
    "src/core/decide/prove.ts",
    "  queueJob(draft, { ...revert, branch:",
    "  if (draft.now < 0) queueJob(draft, { ...revert, branch:",
  ),
  mutant(
    "nothing is proved after a merge",
    "src/core/decide/prove.ts",
    "  if (proofs.length === 0) return close(draft, item);",
    "  if (proofs.length < 9) return close(draft, item);",
  ),
  mutant(
    "the money of a work item has no end",
    "src/core/spend/caps.ts",
    "usedOf(cap) + more(cap) > cap.limit)",
    "usedOf(cap) + more(cap) > cap.limit * 3)",
  ),
  mutant(
    "money is set aside and never given back",
    "src/core/decide/spending.ts",
    "  for (const key of held.tallies) draft.putTally(withSpent(draft.tally(key), held.usd, spent));",
    "  for (const key of held.tallies) draft.putTally(withSpent(draft.tally(key), 0, spent));",
  ),
  mutant(
    "the breaker lets everything through",
    "src/core/policy/can-dispatch.ts",
    'if (breakerState(q.breaker, q.breaker_limits, q.now) === "open") return "breaker_open";',
    "",
  ),
  mutant(
    "an alert that is over stays open",
    "src/core/decide/alerts.ts",
    "  else if (issue !== undefined) close(draft, told.id, issue, why);",
    "  else if (issue !== undefined && draft.now < 0) close(draft, told.id, issue, why);",
  ),
  mutant(
    "a wish ends with the work that it was said to",
    "src/core/decide/new-item.ts",
    "(Object.keys(wishes).length === 0 ? {} : { wishes })",
    "(Object.keys(wishes).length >= 0 ? {} : { wishes })",
  ),
  mutant(
    "what one agent is asked for takes the place of what another is",
    "src/core/decide/request-work.ts",
    "wishes: { ...wishesOf(item), [agent.name]: wish }",
    "wishes: { [agent.name]: wish }",
  ),
  mutant(
    "nobody is told of a wish that was not met",
    "src/core/decide/wishes.ts",
    "if (asked === null || why === null) return;",
    "if (asked !== null || why === null) return;",
  ),
  mutant(
    "a pause of nightwatch never ends",
    "src/core/decide/watch-agents.ts",
    "if (ours !== undefined && draft.now < before.paused_until) return true;",
    "if (ours !== undefined) return true;",
  ),
  mutant(
    "what a person merged by hand is waited for",
    "src/core/decide/merged-by-hand.ts",
    "if (merged_sha !== null) take(draft, item, merged_sha);",
    "if (merged_sha !== null && draft.now < 0) take(draft, item, merged_sha);",
  ),
  mutant(
    "a repeated request for work gets a second job",
    "src/core/decide/on-claim.ts",
    "if (again !== undefined) {",
    "if (again !== undefined && draft.now < 0) {",
  ),
  mutant(
    "a merge that was left to the forge while the mode changed is not called off",
    "src/core/decide/hold-back.ts",
    'state === "proposed" ? left_to_forge === true',
    'state === "proposed" ? false',
  ),
];
