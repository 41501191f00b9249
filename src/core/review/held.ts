/**
 * Why the forge does not merge a pull request that every gate has passed. One status code of it has many causes, and its words
 * differ between versions: the cause is found in what it shows of the pull request, the branch and the statuses.
 */
import { type Check, isOurs } from "./checks.ts";

export interface Standing {
  /** False while the forge looks for conflicts, where it found one, and of a draft. */
  readonly mergeable: boolean;
  readonly draft: boolean;
}

/** What the target branch asks of a merge. */
export interface BranchRule {
  /** Whether this account may merge into it. */
  readonly may_merge: boolean;
  /** Globs of the statuses that have to be there and green; null where none are asked for, empty where all that are there have to be green. */
  readonly contexts: readonly string[] | null;
}

export type Held =
  | { readonly kind: "draft" | "not_permitted" | "no_clean_merge" | "by_rule" }
  | { readonly kind: "checks_pending"; readonly waits: readonly string[] }
  /** Statuses of the factory's own that are not there: what its gates said is written before a merge is asked for. */
  | { readonly kind: "checks_never"; readonly lacks: readonly string[] }
  /** `gates_red`: statuses of the factory's own alone. Its gates passed the head, so an older word of theirs was set over the newer. */
  | { readonly kind: "checks_red" | "gates_red"; readonly failed: readonly string[] };

export function whyHeld({ mergeable, draft }: Standing, rule: BranchRule, statuses: readonly Check[]): Held {
  if (draft) return { kind: "draft" };
  if (!rule.may_merge) return { kind: "not_permitted" };
  if (!mergeable) return { kind: "no_clean_merge" };
  const wanted = requiredOf(rule, statuses);
  const failed = wanted.flatMap(({ found }) => found.filter(isRed).map(named));
  if (failed.length > 0) return { kind: failed.every(isOurs) ? "gates_red" : "checks_red", failed };
  const lacks = wanted.filter((w) => w.found.length === 0 && isOurs(w.context)).map((w) => w.context);
  if (lacks.length > 0) return { kind: "checks_never", lacks };
  const waits = wanted.flatMap(({ context, found }) =>
    found.length === 0 ? [context] : found.filter((s) => s.state === "pending").map((s) => s.context),
  );
  return waits.length > 0 ? { kind: "checks_pending", waits } : { kind: "by_rule" };
}

/** Whether the branch lets nothing through that lacks this status. */
export const asksFor = ({ contexts }: BranchRule, context: string): boolean =>
  contexts?.some((glob) => matches(glob, context)) ?? false;

function requiredOf({ contexts }: BranchRule, statuses: readonly Check[]) {
  if (contexts === null) return [];
  if (contexts.length === 0)
    return statuses.length === 0
      ? [{ context: "any status at all", found: [] }]
      : statuses.map((s) => ({ context: s.context, found: [s] }));
  return contexts.map((context) => ({ context, found: statuses.filter((s) => matches(context, s.context)) }));
}

/** Anything that is neither green nor under way keeps a merge back. */
const isRed = ({ state }: Check): boolean => state === "failure" || state === "error" || state === "warning";

const named = ({ context, description, target_url }: Check): string =>
  `${context}${description === "" ? "" : `: ${description}`}${target_url === "" ? "" : ` (${target_url})`}`;

/** As the forge compares them: `*` stands for anything, slashes too. */
export function matches(glob: string, context: string): boolean {
  const source = glob.replace(/\*+|\?|[.+^${}()|[\]\\]/g, (part) =>
    part === "?" ? "." : part.startsWith("*") ? ".*" : `\\${part}`,
  );
  return new RegExp(`^${source}$`, "s").test(context);
}
