/** The beginning of work on an issue, of the undoing of its merge, or of the judging of a person's pull request. */
import type { AgentConfig } from "../../contract/config.ts";
import { freshItem, type WorkItem } from "../work/work-item.ts";
import type { Draft } from "./draft.ts";
import type { WorkRequest } from "./request-work.ts";
import { wishesOf } from "./wishes.ts";

/** `after`: the work that this is the rest of, where that ends with this one's beginning. */
export function newItem(
  draft: Draft,
  r: Pick<WorkRequest, "number" | "title" | "is_pull" | "context" | "root" | "head_sha"> & {
    readonly agent: Pick<AgentConfig, "name">;
  },
  hop: number,
  rank: number | null,
  after?: WorkItem,
): WorkItem {
  // What people asked for holds for the issue, however often work on it begins or is undone.
  const before =
    after ?? draft.snapshot.endedItems(r.number).find((one) => (one.subject === "pull") === r.is_pull);
  const wishes = before === undefined ? {} : wishesOf(before);
  const item = freshItem(`w${draft.nextId()}`, draft.now, {
    subject: r.is_pull ? "pull" : "issue",
    issue: r.number,
    title: r.title,
    phase: r.is_pull ? "review" : "change",
    agent: r.agent.name,
    root: r.root,
    hop,
    request: r.context,
    rank,
    head_sha: r.head_sha,
    pull_request: r.is_pull ? r.number : null,
    ...(Object.keys(wishes).length === 0 ? {} : { wishes }),
  });
  draft.log("item.created", {
    issue: r.number,
    agent: r.agent.name,
    title: r.title,
    ...(rank === null ? {} : { rank }),
  });
  return item;
}
