/** What travels in the two queues. A message is never the only copy: the durable row exists first. */

/** Somebody may have work: wake the runners. */
export interface HintMessage {
  readonly project: string;
}

/** Something is to be read from or written to the forge for a project. */
export interface ForgeMessage {
  readonly project: string;
  /** `effects`: apply what is due. `sync`: read what changed. `blockers`: read stale dependencies only. `summary`: read the repository's summary only. `checks`: read the commit statuses that a change waits for. `compound`: read what was merged, for a compound review. `logs`: carry records to the log store. `notices`: tell people what notifiers have to tell. */
  readonly what: "effects" | "sync" | "blockers" | "summary" | "checks" | "compound" | "logs" | "notices";
}
