/**
 * A webhook delivery in, an event of ours or a named reason for ignoring it out. Total: no payload throws.
 * Routes on `X-Gitea-Event` and the payload alone. The finer `X-Gitea-Event-Type` misleads: there
 * `pull_request_comment` is an ordinary comment, while as `X-Gitea-Event` it is a submitted review.
 */
import * as z from "zod";
import type { ForgeEvent, Ignored, IssueAction, PullAction } from "../core/event/event.ts";
import { CommentOn, Issue, Pull, Repository, User } from "./shapes.ts";

const Common = z.object({ repository: Repository, sender: User.nullish() });
const Acted = Common.extend({ action: z.string() });

const IssuePayload = Acted.extend({ issue: Issue });
const CommentPayload = Acted.extend({ issue: Issue, comment: CommentOn, is_pull: z.boolean().nullish() });
const PullPayload = Acted.extend({ pull_request: Pull });
const PushPayload = Common.extend({ ref: z.string(), before: z.string(), after: z.string() });

const CHANGES = [
  ...["opened", "edited", "closed", "reopened", "assigned", "unassigned"],
  ...["label_updated", "label_cleared", "milestoned", "demilestoned"],
];

const ISSUE_ACTIONS = new Map<string, IssueAction>([
  ...CHANGES.map((name): [string, IssueAction] => [name, "changed"]),
  ["deleted", "deleted"],
]);

const COMMENT_ACTIONS = new Map<string, "written" | "deleted">([
  ["created", "written"],
  ["edited", "written"],
  ["deleted", "deleted"],
]);

const PULL_ACTIONS = new Map<string, PullAction>([
  ...CHANGES.map((name): [string, PullAction] => [name, "changed"]),
  ["review_requested", "changed"],
  ["review_request_removed", "changed"],
  ["synchronized", "synchronized"],
  // A merge is a close whose pull request says merged; there is no action of that name.
  ["closed", "closed"],
]);

/** Events that forges send and that ask nothing of us. A review is read from the forge when the gate needs it. */
const UNUSED = new Set([
  ...["pull_request_approved", "pull_request_rejected", "pull_request_comment"],
  ...["create", "delete", "fork", "wiki", "repository", "release", "package", "status"],
  ...[
    "workflow_run",
    "workflow_job",
    "schedule",
    "action_run_failure",
    "action_run_recover",
    "action_run_success",
  ],
]);

const ignored = (reason: Ignored["reason"], detail: string): Ignored => ({ kind: "ignored", reason, detail });

/** `eventHeader` is the value of `X-Gitea-Event`; `payload` is the parsed body of a verified delivery. */
export function parseDelivery(eventHeader: string, payload: unknown): ForgeEvent | Ignored {
  switch (eventHeader) {
    case "issues":
      return read(eventHeader, IssuePayload, payload, ({ action, issue, ...rest }) => {
        const meaning = ISSUE_ACTIONS.get(action);
        if (meaning === undefined) return unsupported(eventHeader, action);
        return { kind: "issue", action: meaning, issue, ...common(rest) };
      });
    case "issue_comment":
      return read(eventHeader, CommentPayload, payload, ({ action, issue, comment, is_pull, ...rest }) => {
        const meaning = COMMENT_ACTIONS.get(action);
        if (meaning === undefined) return unsupported(eventHeader, action);
        return {
          kind: "comment",
          action: meaning,
          comment: comment(issue.number),
          issue: { ...issue, is_pull: issue.is_pull || is_pull === true },
          ...common(rest),
        };
      });
    case "pull_request":
      return read(eventHeader, PullPayload, payload, ({ action, pull_request: pull, ...rest }) => {
        const meaning = PULL_ACTIONS.get(action);
        if (meaning === undefined) return unsupported(eventHeader, action);
        return { kind: "pull", action: meaning, pull, ...common(rest) };
      });
    case "push":
      return read(eventHeader, PushPayload, payload, ({ ref, before, after, ...rest }) => ({
        kind: "push",
        ref,
        before,
        after,
        ...common(rest),
      }));
    default:
      return UNUSED.has(eventHeader)
        ? unsupported(eventHeader, null)
        : ignored("unknown_event", `the forge sent an event called "${eventHeader.slice(0, 60)}"`);
  }
}

function read<S extends z.ZodType>(
  event: string,
  shape: S,
  payload: unknown,
  make: (value: z.output<S>) => ForgeEvent | Ignored,
): ForgeEvent | Ignored {
  const parsed = shape.safeParse(payload);
  if (parsed.success) return make(parsed.data);
  const first = parsed.error.issues[0];
  return ignored(
    "malformed_payload",
    `${event}: ${first?.path.join(".") || "payload"}: ${first?.message ?? "unreadable"}`,
  );
}

const unsupported = (event: string, action: string | null) =>
  ignored(
    "unsupported_action",
    action === null ? `${event} asks for nothing` : `${event} with action "${action.slice(0, 60)}"`,
  );

const common = (rest: z.output<typeof Common>) => ({ repo: rest.repository, sender: rest.sender ?? null });
