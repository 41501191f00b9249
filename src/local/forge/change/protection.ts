/** What a branch protection forbids: pushes by hand, and merges before statuses and approvals are there. */
import type { Forge } from "../forge.ts";
import type { ProtectionRow, RepoRow, StatusRow, UserRow } from "../store/rows.ts";
import type { PullRow } from "../view/pull.ts";

/** Gitea's globs: `*` stays within a path part, `**` does not. */
export function globMatches(pattern: string, text: string): boolean {
  const source = pattern.replace(/\*\*|[*?]|[.+^${}()|[\]\\]/g, (part) =>
    part === "**" ? ".*" : part === "*" ? "[^/]*" : part === "?" ? "[^/]" : `\\${part}`,
  );
  return new RegExp(`^${source}$`).test(text);
}

/** A rule that names the branch exactly comes before one that matches it. */
export function protectionOf(forge: Forge, repo: RepoRow, branch: string): ProtectionRow | undefined {
  const rules = forge.store.filter("protections", (rule) => rule.repo === repo.id);
  return rules.find((rule) => rule.rule === branch) ?? rules.find((rule) => globMatches(rule.rule, branch));
}

export function mayPush(rule: ProtectionRow | undefined, user: UserRow): boolean {
  if (rule === undefined) return true;
  if (!rule.enable_push) return false;
  return !rule.enable_push_whitelist || rule.push_whitelist.includes(user.login);
}

/** The newest status of each context. */
export function latestStatuses(forge: Forge, repo: RepoRow, sha: string): StatusRow[] {
  const latest = new Map<string, StatusRow>();
  for (const status of forge.store.filter("statuses", (row) => row.repo === repo.id && row.sha === sha)) {
    latest.set(status.context, status);
  }
  return [...latest.values()];
}

/** Gitea's rule for many statuses in one word. */
export function combined(statuses: readonly StatusRow[]): "pending" | "success" | "failure" {
  const states = statuses.map((status) => status.state);
  if (states.some((state) => state === "error" || state === "failure" || state === "warning"))
    return "failure";
  const good = states.filter((state) => state === "success" || state === "skipped").length;
  return good > 0 && good === states.length ? "success" : "pending";
}

/** Why a pull request may not be merged yet, or null. */
export function notReady(forge: Forge, repo: RepoRow, issue: PullRow): string | null {
  const rule = protectionOf(forge, repo, issue.pull.base);
  if (rule === undefined) return null;
  if (rule.enable_status_check) {
    const have = latestStatuses(forge, repo, issue.pull.head_sha);
    // A star stands for slashes too, other than in the name of a branch.
    const missing = rule.status_check_contexts.filter((context) => {
      const matching = have.filter((status) => globMatches(context.replace(/\*+/g, "**"), status.context));
      return matching.length === 0 || combined(matching) !== "success";
    });
    // No context named means: whatever statuses there are must be good, and there must be some.
    const unnamed = rule.status_check_contexts.length === 0 && combined(have) !== "success";
    if (missing.length > 0 || unnamed) return "Not all required status checks successful";
  }
  const reviews = officialReviews(forge, issue);
  const approvals = reviews.filter(
    (review) =>
      review.state === "APPROVED" &&
      !(rule.dismiss_stale_approvals && review.stale) &&
      (rule.approvals_whitelist ?? null)?.includes(forge.store.get("users", review.user)?.login ?? "") !==
        false,
  );
  if (approvals.length < rule.required_approvals) return "Does not have enough approvals";
  if (rule.block_on_rejected_reviews && reviews.some((review) => review.state === "REQUEST_CHANGES")) {
    return "There are requested changes";
  }
  return null;
}

/** Each reviewer's newest verdict that counts. */
function officialReviews(forge: Forge, issue: PullRow) {
  const newest = new Map<number, ReturnType<typeof forge.store.all<"reviews">>[number]>();
  for (const review of forge.store.filter(
    "reviews",
    (row) => row.issue === issue.id && row.official && !row.dismissed,
  )) {
    if (review.state === "APPROVED" || review.state === "REQUEST_CHANGES") newest.set(review.user, review);
  }
  return [...newest.values()];
}
