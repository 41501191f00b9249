/** Protections of branches. Managing them takes an account that is admin of the repository. */
import * as z from "zod";
import type { Result } from "../core/result.ts";
import type { ForgeFailure } from "./failure.ts";
import { repoPath, segments } from "./path.ts";
import { Nothing, type Send } from "./request.ts";
import { listOf } from "./shapes.ts";
import { onlyValue } from "./value.ts";

const names = listOf(z.string());

/** Under the forge's own names, as they are sent and read back. */
export const Protection = z.object({
  rule_name: z.string(),
  enable_push: z.boolean(),
  enable_push_whitelist: z.boolean(),
  push_whitelist_usernames: names,
  enable_status_check: z.boolean(),
  status_check_contexts: names,
  required_approvals: z.int(),
  enable_approvals_whitelist: z.boolean(),
  approvals_whitelist_username: names,
  block_on_rejected_reviews: z.boolean(),
  dismiss_stale_approvals: z.boolean(),
});
export type Protection = z.output<typeof Protection>;

export const protectionCalls = (send: Send) => ({
  /** The rule of exactly this name; `not_found` where there is none, whatever other rule matches the branch. */
  protection: async (repo: string, rule: string): Promise<Result<Protection, ForgeFailure>> =>
    onlyValue(
      await send(
        { method: "GET", path: `${repoPath(repo)}/branch_protections/${segments(rule)}` },
        Protection,
      ),
    ),

  /** A rule that is there already is `forbidden`, as is a caller who is no admin: look first. */
  createProtection: async (repo: string, rule: Protection): Promise<Result<Protection, ForgeFailure>> =>
    onlyValue(
      await send(
        { method: "POST", path: `${repoPath(repo)}/branch_protections`, body: { ...rule, priority: 1 } },
        Protection,
      ),
    ),

  editProtection: async (repo: string, rule: Protection): Promise<Result<Protection, ForgeFailure>> =>
    onlyValue(
      await send(
        {
          method: "PATCH",
          path: `${repoPath(repo)}/branch_protections/${segments(rule.rule_name)}`,
          body: rule,
        },
        Protection,
      ),
    ),

  deleteProtection: async (repo: string, rule: string): Promise<Result<null, ForgeFailure>> =>
    onlyValue(
      await send(
        { method: "DELETE", path: `${repoPath(repo)}/branch_protections/${segments(rule)}` },
        Nothing,
      ),
    ),
});
