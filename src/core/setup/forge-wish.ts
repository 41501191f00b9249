/** What the forge should hold for a project: accounts, who may write, labels, the protected branch, the webhook. */

import { OrchestratorConfig, ProjectConfig } from "../../contract/config.ts";
import type { Role } from "../../contract/job.ts";
import type { Answers } from "./answers.ts";
import { defaultOf } from "./written.ts";

/** What the product calls need and nothing more; the forge has no narrower words. */
export const TOKEN_SCOPES = ["read:user", "write:repository", "write:issue"] as const;
/** The name of the token on the forge. */
export const TOKEN_NAME = "adf";
export const HOOK_EVENTS = ["issues", "pull_request", "push"] as const;
export const HOOK_PATH = "/webhooks/gitea";

export const LABELS = [
  { name: "adf/held", color: "8b949e", description: "The factory leaves this issue alone." },
  { name: "adf/pinned", color: "1f6feb", description: "The factory takes this issue before all others." },
  { name: "adf/approved", color: "2da44e", description: "Lets in an issue by somebody who is not trusted." },
  { name: "needs-human", color: "d29922", description: "Waits for a person's answer." },
] as const;

export interface AccountWish {
  /** The key of FORGE_TOKENS. */
  readonly role: Role;
  readonly login: string;
}

export interface ForgeWish {
  readonly repo: string;
  readonly branch: string;
  readonly accounts: readonly AccountWish[];
  /** The commit status that a merge needs. */
  readonly context: string;
  /** Whose approval a merge needs. */
  readonly reviewer: string;
  /** Null until the Worker has an address. */
  readonly hook_url: string | null;
}

export function forgeWish(
  answers: Answers,
  logins: Readonly<Partial<Record<Role, string>>>,
  worker: string | null,
): ForgeWish {
  // The coordinator's account is the brain's own hand, whether or not an agent is a coordinator.
  const roles = new Set<Role>(["coordinator", ...answers.agents.map((one) => one.role)]);
  const login = (role: Role) => logins[role] ?? `adf-${role}`;
  return {
    repo: answers.repo,
    branch: answers.branch ?? String(defaultOf(ProjectConfig, "branch")),
    accounts: [...roles].map((role) => ({ role, login: login(role) })),
    context: OrchestratorConfig.shape.review_gate.parse(undefined).context,
    reviewer: login("reviewer"),
    hook_url: worker === null ? null : worker.replace(/\/+$/, "") + HOOK_PATH,
  };
}
