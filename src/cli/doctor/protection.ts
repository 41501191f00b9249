/** The line about the branch's protection: whether the forge itself refuses what the review gate has not passed. */
import { type Check, fix, ok, unknown } from "./check.ts";
import { type Place, type ProjectFacts, wasAsked } from "./facts.ts";
import { reason } from "./forge.ts";
import { protect } from "./forge-commands.ts";

/** `approvals`: how many a merge should need; 0 where one account does everything and could not approve. */
export function protectionLine(project: ProjectFacts, place: Place, approvals: number): Check {
  const { name, branch, review_context } = project.checks;
  const id = `protection/${name}`;
  const survey = [project.from_worker, project.from_here].find((s) => wasAsked(s) && s.branch !== null);
  if (survey === undefined || !wasAsked(survey) || survey.branch === null)
    return unknown(id, `the protection of ${branch} was not read: ${reason(project.from_worker)}`);
  const at = survey.branch;
  const command = protect(survey, branch, at.protected, review_context, approvals);
  if (!at.protected) {
    if (place.kind === "embedded")
      return ok(id, `${branch} is not protected; nobody but you and the factory writes to this forge`);
    return fix(id, `${branch} is not protected: whoever may write can merge past the review gate`, command);
  }
  const lacking = [
    ...(at.contexts.includes(review_context) ? [] : [`the status ${review_context}`]),
    ...(at.approvals >= approvals ? [] : [`${approvals} approval`]),
  ];
  if (lacking.length > 0)
    return fix(id, `the protection of ${branch} does not require ${lacking.join(" and ")}`, command);
  const required = at.approvals === 0 ? "" : `, ${at.approvals} approval`;
  return ok(id, `${branch} requires the status ${review_context}${required}`);
}
