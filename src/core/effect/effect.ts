/**
 * Effects: the writes the brain has committed itself to make on the forge. They wait in the outbox, are applied
 * in order per work item, and end visible exactly once. Ids made from their cause cannot be doubled.
 */

/** Which forge account writes it; a key of the FORGE_TOKENS secret. */
type By = { readonly account: string };

export type EffectAction =
  | (By & {
      readonly kind: "comment";
      readonly issue: number;
      readonly body: string;
      readonly root: string;
      readonly hop: number;
      readonly job?: string;
      readonly epoch?: number;
      readonly agent?: string;
    })
  | (By & {
      readonly kind: "open_pull";
      readonly branch: string;
      readonly base: string;
      readonly title: string;
      readonly body: string;
    })
  | (By & {
      readonly kind: "status";
      readonly sha: string;
      readonly state: "pending" | "success" | "failure";
      readonly context: string;
      readonly description: string;
    })
  | (By & {
      readonly kind: "review";
      readonly pull_request: number;
      readonly sha: string;
      readonly event: "APPROVED" | "REQUEST_CHANGES" | "COMMENT";
      readonly body: string;
      /** Beside the lines they are about; absent in rows that are older than this. */
      readonly comments?: readonly { readonly path: string; readonly line: number; readonly body: string }[];
    })
  | (By & {
      readonly kind: "merge";
      readonly pull_request: number;
      readonly sha: string;
      readonly base: string;
      readonly title: string;
      readonly message: string;
    })
  /** Takes back what was left to the forge to merge when its checks are green. */
  | (By & { readonly kind: "cancel_merge"; readonly pull_request: number })
  | (By & { readonly kind: "close_issue" | "reopen_issue"; readonly issue: number })
  | (By & {
      readonly kind: "create_issue";
      readonly title: string;
      readonly body: string;
      /** By name; one that the repository does not have is made. */
      readonly labels?: readonly string[];
    })
  | (By & {
      readonly kind: "edit_issue";
      readonly issue: number;
      readonly body: string;
      readonly state: "open" | "closed";
    })
  /** `issue` waits for `on`. */
  | (By & { readonly kind: "add_dependency"; readonly issue: number; readonly on: number })
  | (By & { readonly kind: "add_labels"; readonly issue: number; readonly labels: readonly string[] })
  | (By & { readonly kind: "delete_comment"; readonly comment: number });

export type EffectKind = EffectAction["kind"];

/**
 * `pending → applying → done | dead`; a transient failure goes back to `pending` with a later `not_before`. In the mode
 * `approve` it is born `proposed` and waits for a person: `proposed → pending | dead`.
 */
export type EffectState = "proposed" | "pending" | "applying" | "done" | "dead";

/** An effect that has not ended: those after it in its work item wait for it. */
export const OPEN_EFFECT: ReadonlySet<EffectState> = new Set(["proposed", "pending", "applying"]);

export interface Effect {
  readonly id: string;
  /** Order within its work item and the project. */
  readonly seq: number;
  readonly item: string | null;
  readonly action: EffectAction;
  readonly state: EffectState;
  readonly attempts: number;
  /** While pending: not before. While applying: given up at this time and tried again. */
  readonly not_before: number;
  readonly error: string | null;
  readonly result: EffectResult | null;
  /** Of a merge: the forge may do it by itself. Absent while it may not. */
  readonly left_to_forge?: true;
  /** Who said yes to it; absent while nobody has. */
  readonly approved_by?: string;
  readonly created_at: number;
}

/** What the forge answered, as far as later decisions need it. */
export interface EffectResult {
  readonly comment?: number;
  readonly issue?: number;
  readonly pull_request?: number;
  readonly head_sha?: string;
  readonly merged_sha?: string;
  readonly review?: number;
  /** Of an issue that was closed: the moment of it on the forge, in milliseconds. */
  readonly updated_at?: number;
}

/** How one try to apply an effect ended. `refused` is final; the reason decides what happens to the work item. */
export type Applied =
  | { readonly status: "done"; readonly result: EffectResult }
  | {
      readonly status: "retry";
      readonly error: string;
      readonly after_ms: number;
      /** The forge was asked to merge when its checks are green: from now on it may do so by itself. */
      readonly left_to_forge?: true;
      /** False where the forge was not asked at all, because its gate was shut: that is no attempt. */
      readonly tried?: false;
    }
  | {
      readonly status: "refused";
      readonly reason: Refusal;
      readonly error: string;
    };

/** Why the forge does not write something, and will not as long as nobody changes anything. The last six are about a merge. */
export type Refusal =
  | "conflict"
  | "head_moved"
  | "gone"
  | "forbidden"
  | "invalid"
  | "draft"
  | "checks_red"
  | "gates_red"
  | "checks_late"
  | "checks_never"
  | "by_rule";
