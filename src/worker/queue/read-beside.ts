/** Reads what stands beside an open issue and not in it: what blocks it, and when the label that lets it in was set. */
import { isApprovedLabel } from "../../core/policy/approved.ts";
import { err, ok, type Result } from "../../core/result.ts";
import type { ForgeClient, ForgeFailure } from "../../forge/client.ts";
import { type Env, projectStub } from "../environment.ts";
import type { BlockersRead, StaleIssue } from "../objects/project-mirror.ts";
import type { ForgeAccess } from "./forge-call.ts";

/** Issues that are handed to Project at once: each time it ranks anew. */
const BATCH = 10;
/** The forge's times are whole seconds; a dependency added in the same second bears the same time. */
const SECOND_GRACE_MS = 3_000;

type Stopped = ForgeFailure | "out_of_requests";

/** `again`: also what was only read provisionally. Answers why the rest was not read. */
export async function readBeside(
  env: Env,
  access: ForgeAccess,
  name: string,
  repo: string,
  account: string,
  again: boolean,
): Promise<Stopped | null> {
  const stub = projectStub(env, name);
  const stale = await stub.staleBlockers(access.left, again);
  let batch: BlockersRead[] = [];
  const keep = async () => {
    if (batch.length > 0) await stub.setBlockers(batch);
    batch = [];
  };
  for (const issue of stale) {
    const read = await readOne(access, repo, account, issue);
    if (!read.ok) {
      await keep();
      return read.error;
    }
    batch.push(read.value);
    if (batch.length === BATCH) await keep();
  }
  await keep();
  return stale.length > 0 && access.left < 2 ? "out_of_requests" : null;
}

async function readOne(
  access: ForgeAccess,
  repo: string,
  account: string,
  { number, updated_at, proof }: StaleIssue,
): Promise<Result<BlockersRead, Stopped>> {
  const client = access.client(account);
  const labelled = await readLabelled(access, client, repo, number, proof);
  if (!labelled.ok) return labelled;
  const blockers: number[] = [];
  const foreign_blockers: string[] = [];
  for (let page = 1; ; page++) {
    if (access.left < 2) return err("out_of_requests");
    const read = await client.dependencies(repo, number, page);
    // Dependencies switched off for the repository: nothing blocks anything there.
    if (!read.ok && read.error.reason !== "not_found") return err(read.error);
    const { items, more } = read.ok ? read.value : { items: [], more: false };
    for (const d of items) {
      if (d.repo.toLowerCase() === repo.toLowerCase()) blockers.push(d.number);
      else if (d.state === "open") foreign_blockers.push(`${d.repo}#${d.number}`);
    }
    if (more) continue;
    const settled = Date.now() > updated_at + SECOND_GRACE_MS;
    return ok({ number, updated_at, settled, blockers, foreign_blockers, labelled: labelled.value });
  }
}

async function readLabelled(
  access: ForgeAccess,
  client: ForgeClient,
  repo: string,
  number: number,
  at: number | null,
): Promise<Result<BlockersRead["labelled"], Stopped>> {
  if (at === null) return ok(null);
  if (access.left < 2) return err("out_of_requests");
  const read = await client.labelledSince(repo, number, at, isApprovedLabel);
  if (read.ok) return ok({ at, times: read.value });
  // A forge that has no such list shows nothing, and then nobody is let in.
  return read.error.reason === "not_found" ? ok({ at, times: [] }) : err(read.error);
}
