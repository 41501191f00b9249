/** Whether the Worker that answers is the one that was just uploaded. */
import type { Health } from "../../contract/deployment.ts";

export interface Expected {
  readonly build: string;
  readonly config_hash: string;
  /** Null where wrangler did not tell it. */
  readonly version_id: string | null;
}

/** Null when it is; else the sentence that says what runs instead. */
export function whatElseRuns(expected: Expected, health: Health): string | null {
  const { identity } = health;
  if (health.build !== expected.build) return `it still runs ${health.build}, not ${expected.build}`;
  if (identity === undefined)
    return (health.missing ?? []).map((one) => one.what).join(" ") || "it says nothing of itself";
  if (identity.config_from === "variable")
    return "a variable ADF_CONFIG of the account hides the configuration that was deployed";
  if (identity.config_hash !== expected.config_hash)
    return `it runs the configuration ${identity.config_hash}, not ${expected.config_hash}`;
  const other = expected.version_id !== null && identity.version_id !== expected.version_id;
  return other ? `it runs the upload ${identity.version_id}, not ${expected.version_id}` : null;
}
