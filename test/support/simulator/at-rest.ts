/** What must be so once the troubles are over and nothing is left to do, whatever happened before. */
import { isAlertEffect } from "../../../src/core/alert/alert.ts";
import type { Effect } from "../../../src/core/effect/effect.ts";
import { LIVE } from "../../../src/core/work/job.ts";
import { ENDED } from "../../../src/core/work/work-item.ts";
import { checkLedger } from "../core/ledger.ts";
import { BOT, OWNER } from "../core/scene.ts";
import type { ObservedProject } from "./observed-project.ts";
import type { SimForge } from "./sim-forge.ts";
import { fail } from "./violated.ts";

/** Everything written exactly once, nothing waits, every trusted mention ended where a person sees it. */
export function isAtRest(project: ObservedProject, forge: SimForge, handed_out: ReadonlySet<string>): void {
  const open = project.openEffects();
  if (open.length > 0) fail(`${open.length} effects never ended: ${open.map((e) => e.id).join(", ")}`);
  for (const effect of project.effects.values())
    standsOnce(forge, project.effects, effect, handed_out.has(effect.id));
  statusesStand(project, forge);
  questionsStand(project, forge);
  mentionsWereHeard(project, forge);
  alertsAreClosed(project, forge);
  for (const job of project.jobs.values())
    if (LIVE.has(job.state)) fail(`${job.id} rests in state ${job.state}`);
  checkLedger(project.jobs.values(), project.tallies);
  mirrorShows(project, forge);
}

function standsOnce(
  forge: SimForge,
  effects: ObservedProject["effects"],
  { id, action, state }: Effect,
  tried: boolean,
): void {
  if (action.kind !== "comment" && action.kind !== "create_issue") return;
  const what = action.kind === "comment" ? "comment" : "issue";
  const there = forge.visible(id).filter((at) => {
    const away = effects.get(`undouble:${what}:${at}`);
    // An issue is closed and still there; and a person or the forge may have said that the second shall stay.
    return away === undefined || away.error?.startsWith("withdrawn") === true;
  }).length;
  const due = state === "done" ? 1 : 0;
  // What was given up, or taken back, after a try may stand there: nobody knows.
  if (state === "dead" && tried && there <= 1) return;
  if (there !== due) fail(`${action.kind} ${id} is ${state} and stands ${there} times on the forge`);
}

/**
 * The last word on a commit is the brain's last word, or one of its own that a late request has set over it: which keeps no merge
 * back. What was refused in the end may stand there by an earlier try.
 */
function statusesStand({ effects }: ObservedProject, forge: SimForge): void {
  const last = new Map<string, Effect>();
  const late = new Set<string>();
  for (const effect of [...effects.values()].sort((a, b) => a.seq - b.seq)) {
    const { action, attempts } = effect;
    if (action.kind !== "status" || attempts === 0) continue;
    const place = `${action.sha} ${action.context}`;
    last.set(place, effect);
    if (attempts > 1) late.add(`${place} ${action.state}`);
  }
  for (const [place, { action, state: ended }] of last) {
    if (action.kind !== "status" || ended !== "done") continue;
    const { sha, context, state } = action;
    const shown = forge.checks.get(sha)?.find((c) => c.context === context)?.state;
    if (shown !== state && !late.has(`${place} ${shown}`))
      fail(`${context} of ${sha} is ${state} and shown as ${shown}`);
  }
}

function questionsStand({ items, effects }: ObservedProject, forge: SimForge): void {
  for (const item of items.values()) {
    if (ENDED.has(item.phase)) continue;
    if (item.phase !== "parked") fail(`${item.id} of #${item.issue} rests in phase ${item.phase}`);
    const there = forge.pulls.get(item.pull_request ?? 0);
    if (item.subject !== "pull" && item.merged_sha === null && there?.merged === true)
      fail(`${item.id} waits for a person, who has merged #${there.number}`);
    const question = (item.park_reason ?? "").slice(0, 20);
    const asked = [...forge.comments.values()].some(
      (c) => c.issue === item.issue && c.author.id === BOT.id && c.body.includes(question),
    );
    // Who said no to the question has read it; and where the forge takes no comment, it is told in the state alone.
    const denied = [...effects.values()].some(
      (e) => e.item === item.id && e.state === "dead" && e.action.kind === "comment",
    );
    if (!asked && !denied && forge.issues.has(item.issue))
      fail(`#${item.issue} is parked and nobody was asked`);
  }
}

/** Whatever became of it is on record: nothing that a trusted person says is overheard. */
function mentionsWereHeard({ events, context }: ObservedProject, forge: SimForge): void {
  for (const { id, author, body } of forge.comments.values()) {
    const agent = context.agents.find((a) => body.startsWith(`@adf:${a.name} `));
    if (author.id !== OWNER.id || agent === undefined) continue;
    const heard = [...events].find(([key]) => key.startsWith(`comment:${id}:`))?.[1];
    if (heard !== "mentions_answered") fail(`"${body}" in comment ${id} came to ${heard}`);
  }
}

/** What told people of a condition is closed when it is over. */
function alertsAreClosed({ effects, meta }: ObservedProject, forge: SimForge): void {
  const hold = new Set(Object.values(meta.alerts).map((a) => a.effect));
  for (const { id, state } of effects.values()) {
    const closing = effects.get(`close:${id}`)?.state;
    if (!isAlertEffect(id) || state !== "done" || hold.has(id) || closing === "dead") continue;
    const issue = forge.issues.get(forge.visible(id)[0] ?? 0);
    if (issue?.state === "open" && closing === undefined) fail(`${id} is over, and #${issue.number} is open`);
  }
}

function mirrorShows({ issues }: ObservedProject, forge: SimForge): void {
  for (const it of forge.issues.values()) {
    const seen = issues.get(it.number);
    if (seen === undefined) fail(`#${it.number} is on the forge and was never seen`);
    if (seen.state !== it.state)
      fail(`#${it.number} is ${it.state} on the forge and ${seen.state} in the mirror`);
    if (seen.body !== it.body || seen.labels.join() !== it.labels.join())
      fail(`#${it.number} has another text or other labels in the mirror`);
  }
}
