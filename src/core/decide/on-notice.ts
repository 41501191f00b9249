/** A notifier answered, or did not: the notice is told, waits for a later try, or is given up and shown. */
import { type Notice, settled, type Told } from "../notify/notice.ts";
import { type Changes, Draft } from "./draft.ts";
import type { Snapshot } from "./snapshot.ts";

export function onNotice(snapshot: Snapshot, notice: Notice, told: Told): Changes {
  const draft = new Draft(snapshot, "under_way");
  if (notice.state !== "sending" && notice.state !== "pending") return draft.changes();
  const after = settled(notice, told, draft.now);
  draft.putNotice(after);
  const named = { notice: notice.id, notifier: notice.notifier, kind: notice.kind };
  if (after.state === "sent") draft.log("notice.sent", named);
  if (after.state === "dead") draft.log("notice.dead", { ...named, reason: after.error ?? "" });
  // Once per change of condition: the first failure, not each one.
  if (after.state === "pending" && notice.error === null)
    draft.log("notice.retry", { ...named, reason: after.error ?? "" });
  return draft.changes();
}

/** A person asks for what was given up to be tried once more, each a whole day. */
export function sendAgain(snapshot: Snapshot, dead: readonly Notice[]): Changes {
  const draft = new Draft(snapshot, "under_way");
  for (const notice of dead) {
    draft.putNotice({ ...notice, state: "pending", not_before: draft.now, created_at: draft.now });
    draft.log("notice.again", { notice: notice.id, notifier: notice.notifier, kind: notice.kind });
  }
  return draft.changes();
}
