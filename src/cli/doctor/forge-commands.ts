/** The commands that put a forge in order, complete but for the secrets, which stay in the shell's environment. */

const REQUIRED_EVENTS = ["issues", "pull_request", "push"];

interface At {
  readonly url: string;
  readonly repo: string;
}

const call = (method: string, { url, repo }: At, path: string, body: string): string =>
  `curl -X ${method} -H "authorization: token $FORGE_ADMIN_TOKEN" -H "content-type: application/json" ${url}/api/v1/repos/${repo}${path} -d ${body}`;

const quoted = (value: unknown): string => `'${JSON.stringify(value)}'`;

export function createHook(at: At, target: string): string {
  const hook = {
    type: "gitea",
    active: true,
    events: REQUIRED_EVENTS,
    config: { url: target, content_type: "json", secret: "SECRET" },
  };
  // The shell fills in the secret: outside the single quotes, so that it never stands in the command itself.
  return call("POST", at, "/hooks", quoted(hook).replace('"SECRET"', `"'"$WEBHOOK_SECRET"'"`));
}

/** What an edit leaves out is reset, so it always says the events. */
export const editHook = (at: At, id: number, target: string): string =>
  call(
    "PATCH",
    at,
    `/hooks/${id}`,
    quoted({ active: true, events: REQUIRED_EVENTS, config: { url: target, content_type: "json" } }),
  );

export const deleteHook = ({ url, repo }: At, id: number): string =>
  `curl -X DELETE -H "authorization: token $FORGE_ADMIN_TOKEN" ${url}/api/v1/repos/${repo}/hooks/${id}`;

export const testHook = ({ url, repo }: At, id: number): string =>
  `curl -X POST -H "authorization: token $FORGE_ADMIN_TOKEN" ${url}/api/v1/repos/${repo}/hooks/${id}/tests`;

export function protect(
  at: At,
  branch: string,
  exists: boolean,
  contexts: readonly string[],
  approvals: number,
): string {
  const rule = {
    enable_status_check: true,
    status_check_contexts: contexts,
    required_approvals: approvals,
    ...(exists ? {} : { rule_name: branch }),
  };
  return exists
    ? call("PATCH", at, `/branch_protections/${branch}`, quoted(rule))
    : call("POST", at, "/branch_protections", quoted(rule));
}
