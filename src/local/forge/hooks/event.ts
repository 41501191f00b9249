/** What the forge tells its webhooks: the fine name decides who hears of it, the coarse one goes in the header. */

export type HookEvent =
  | "issues"
  | "issue_assign"
  | "issue_label"
  | "issue_comment"
  | "pull_request"
  | "pull_request_assign"
  | "pull_request_label"
  | "pull_request_sync"
  | "pull_request_comment"
  | "pull_request_review_approved"
  | "pull_request_review_rejected"
  | "pull_request_review_comment"
  | "push"
  | "create"
  | "delete"
  | "status";

export interface Outbound {
  readonly repo: number;
  readonly event: HookEvent;
  /** For the hook's branch filter: set on push, create, delete. */
  readonly branch?: string;
  /** Built after the mutation is stored, before anything else can change it. */
  readonly payload: Readonly<Record<string, unknown>>;
}

const COARSE: Partial<Record<HookEvent, string>> = {
  issue_assign: "issues",
  issue_label: "issues",
  pull_request_assign: "pull_request",
  pull_request_label: "pull_request",
  pull_request_sync: "pull_request",
  pull_request_comment: "issue_comment",
  pull_request_review_approved: "pull_request_approved",
  pull_request_review_rejected: "pull_request_rejected",
  pull_request_review_comment: "pull_request_comment",
};

export const coarseName = (event: HookEvent): string => COARSE[event] ?? event;

/** The names a hook may be created with, and what each stands for. */
const PLAIN = [
  "create",
  "delete",
  "fork",
  "push",
  "release",
  "repository",
  "status",
  "wiki",
  "package",
  "workflow_run",
  "workflow_job",
];
const ISSUE_PARTS = ["issue_assign", "issue_label", "issue_milestone", "issue_comment"];
const PULL_PARTS = [
  "pull_request_assign",
  "pull_request_label",
  "pull_request_milestone",
  "pull_request_comment",
  "pull_request_review",
  "pull_request_review_request",
  "pull_request_sync",
];

/** Gitea's reading of `events`: groups expand, unknown names vanish without a word, nothing means push. */
export function expandEvents(asked: readonly string[]): string[] {
  const names = (asked.length === 0 ? ["push"] : asked).map((name) => name.toLowerCase());
  const has = (name: string) => names.includes(name);
  const picked = PLAIN.filter(has);
  if (has("issues") || has("issues_only")) picked.push("issues");
  picked.push(...ISSUE_PARTS.filter((name) => has("issues") || has(name)));
  if (has("pull_request") || has("pull_request_only")) picked.push("pull_request");
  const review = (name: string) =>
    name === "pull_request_review"
      ? ["pull_request_review_approved", "pull_request_review_rejected", "pull_request_review_comment"]
      : [name];
  picked.push(...PULL_PARTS.filter((name) => has("pull_request") || has(name)).flatMap(review));
  return picked;
}
