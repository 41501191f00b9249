/**
 * The protected branch. What counts is what the rule guarantees: no account of the factory pushes, the review status and an
 * approval by the reviewer are needed. A rule that people made is read, never changed.
 */
import type { ForgeWish } from "../../../core/setup/forge-wish.ts";
import type { Protection } from "../../../forge/protection.ts";
import { failed, type Line, line, type Site } from "./site.ts";

export async function protection(site: Site, people: readonly string[]): Promise<Line> {
  const { client, wish, ledger } = site;
  const thing = `protection of ${wish.branch}`;
  const there = await client.protection(wish.repo, wish.branch);
  if (there.ok) {
    const gaps = gapsOf(there.value, wish);
    if (gaps.length === 0) return line("was there", thing);
    return line("differs", thing, `${gaps.join("; ")}: ${site.url}/${wish.repo}/settings/branches`);
  }
  if (there.error.reason !== "not_found") return failed(thing, there.error);
  if (!site.apply) return line("would make", thing, summary(wish));
  ledger.made({ kind: "protection", key: wish.branch, id: null });
  const made = await client.createProtection(wish.repo, rule(wish, await pushers(site, people)));
  if (!made.ok) {
    if (made.error.status !== null) ledger.gone({ kind: "protection", key: wish.branch });
    return failed(thing, made.error);
  }
  const read = await client.protection(wish.repo, wish.branch);
  if (!read.ok) return failed(thing, read.error);
  const gaps = gapsOf(read.value, wish);
  if (gaps.length > 0) return line("differs", thing, gaps.join("; "));
  const who = (read.value.enable_push ? read.value.push_whitelist_usernames.join(", ") : "") || "nobody";
  return line("made", thing, `${summary(wish)}; pushes by ${who}`);
}

const summary = (wish: ForgeWish): string => `${wish.context} and an approval by ${wish.reviewer}`;

/** People of the configuration who may write there; where none is found, nobody pushes. */
async function pushers({ client, wish }: Site, people: readonly string[]): Promise<readonly string[]> {
  const bots = new Set(wish.accounts.map((one) => one.login));
  const found: string[] = [];
  for (const login of people) {
    const may = bots.has(login) ? null : await client.permission(wish.repo, login);
    if (may?.ok === true && ["write", "admin", "owner"].includes(may.value)) found.push(login);
  }
  return found;
}

const rule = (wish: ForgeWish, people: readonly string[]): Protection => ({
  rule_name: wish.branch,
  enable_push: people.length > 0,
  enable_push_whitelist: people.length > 0,
  push_whitelist_usernames: [...people],
  enable_status_check: true,
  status_check_contexts: [wish.context],
  required_approvals: 1,
  enable_approvals_whitelist: true,
  approvals_whitelist_username: [wish.reviewer],
  block_on_rejected_reviews: true,
  dismiss_stale_approvals: true,
});

/** What the rule does not guarantee, in words. */
export function gapsOf(rule: Protection, wish: ForgeWish): string[] {
  const bots = wish.accounts.map((one) => one.login);
  const pushing = rule.enable_push
    ? bots.filter((login) => !rule.enable_push_whitelist || rule.push_whitelist_usernames.includes(login))
    : [];
  const gaps: string[] = [];
  if (pushing.length > 0) gaps.push(`${pushing.join(", ")} may push`);
  if (!rule.enable_status_check || !rule.status_check_contexts.includes(wish.context))
    gaps.push(`the status ${wish.context} is not required`);
  if (rule.required_approvals < 1) gaps.push("no approval is required");
  if (rule.enable_approvals_whitelist && !rule.approvals_whitelist_username.includes(wish.reviewer))
    gaps.push(`the approval of ${wish.reviewer} does not count`);
  if (!rule.block_on_rejected_reviews) gaps.push("a rejection does not block");
  if (!rule.dismiss_stale_approvals) gaps.push("an approval outlives new commits");
  return gaps;
}
