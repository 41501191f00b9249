/** Tells people of a label that let nothing in, because the text that they read is not shown to be the one that stands there. */
import { APPROVED_LABEL, approvalState } from "../policy/approved.ts";
import { dayOf } from "../spend/window.ts";
import type { Draft } from "./draft.ts";
import { lacksTrust } from "./rank-project.ts";
import type { MirrorIssue } from "./snapshot.ts";

const WHY = {
  changed: `its text was changed after the label \`${APPROVED_LABEL}\` let it in`,
  unshown: `nothing shows that its text is the one that the label \`${APPROVED_LABEL}\` was set for: it was changed at about the same time, or the label came while I heard nothing of it`,
} as const;

/** Once a day at most for each issue: whoever changes the text may be the stranger. */
export function askAnew(draft: Draft): void {
  for (const issue of draft.snapshot.issues()) {
    const why = whyAgain(draft, issue);
    if (why === null) continue;
    const id = `approval:${issue.number}:${dayOf(draft.now)}`;
    if (draft.snapshot.effect(id) !== undefined) continue;
    const { number, author } = issue;
    draft.log("approval.unproven", { issue: number, by: author.login, reason: why });
    const body = `I leave this issue alone: ${why}.\n\nRead it as it stands now, take the label off, and set it again a few seconds later.`;
    draft.effect(
      null,
      { kind: "comment", account: "coordinator", issue: number, body, root: id, hop: 0 },
      id,
    );
  }
}

function whyAgain(draft: Draft, issue: MirrorIssue): string | null {
  const state = approvalState(issue);
  if (issue.state !== "open" || issue.is_pull || (state !== "changed" && state !== "unshown")) return null;
  return lacksTrust(draft.snapshot, issue) === null ? null : WHY[state];
}
