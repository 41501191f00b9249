/** The line about the branch's protection: whether the forge itself refuses what the review gate has not passed. */
import { isOurs } from "../../core/review/checks.ts";
import { matches } from "../../core/review/held.ts";
import { type Check, fix, ok, unknown } from "./check.ts";
import { type Place, type ProjectFacts, wasAsked } from "./facts.ts";
import { reason } from "./forge.ts";
import { protect } from "./forge-commands.ts";

/** `approvals`: how many a merge should need; 0 where one account does everything and could not approve. */
export function protectionLine(project: ProjectFacts, place: Place, approvals: number): Check {
  const { name, branch, review_context, gate_contexts, reads_checks } = project.checks;
  const shown = [review_context, ...gate_contexts];
  const id = `protection/${name}`;
  const survey = [project.from_worker, project.from_here].find((s) => wasAsked(s) && s.branch !== null);
  if (survey === undefined || !wasAsked(survey) || survey.branch === null)
    return unknown(id, `the protection of ${branch} was not read: ${reason(project.from_worker)}`);
  const at = survey.branch;
  const contexts = [...new Set([review_context, ...at.contexts])];
  const command = protect(survey, branch, at.protected, contexts, approvals);
  if (!at.protected) {
    if (place.kind === "embedded")
      return ok(id, `${branch} is not protected; nobody but you and the factory writes to this forge`);
    return fix(id, `${branch} is not protected: whoever may write can merge past the review gate`, command);
  }
  const stale = at.contexts.filter(
    (context) => isOurs(context) && !shown.some((one) => matches(context, one)),
  );
  if (stale.length > 0)
    return fix(
      id,
      `${branch} requires ${stale.join(" and ")}, which no gate of ${name} sets: nothing can be merged`,
      protect(
        survey,
        branch,
        true,
        at.contexts.filter((context) => !stale.includes(context)),
        at.approvals,
      ),
    );
  const each = gate_contexts.length > 0 && gate_contexts.every((one) => asked(at.contexts, one));
  const lacking = [
    ...(each || asked(at.contexts, review_context) ? [] : [`the status ${review_context}`]),
    ...(at.approvals >= approvals ? [] : [`${approvals} approval`]),
  ];
  if (lacking.length > 0)
    return fix(id, `the protection of ${branch} does not require ${lacking.join(" and ")}`, command);
  const required = at.approvals === 0 ? "" : `, ${at.approvals} approval`;
  const others = at.contexts.filter((context) => !shown.some((one) => matches(context, one)));
  const more =
    others.length === 0
      ? ""
      : reads_checks
        ? `; and ${others.join(", ")}, which the gate ci reads`
        : `; and ${others.join(", ")}: with ci among its gates, a red one goes back to the developer before the merge`;
  return ok(
    id,
    `${branch} requires the status ${each ? gate_contexts.join(", ") : review_context}${required}${more}`,
  );
}

const asked = (contexts: readonly string[], status: string): boolean =>
  contexts.some((context) => matches(context, status));
