/** What is amiss with the log store, for the person who has to mend it. */
import { adf } from "../comment/command.ts";
import type { Outcome } from "../log/shipping.ts";
import type { Trouble } from "./calls.ts";

const SAY: Readonly<Record<Trouble["kind"], string>> = {
  absent: `it does not have the index; ${adf("quickwit apply")} makes it`,
  refused: "it refuses what it is sent",
  denied:
    "it, or a proxy before it, does not let the factory in; the token is the secret QUICKWIT_TOKEN of the Worker",
  busy: "it takes nothing at the moment",
  unsure: "it did not say whether it was done",
  unreachable: "it cannot be reached",
};

/** Null where the last step went well. A 200 that took less than it was sent is no success. */
export function troubleOf(outcome: Outcome): string | null {
  if (outcome.kind === "trouble") return `${SAY[outcome.trouble.kind]} (${outcome.trouble.detail})`;
  if (outcome.kind !== "ingested" || outcome.rejected === 0) return null;
  const why = outcome.why === "" ? "" : ` (${outcome.why})`;
  return `it answered well and took ${outcome.taken} of ${outcome.taken + outcome.rejected} records${why}`;
}
