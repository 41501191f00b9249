/**
 * What happened on the forge, in the product's own words. A webhook delivery and a poll of the same change
 * yield the same event and so the same semantic key; times are milliseconds since 1970, by the forge's clock.
 */

/** An account on the forge. The id is what trust is tied to: a login can be renamed and taken by another. */
export interface Person {
  readonly id: number;
  readonly login: string;
}

export interface IssueSnapshot {
  /** Unique over the forge; `number` only within the repository. */
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly author: Person;
  readonly labels: readonly string[];
  readonly created_at: number;
  readonly updated_at: number;
  readonly is_pull: boolean;
}

export interface CommentSnapshot {
  readonly id: number;
  /** The issue or pull request it stands on. */
  readonly issue: number;
  readonly body: string;
  readonly author: Person;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface PullSnapshot {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: "open" | "closed";
  readonly author: Person;
  readonly head_sha: string;
  readonly head_branch: string;
  readonly base_branch: string;
  readonly merged: boolean;
  readonly merged_sha: string | null;
  readonly updated_at: number;
}

export interface RepoRef {
  readonly id: number;
  /** `owner/name`. */
  readonly path: string;
}

interface Common {
  readonly repo: RepoRef;
  /** Who acted; null where the event comes from a poll, which cannot know. */
  readonly sender: Person | null;
}

export type ForgeEvent =
  | (Common & { readonly kind: "issue"; readonly action: IssueAction; readonly issue: IssueSnapshot })
  | (Common & {
      readonly kind: "comment";
      readonly action: "written" | "deleted";
      readonly comment: CommentSnapshot;
      /** Absent when a poll read the comment alone. */
      readonly issue: IssueSnapshot | null;
    })
  | (Common & { readonly kind: "pull"; readonly action: PullAction; readonly pull: PullSnapshot })
  | (Common & {
      readonly kind: "push";
      readonly ref: string;
      readonly before: string;
      readonly after: string;
    });

/** `changed` covers opened, edited, closed, reopened, labelled, assigned: the snapshot says what is so now. */
export type IssueAction = "changed" | "deleted";
export type PullAction = "changed" | "synchronized" | "closed";

/** A delivery that asks for nothing. Named, so that no input is dropped without a trace. */
export interface Ignored {
  readonly kind: "ignored";
  readonly reason: "unknown_event" | "unsupported_action" | "other_repository" | "malformed_payload";
  readonly detail: string;
}
