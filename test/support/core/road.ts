/** Short ways along the road of one work item, for tests that begin in the middle of it. */
import type { JobOffer, JobReport } from "../../../src/contract/runner.ts";
import type { Effect, EffectKind, EffectResult } from "../../../src/core/effect/effect.ts";
import { proofNeeded, withProof } from "../../../src/core/policy/approved.ts";
import type { WorkItem } from "../../../src/core/work/work-item.ts";
import { MemoryProject } from "./memory-project.ts";
import { comment, commentEvent, contextWith, issue, issueEvent, report, sha, verdict } from "./scene.ts";

export const PULL = 50;
export const HEAD = sha(0xbeef);

/** An issue with its dependencies read, as the coordinator wants it. `labelled`: when the label that lets it in was set. */
export function know(
  project: MemoryProject,
  number: number,
  blockers: readonly number[] = [],
  over = {},
  labelled: readonly number[] = [],
): void {
  project.ingest(issueEvent(issue(number, over)));
  const known = project.issues.get(number);
  if (known === undefined) throw new Error(`#${number} is not in the mirror`);
  const proof = proofNeeded(known);
  const proven = proof === null ? known : withProof(known, proof, labelled);
  project.issues.set(number, { ...proven, blockers, blockers_of: known.updated_at });
}

/** A project in which the developer has been asked for one issue. */
export function asked(project = new MemoryProject(), number = 1): MemoryProject {
  know(project, number);
  project.ingest(commentEvent(comment(500 + number, number, "@adf:developer please")));
  return project;
}

/** The same under a configuration of its own: what is said over, as `contextWith` takes it. */
export const askedUnder = (
  over: Record<string, unknown>,
  project: Record<string, unknown> = {},
): MemoryProject => asked(new MemoryProject(contextWith(over, project)));

export function only(project: MemoryProject): WorkItem {
  const [item, more] = [...project.items.values()];
  if (item === undefined || more !== undefined) throw new Error(`there are ${project.items.size} work items`);
  return item;
}

export function mustClaim(project: MemoryProject, runner = "runner-1"): JobOffer {
  project.now += 3_600_000;
  const offer = project.claim(runner);
  if (offer === null) throw new Error("there was nothing to claim");
  return offer;
}

/** Claims, starts and finishes the next job. */
export function run(project: MemoryProject, end: JobReport): JobOffer {
  const offer = mustClaim(project);
  project.start(offer.job, offer.epoch);
  project.finish(offer.job, offer.epoch, end);
  return offer;
}

const RESULT: Partial<Record<EffectKind, EffectResult>> = {
  open_pull: { pull_request: PULL, head_sha: HEAD },
  merge: { merged_sha: sha(0xfeed) },
  create_issue: { issue: 90 },
};

/** The forge does all that waits, in order; the kinds that it did. */
export function forgeDoes(project: MemoryProject, until?: EffectKind): EffectKind[] {
  const done: EffectKind[] = [];
  for (let effect = project.openEffects()[0]; effect !== undefined; effect = project.openEffects()[0]) {
    if (effect.action.kind === until) break;
    project.settleEffect(effect.id, {
      status: "done",
      result: RESULT[effect.action.kind] ?? { comment: 9_000 + effect.seq },
    });
    done.push(effect.action.kind);
  }
  return done;
}

/** The developer pushed, the pull request stands, and a review waits to be claimed. */
export function inReview(project = asked()): MemoryProject {
  run(project, report("success", { head_sha: HEAD }));
  forgeDoes(project);
  return project;
}

/** Who is next to judge passes the head. */
export const passes = (project: MemoryProject): JobOffer =>
  run(project, report("success", { outputs: verdict("pass", HEAD) }));

/** The review passed and the merge waits in the outbox, next to be applied. */
export function inMerge(project = inReview()): MemoryProject {
  passes(project);
  forgeDoes(project, "merge");
  return project;
}

export const waiting = (project: MemoryProject, kind: EffectKind): Effect[] =>
  project.openEffects().filter((e) => e.action.kind === kind);

/** The bodies of all comments ever put in the outbox. */
export const said = (project: MemoryProject): string[] =>
  [...project.effects.values()].flatMap((e) => (e.action.kind === "comment" ? [e.action.body] : []));
