/** What the embedded forge remembers. Times are whole seconds since 1970, as Gitea keeps them. */

export type Access = "none" | "read" | "write" | "admin" | "owner";

export interface UserRow {
  readonly id: number;
  readonly login: string;
  readonly full_name: string;
  readonly is_admin: boolean;
  /** Salt and digest, for an account that was made with a password. */
  readonly password?: string;
  readonly created: number;
}

export interface TokenRow {
  readonly id: number;
  readonly user: number;
  /** SHA-256 of the token: the file of this store is no list of credentials. */
  readonly hash: string;
  readonly scopes: readonly string[];
  /** For a token that its account made over the API. */
  readonly name?: string;
}

export interface RepoRow {
  readonly id: number;
  readonly owner: number;
  readonly name: string;
  readonly description: string;
  readonly private: boolean;
  readonly default_branch: string;
  readonly created: number;
  readonly updated: number;
}

export interface CollaboratorRow {
  readonly repo: number;
  readonly user: number;
  readonly access: "read" | "write" | "admin";
}

export interface LabelRow {
  readonly id: number;
  readonly repo: number;
  readonly name: string;
  readonly color: string;
  readonly description: string;
  readonly exclusive: boolean;
}

export interface PullPart {
  readonly id: number;
  readonly head: string;
  readonly base: string;
  readonly head_sha: string;
  readonly merge_base: string;
  /** The tip of the base while open; after the merge, the tip it had just before. */
  readonly base_sha: string;
  readonly merged: boolean;
  readonly merged_at: number | null;
  readonly merge_sha: string | null;
  readonly merged_by: number | null;
  /** Written before the branch moves, so that a kill between the two is understood at the next start. */
  readonly merging: { readonly sha: string; readonly by: number } | null;
  /** Left to the forge; absent in rows that are older than this. */
  readonly scheduled?: {
    readonly by: number;
    readonly style: string;
    readonly title: string;
    readonly message: string;
    readonly deleteBranch: boolean;
  } | null;
}

export interface LabelledPart {
  readonly id: number;
  readonly label: number;
  readonly added: boolean;
  readonly by: number;
  readonly at: number;
}

export interface IssueRow {
  readonly id: number;
  readonly repo: number;
  readonly number: number;
  readonly user: number;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly labels: readonly number[];
  /** Each label that came or went, the oldest first; absent in rows that are older than this. */
  readonly labelled?: readonly LabelledPart[];
  readonly assignees: readonly number[];
  readonly locked: boolean;
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly closed: number | null;
  readonly pull: PullPart | null;
}

export interface CommentRow {
  readonly id: number;
  readonly issue: number;
  readonly user: number;
  readonly body: string;
  readonly created: number;
  readonly updated: number;
}

export interface DependencyRow {
  readonly issue: number;
  readonly blocker: number;
}

export type ReviewState = "APPROVED" | "REQUEST_CHANGES" | "COMMENT" | "PENDING";

export interface ReviewRow {
  readonly id: number;
  readonly issue: number;
  readonly user: number;
  readonly state: ReviewState;
  readonly body: string;
  readonly commit: string;
  readonly official: boolean;
  readonly stale: boolean;
  readonly dismissed: boolean;
  readonly submitted: number;
  readonly comments: readonly ReviewComment[];
}

export interface ReviewComment {
  readonly id: number;
  readonly path: string;
  readonly body: string;
  readonly new_position: number;
  readonly old_position: number;
}

export interface StatusRow {
  readonly id: number;
  readonly repo: number;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string;
  readonly target_url: string;
  readonly user: number;
  readonly created: number;
}

export interface HookRow {
  readonly id: number;
  readonly repo: number;
  readonly type: string;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly branch_filter: string;
  readonly authorization: string;
  readonly url: string;
  readonly content_type: "json" | "form";
  readonly secret: string;
  readonly created: number;
  readonly updated: number;
}

export interface ProtectionRow {
  readonly repo: number;
  readonly rule: string;
  readonly enable_push: boolean;
  readonly enable_push_whitelist: boolean;
  readonly push_whitelist: readonly string[];
  readonly enable_force_push: boolean;
  readonly enable_status_check: boolean;
  readonly status_check_contexts: readonly string[];
  readonly required_approvals: number;
  /** Null where anybody who may write approves. */
  readonly approvals_whitelist?: readonly string[] | null;
  readonly block_on_rejected_reviews: boolean;
  readonly block_on_outdated_branch: boolean;
  readonly dismiss_stale_approvals: boolean;
  readonly created: number;
  readonly updated: number;
}

export interface ReactionRow {
  readonly comment: number;
  readonly user: number;
  readonly content: string;
  readonly created: number;
}

export interface Rows {
  users: UserRow;
  tokens: TokenRow;
  repos: RepoRow;
  collaborators: CollaboratorRow;
  labels: LabelRow;
  issues: IssueRow;
  comments: CommentRow;
  dependencies: DependencyRow;
  reviews: ReviewRow;
  statuses: StatusRow;
  hooks: HookRow;
  protections: ProtectionRow;
  reactions: ReactionRow;
}
export type Table = keyof Rows;
