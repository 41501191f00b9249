/**
 * How deep a chain of mentions is. A person's text stands at hop 0; what an agent writes stands one deeper than the
 * event that made it write. Beyond `max` a mention starts nothing, whoever's account it was posted under.
 */
import { err, ok, type Result } from "../result.ts";

export interface HopRefusal {
  readonly reason: "hop_budget";
  readonly hop: number;
  readonly max: number;
}

/** `marker` is the hop in the signed marker of the text that mentions, or null when it carries none. */
export function nextHop(marker: number | null, max: number): Result<number, HopRefusal> {
  if (marker === null) return ok(0);
  const hop = marker + 1;
  // A hop that is no count comes from a marker nobody should have signed: the chain ends here.
  if (!Number.isSafeInteger(hop) || hop < 1 || hop > max) return err({ reason: "hop_budget", hop, max });
  return ok(hop);
}
