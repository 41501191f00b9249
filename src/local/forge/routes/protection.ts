/** Branch protections, as far as this forge enforces them: pushes, statuses, approvals. */
import type { Hono } from "hono";
import * as z from "zod";
import { forbidden, notFound } from "../problem.ts";
import type { ProtectionRow } from "../store/rows.ts";
import { time } from "../view/link.ts";
import { type Api, body, type Room, roomFor } from "./door.ts";

const Fields = z.looseObject({
  rule_name: z.string().optional(),
  branch_name: z.string().optional(),
  enable_push: z.boolean().optional(),
  enable_push_whitelist: z.boolean().optional(),
  push_whitelist_usernames: z.array(z.string()).nullish(),
  enable_force_push: z.boolean().optional(),
  enable_status_check: z.boolean().optional(),
  status_check_contexts: z.array(z.string()).nullish(),
  enable_approvals_whitelist: z.boolean().optional(),
  approvals_whitelist_username: z.array(z.string()).nullish(),
  required_approvals: z.int().min(0).optional(),
  block_on_rejected_reviews: z.boolean().optional(),
  block_on_outdated_branch: z.boolean().optional(),
  dismiss_stale_approvals: z.boolean().optional(),
});

export function protectionRoutes(app: Hono<Api>): void {
  const base = "/repos/:owner/:repo/branch_protections";
  app.get(base, (c) => {
    const at = roomFor(c, "repository", "admin");
    return c.json(
      at.forge.store.filter("protections", (rule) => rule.repo === at.repo.id).map(protectionView),
    );
  });
  app.post(base, async (c) => {
    const at = roomFor(c, "repository", "admin");
    const asked = await body(c, Fields);
    const name = asked.rule_name || asked.branch_name || "";
    if (name === "") throw forbidden("both rule_name and branch_name are empty");
    if (at.forge.store.get("protections", `${at.repo.id}/${name}`) !== undefined) {
      throw forbidden("Branch protection already exist");
    }
    const now = at.forge.store.now();
    return c.json(protectionView(save(at, blank(at.repo.id, name, now), asked, now)), 201);
  });
  app.get(`${base}/:name{.+}`, (c) =>
    c.json(protectionView(one(roomFor(c, "repository", "admin"), c.req.param("name")))),
  );
  app.on(["PATCH", "PUT"], `${base}/:name{.+}`, async (c) => {
    const at = roomFor(c, "repository", "admin");
    const rule = one(at, c.req.param("name"));
    return c.json(protectionView(save(at, rule, await body(c, Fields), at.forge.store.now())));
  });
  app.delete(`${base}/:name{.+}`, (c) => {
    const at = roomFor(c, "repository", "admin");
    const rule = one(at, c.req.param("name"));
    at.forge.store.write((tx) => tx.drop("protections", `${at.repo.id}/${rule.rule}`));
    return c.body(null, 204);
  });
}

const blank = (repo: number, rule: string, now: number): ProtectionRow => ({
  repo,
  rule,
  enable_push: false,
  enable_push_whitelist: false,
  push_whitelist: [],
  enable_force_push: false,
  enable_status_check: false,
  status_check_contexts: [],
  required_approvals: 0,
  approvals_whitelist: null,
  block_on_rejected_reviews: false,
  block_on_outdated_branch: false,
  dismiss_stale_approvals: false,
  created: now,
  updated: now,
});

function save(at: Room, old: ProtectionRow, asked: z.output<typeof Fields>, now: number): ProtectionRow {
  const row: ProtectionRow = {
    ...old,
    enable_push: asked.enable_push ?? old.enable_push,
    enable_push_whitelist: asked.enable_push_whitelist ?? old.enable_push_whitelist,
    push_whitelist: asked.push_whitelist_usernames ?? old.push_whitelist,
    enable_force_push: asked.enable_force_push ?? old.enable_force_push,
    enable_status_check: asked.enable_status_check ?? old.enable_status_check,
    status_check_contexts: asked.status_check_contexts ?? old.status_check_contexts,
    approvals_whitelist: approvers(old, asked),
    required_approvals: asked.required_approvals ?? old.required_approvals,
    block_on_rejected_reviews: asked.block_on_rejected_reviews ?? old.block_on_rejected_reviews,
    block_on_outdated_branch: asked.block_on_outdated_branch ?? old.block_on_outdated_branch,
    dismiss_stale_approvals: asked.dismiss_stale_approvals ?? old.dismiss_stale_approvals,
    updated: now,
  };
  at.forge.store.write((tx) => tx.put("protections", `${at.repo.id}/${row.rule}`, row));
  return row;
}

/** Null is the list switched off; names without the switch are kept nowhere. */
function approvers(old: ProtectionRow, asked: z.output<typeof Fields>): readonly string[] | null {
  const on = asked.enable_approvals_whitelist ?? (old.approvals_whitelist ?? null) !== null;
  return on ? (asked.approvals_whitelist_username ?? old.approvals_whitelist ?? []) : null;
}

function one(at: Room, name: string): ProtectionRow {
  const rule = at.forge.store.get("protections", `${at.repo.id}/${name}`);
  if (rule === undefined) throw notFound();
  return rule;
}

const protectionView = (rule: ProtectionRow) => ({
  branch_name: rule.rule,
  rule_name: rule.rule,
  priority: 1,
  enable_push: rule.enable_push,
  enable_push_whitelist: rule.enable_push_whitelist,
  push_whitelist_usernames: rule.push_whitelist,
  push_whitelist_teams: [],
  push_whitelist_deploy_keys: false,
  enable_force_push: rule.enable_force_push,
  enable_merge_whitelist: false,
  merge_whitelist_usernames: [],
  merge_whitelist_teams: [],
  enable_status_check: rule.enable_status_check,
  status_check_contexts: rule.status_check_contexts,
  required_approvals: rule.required_approvals,
  enable_approvals_whitelist: (rule.approvals_whitelist ?? null) !== null,
  approvals_whitelist_username: rule.approvals_whitelist ?? [],
  approvals_whitelist_teams: [],
  block_on_rejected_reviews: rule.block_on_rejected_reviews,
  block_on_official_review_requests: false,
  block_on_outdated_branch: rule.block_on_outdated_branch,
  dismiss_stale_approvals: rule.dismiss_stale_approvals,
  ignore_stale_approvals: false,
  require_signed_commits: false,
  protected_file_patterns: "",
  unprotected_file_patterns: "",
  block_admin_merge_override: false,
  created_at: time(rule.created),
  updated_at: time(rule.updated),
});
