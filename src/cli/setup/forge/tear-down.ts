/** Takes away what the manifest lists and nothing else: each thing is looked for, removed, and its entry with it. */

import type { Result } from "../../../core/result.ts";
import { type Made, teardownOrder } from "../../../core/setup/manifest.ts";
import { SUMMARY_PATH } from "../../../core/summary/summary.ts";
import type { ForgeFailure } from "../../../forge/client.ts";
import type { SetupClient } from "../../../forge/setup-client.ts";
import type { Ledger } from "../manifests.ts";
import { failed, type Line, line } from "./site.ts";

export interface Demolition {
  /** Null without an admin token: then everything on the forge stays. */
  readonly client: SetupClient | null;
  readonly ledger: Ledger;
  readonly apply: boolean;
  /** Login → another project that uses the account. */
  readonly shared: ReadonlyMap<string, string>;
  /** Gives the account to that project, whose teardown will remove it. */
  handOver(made: Made, project: string): void;
}

export async function tearDown(work: Demolition): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const made of teardownOrder(work.ledger.manifest.made)) lines.push(await one(work, made));
  return lines;
}

async function one(work: Demolition, made: Made): Promise<Line> {
  const { client, ledger, apply } = work;
  const thing = `${made.kind} ${made.key}`;
  const user = made.kind === "account" ? work.shared.get(made.key) : undefined;
  if (user !== undefined) {
    if (apply) {
      work.handOver(made, user);
      ledger.gone(made);
    }
    return line("kept", thing, `the project ${user} uses it; its teardown removes it`);
  }
  if (client === null) return line("kept", thing, "it takes an admin token: --admin-token-file FILE");
  if (!apply) return line("would remove", thing);
  const removed = await remove(client, ledger.manifest.repo, made);
  if (!removed.ok && removed.error.reason !== "not_found") {
    const owns = made.kind === "account" && removed.error.reason === "validation";
    return owns ? line("kept", thing, removed.error.detail) : failed(thing, removed.error);
  }
  ledger.gone(made);
  return line(removed.ok ? "removed" : "gone", thing, removed.ok ? "" : "somebody had removed it already");
}

async function remove(client: SetupClient, repo: string, made: Made): Promise<Result<unknown, ForgeFailure>> {
  switch (made.kind) {
    case "account":
      return client.deleteAccount(made.key);
    case "collaborator": {
      const removed = await client.removeCollaborator(repo, made.key);
      // The account itself is gone, and with it what it might do.
      return !removed.ok && removed.error.reason === "validation" ? { ok: true, value: null } : removed;
    }
    case "protection":
      return client.deleteProtection(repo, made.key);
    case "label": {
      const labels = await client.labels(repo);
      if (!labels.ok) return labels;
      const label = labels.value.find((one) =>
        made.id === null ? one.name === made.key : one.id === made.id,
      );
      return label === undefined ? absent(made) : client.deleteLabel(repo, label.id);
    }
    case "webhook": {
      const hooks = await client.hooks(repo);
      if (!hooks.ok) return hooks;
      const hook = hooks.value.find((one) => (made.id === null ? one.url === made.key : one.id === made.id));
      return hook === undefined ? absent(made) : client.deleteHook(repo, hook.id);
    }
    case "pull": {
      if (made.id !== null) {
        const pull = await client.pull(repo, made.id);
        if (pull.ok && pull.value.merged) return { ok: true, value: null };
        if (pull.ok && pull.value.state === "open") await client.closePull(repo, made.id);
      }
      const file = await client.fileText(repo, SUMMARY_PATH, made.key);
      return file.ok ? client.deleteBranch(repo, made.key) : file;
    }
  }
}

const absent = (made: Made): Result<never, ForgeFailure> => ({
  ok: false,
  error: { reason: "not_found", status: 404, detail: `no ${made.kind} ${made.key}`, retry_after_secs: null },
});
