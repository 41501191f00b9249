/** Which earlier upload a rollback goes to, or why it cannot. Decided from what the uploads say of themselves. */
import { err, ok, type Result } from "../result.ts";
import type { Annotation } from "./annotation.ts";

export interface Upload {
  readonly version_id: string;
  /** Null where it was not made by `adf deploy`. */
  readonly said: Annotation | null;
}

export interface NoRollback {
  readonly why: string;
  readonly next: string;
}

const FORWARD = "go forward instead: git revert what is wrong, then: npm run -s adf -- deploy";

/** `uploads`: as they went live, the newest first. `wanted`: a version that a person named. */
export function chooseRollback(
  uploads: readonly Upload[],
  wanted: string | null,
): Result<Upload, NoRollback> {
  const [running, ...earlier] = uploads;
  if (running === undefined)
    return err({ why: "nothing has been deployed yet", next: "npm run -s adf -- deploy" });
  const target =
    wanted === null
      ? earlier.find((one) => !isSame(one, running))
      : uploads.find((one) => one.version_id === wanted);
  if (target === undefined) {
    const why =
      wanted === null
        ? "no earlier upload runs other code or another configuration"
        : `Cloudflare does not list ${wanted} among the last deployments`;
    return err({ why, next: "npx wrangler deployments list" });
  }
  if (target.version_id === running.version_id)
    return err({ why: `${target.version_id} is what runs now`, next: "npx wrangler deployments list" });
  const between = obstacle(running.said, target.said);
  return between === null ? ok(target) : err({ why: between, next: FORWARD });
}

const isSame = (a: Upload, b: Upload): boolean =>
  a.version_id === b.version_id ||
  (a.said !== null && b.said !== null && a.said.build === b.said.build && a.said.config === b.said.config);

function obstacle(running: Annotation | null, target: Annotation | null): string | null {
  if (running === null || target === null)
    return `${running === null ? "what runs now" : "the earlier upload"} was not made by adf deploy, so nobody knows which tables it can read`;
  if (target.migration !== running.migration)
    return `a Durable Object migration lies in between (${target.migration} → ${running.migration}), and Cloudflare does not roll back over one`;
  if (target.store < running.store)
    return `the projects' tables are at version ${running.store} by now, and ${target.build} knows ${target.store}: it would refuse to run`;
  if (target.contract !== running.contract)
    return `${target.build} speaks contract ${target.contract}, and the runners speak ${running.contract}: each would be refused work`;
  return null;
}
