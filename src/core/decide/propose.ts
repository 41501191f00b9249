/**
 * The mode `approve`: an effect that no person has said yes to does not become `pending`, whichever decision made it. The one
 * place for it, as `observe` is the one for that mode.
 */
import type { Effect } from "../effect/effect.ts";
import { written } from "../effect/written.ts";
import type { News, Notice } from "../notify/notice.ts";
import { isApproved } from "../policy/mode.ts";
import type { JournalEntry } from "../work/journal.ts";
import type { Changes } from "./draft.ts";
import { linkTo, noticesOf } from "./notify.ts";
import { issueOf } from "./observe.ts";
import type { Snapshot } from "./snapshot.ts";

export function propose(s: Snapshot, changes: Changes): Changes {
  const waits = (e: Effect) => e.state === "pending" && !isApproved(e);
  const proposed = changes.effects.filter(waits);
  if (proposed.length === 0) return changes;
  return {
    ...changes,
    effects: changes.effects.map((e) => (waits(e) ? { ...e, state: "proposed" as const } : e)),
    notices: [...changes.notices, ...told(s, proposed)],
    journal: [...changes.journal, ...proposed.map((e) => record(s, changes, e))],
  };
}

function record(s: Snapshot, changes: Changes, effect: Effect): JournalEntry {
  const issue = changes.items.find((i) => i.id === effect.item)?.issue ?? issueOf(s, effect);
  return {
    event: "effect.proposed",
    level: "info",
    project: s.context.project.name,
    effect: effect.id,
    kind: effect.action.kind,
    ...(issue === undefined ? {} : { issue }),
  };
}

/** Told once while anything waits, not for each write. */
function told(s: Snapshot, [first, ...more]: readonly Effect[]): Notice[] {
  if (first === undefined || s.openEffects().some((e) => e.state === "proposed")) return [];
  const { project } = s.context;
  const rest = more.length === 0 ? "" : `, and ${more.length} more`;
  const news: News = {
    cause: `proposed:${first.id}`,
    kind: "person.wanted",
    level: "warning",
    about: "approvals",
    title: "Writes wait for your yes",
    body: `${written(first.action).what}${rest}.\n\nnpm run -s adf -- approvals --project ${project.name}`,
    link: linkTo(s.context, issueOf(s, first) ?? null),
  };
  return noticesOf(s.context, news, s.now);
}
