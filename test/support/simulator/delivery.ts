/** What a forge says of a change, and what makes two of its sayings the same. */
import type { MarkerCheck } from "../../../src/core/decide/on-event.ts";
import type { ForgeEvent } from "../../../src/core/event/event.ts";

export interface Delivery {
  readonly key: string;
  readonly at: number;
  readonly event: ForgeEvent;
  readonly marker: MarkerCheck;
}

export const NONE: MarkerCheck = { kind: "none" };
/** What was written by this effect carries. */
export const marked = (effect: string | undefined): MarkerCheck =>
  effect === undefined ? NONE : { kind: "ours", payload: { effect, root: "", hop: 0 } };

/** What the Worker's semantic key hashes of each kind. */
export function contentOf(event: ForgeEvent): string {
  switch (event.kind) {
    case "issue":
      return JSON.stringify([
        event.action,
        event.issue.title,
        event.issue.body,
        event.issue.state,
        event.issue.labels,
      ]);
    case "comment":
      return JSON.stringify([event.action, event.comment.body]);
    case "pull":
      return JSON.stringify([event.pull.state, event.pull.head_sha, event.pull.merged, event.pull.body]);
    case "push":
      return event.after;
  }
}
