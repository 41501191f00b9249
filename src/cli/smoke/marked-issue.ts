/** The marked issue: filed, pinned so that it goes first, and closed again if the factory left it open. */
import { randomBytes } from "node:crypto";
import { PINNED_LABEL } from "../../core/ranking/score.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { ForgeClient } from "../../forge/client.ts";

const BODY = `Filed by \`adf smoke\`, to see one whole cycle of the factory.

Please run what is there, exactly as it is. Change nothing and open no pull request. When everything passes, say so with the commands and how they ended; when something does not, ask a person.`;

export interface Marked {
  readonly number: number;
  readonly title: string;
}

export async function fileIssue(client: ForgeClient, repo: string): Promise<Result<Marked, string>> {
  const label = await pinned(client, repo);
  if (!label.ok) return label;
  // Asking to verify is what every agent answers without a change, by a claim that QA can run again.
  const title = `Verify that all is well (${randomBytes(3).toString("hex")})`;
  const made = await client.createIssue(repo, { title, body: BODY, labels: [label.value] });
  return made.ok ? ok({ number: made.value.number, title }) : err(made.error.detail);
}

async function pinned(client: ForgeClient, repo: string): Promise<Result<number, string>> {
  const labels = await client.labels(repo);
  if (!labels.ok) return err(labels.error.detail);
  const known = labels.value.find((l) => l.name.toLowerCase() === PINNED_LABEL);
  if (known !== undefined) return ok(known.id);
  const description = "The factory takes this issue before all others";
  const made = await client.createLabel(repo, { name: PINNED_LABEL, color: "fbca04", description });
  return made.ok ? ok(made.value.id) : err(made.error.detail);
}

/** Closes what is open, with a word why. A sentence when that failed; null when the issue is closed. */
export async function cleanUp(client: ForgeClient, repo: string, number: number): Promise<string | null> {
  const now = await client.issue(repo, number);
  if (!now.ok) return now.error.detail;
  if (now.value.state === "closed") return null;
  // Closed first: a word on an open issue that waits for a person would be taken for the answer.
  const closed = await client.closeIssue(repo, number);
  if (!closed.ok) return closed.error.detail;
  await client.addComment(
    repo,
    number,
    "Closed by `adf smoke`, which filed it: it has seen what it came for.",
  );
  return null;
}

/** Whether the repository has an active webhook to this Worker; null where it could not be listed. */
export async function isHooked(client: ForgeClient, repo: string, worker: string): Promise<boolean | null> {
  const hooks = await client.hooks(repo);
  return hooks.ok ? hooks.value.some((h) => h.active && h.url === `${worker}/webhooks/gitea`) : null;
}
