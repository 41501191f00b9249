/** The one map from a reason for refusing a request to its HTTP status and the sentence for the caller. */
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Refusal } from "../contract/runner.ts";

const REFUSALS = {
  not_json: [415, "Send the delivery as application/json; form-encoded webhooks are not accepted."],
  malformed_json: [400, "The body is signed but is not JSON."],
  too_large: [413, "The body is larger than this endpoint accepts."],
  bad_signature: [
    401,
    "The signature is missing or does not match. Is the webhook's secret the Worker's WEBHOOK_SECRET?",
  ],
  bad_request: [400, "The request does not have the shape of the contract."],
  no_credential: [
    401,
    "Send the runner's credential as `Authorization: Bearer …`. Register with `adf runner register`.",
  ],
  bad_admin_token: [401, "Send the deployment's ADMIN_TOKEN as `Authorization: Bearer …`."],
  bad_registration_token: [
    403,
    "This registration token is unknown, used or older than an hour. Ask for a new one.",
  ],
  contract_mismatch: [
    426,
    "Runner and Worker speak different versions of the contract. Upgrade the older one.",
  ],
  lease_lost: [410, "The lease is not held under this epoch any more. Stop the job."],
  unknown_project: [404, "No project of that name is configured."],
  unknown_notifier: [404, "No notifier of that name is configured."],
  unknown_runner: [404, "No runner of that id is registered."],
  unknown_provider: [404, "No route of this configuration leads there."],
  unknown_job: [404, "No such job."],
  not_found: [404, "There is nothing here."],
  git_refused: [403, "The git gate does not let this through."],
  git_malformed: [400, "The push is not a well-formed git request."],
  forge_unreachable: [502, "The forge did not answer the git gate."],
  not_configured: [503, "The Worker is not configured, and dispatches nothing."],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>;

export type RefusalReason = keyof typeof REFUSALS;

export function refuse(c: Context, reason: RefusalReason, detail?: string): Response {
  const [status, sentence] = REFUSALS[reason];
  const body: Refusal = { error: reason, message: detail === undefined ? sentence : `${sentence} ${detail}` };
  return c.json(body, status);
}
