/** Signed deliveries as the forge sends them, made here so that the clock starts with the request. */
import { signBody } from "../../src/forge/signature.ts";
import type { Rig } from "./rig.ts";

let next = 1_000_000;

export async function deliver(
  rig: Rig,
  issue: { id: number; number: number },
  text: string,
): Promise<Response> {
  const at = new Date().toISOString();
  const user = { id: rig.owner_id, login: "owner" };
  const id = next++;
  const body = JSON.stringify({
    action: "created",
    issue: {
      id: issue.id,
      number: issue.number,
      title: `Measure ${issue.number}`,
      body: "",
      state: "open",
      user,
      labels: [{ id: 1, name: "adf/held" }],
      created_at: at,
      updated_at: at,
      pull_request: null,
    },
    comment: { id, body: text, user, created_at: at, updated_at: at },
    repository: { id: rig.repo_id, full_name: rig.factory.repo },
    sender: user,
    is_pull: false,
  });
  const answer = await fetch(`${rig.factory.worker_url}/webhooks/gitea`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-gitea-event": "issue_comment",
      "x-gitea-delivery": crypto.randomUUID(),
      "x-gitea-signature": await signBody(body, rig.webhook_secret),
    },
    body,
  });
  if (answer.status !== 202)
    throw new Error(`the delivery was answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
