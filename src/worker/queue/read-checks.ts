/** Reads the checks of the commits that a project waits for, with the log of what failed where the forge has it. */

import { JOB_PAGES } from "../../forge/actions.ts";
import { checksOf } from "../../forge/checks.ts";
import type { ForgeFailure } from "../../forge/client.ts";
import { type Door, type Env, projectOf, projectStub } from "../environment.ts";
import type { ForgeAccess } from "./forge-call.ts";

/** The most requests that one commit can cost: a page or two of statuses, the runs, their jobs and two logs. */
const DEAREST = 5 + JOB_PAGES;

/** `stopped`: why the rest was not read. */
export async function readChecks(
  env: Env,
  door: Door,
  access: ForgeAccess,
  name: string,
  account: string,
): Promise<ForgeFailure | "out_of_requests" | null> {
  const project = projectOf(door, name);
  if (project === undefined) return null;
  const stub = projectStub(env, name);
  const client = access.client(account);
  for (const sha of await stub.awaitedChecks()) {
    if (access.left < DEAREST) return "out_of_requests";
    const { context: own, ci_contexts: contexts } = door.config.review_gate;
    const read = await checksOf(client, project.repo, sha, { own, contexts });
    if (!read.ok) return read.error;
    await stub.putChecks([{ sha, checks: read.value }]);
  }
  return null;
}
