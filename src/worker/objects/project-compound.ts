/** The compound review in a project's object: what it waits for, and what it shows. */
import type { CompoundView } from "../../contract/compound.ts";
import type { Snapshot } from "../../core/decide/snapshot.ts";
import { nextFiring } from "../../core/scheduling/firing.ts";
import { readMeta, writeMeta } from "../store/ledger.ts";

/** The forge is asked again after this long, where nobody has answered. */
const AGAIN_MS = 50_000;

interface Wanted {
  readonly compound?: { readonly wanted: object | null; readonly reviewed: string | null };
}

/** What a reader of the forge has to know; null while nobody waits for it. */
export function reviewWanted(sql: SqlStorage): { reviewed: string | null } | null {
  const { compound } = readMeta<Wanted>(sql, "facts", {});
  return compound === undefined || compound.wanted === null ? null : { reviewed: compound.reviewed };
}

/** Whether the forge is to be asked now. One reader for all the changes of a moment; the tick says it again. */
export function dayIsDue(sql: SqlStorage, now: number): boolean {
  if (reviewWanted(sql) === null || now < readMeta(sql, "compound_hint_until", 0)) return false;
  writeMeta(sql, "compound_hint_until", now + AGAIN_MS);
  return true;
}

export function compoundView({ context, meta, now }: Snapshot): CompoundView {
  const { config, project } = context;
  const { enabled, schedule } = config.compound_review;
  const { run, wanted, last, report, issue } = meta.compound;
  return {
    enabled,
    schedule,
    next_run_ms: enabled ? nextFiring(schedule, project.timezone, now) : null,
    state: run !== null ? "reviewing" : wanted !== null ? "reading" : "idle",
    groups: (run ?? report?.run)?.groups.map(({ item: _item, ...group }) => group) ?? [],
    last: last && {
      secs_ago: Math.max(0, (now - last.at) / 1000),
      outcome: last.outcome,
      sentence: last.sentence,
      found: last.found,
      filed: last.filed,
    },
    issue,
  };
}
