/**
 * Where the summary of the repository stands: merged, or offered in a pull request that nobody has merged yet. Until it is
 * merged its text goes into each prompt; from then on an agent finds it in its working tree.
 */
import { SUMMARY_LIMIT, SUMMARY_PATH } from "./summary.ts";

/** The branch that `adf setup --init` offers it on. */
export const SUMMARY_BRANCH = "adf/summary";

export type RepositorySummary =
  /** Not asked for yet, or the repository has none. */
  | { readonly state: "unknown" | "none" }
  /** `tests`: the commands that it names for testing; absent in rows that are older than this. */
  | { readonly state: "merged"; readonly tests?: readonly string[] }
  | { readonly state: "offered"; readonly pull_request: number; readonly text: string };

export { SUMMARY_LIMIT, SUMMARY_PATH };
