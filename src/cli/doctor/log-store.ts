/** Lines about the log store: whether it answers the Worker, whether its index fits, how far the records have come. */
import type { LogStoreChecks } from "../../contract/checks.ts";
import type { ProjectView } from "../../contract/state.ts";
import { type Check, fix, ok, span, unknown } from "./check.ts";
import type { Place } from "./facts.ts";

export function logStoreLines(facts: LogStoreChecks | { readonly unasked: string }): Check[] {
  const [reach, index] = ["quickwit", "quickwit.index"] as const;
  if ("unasked" in facts)
    return [unknown(reach, facts.unasked), unknown(index, "the index was not asked for")];
  const { url } = facts;
  const apply = `npm run -s adf -- quickwit apply --address ${url} --index ${facts.index}`;
  if (!facts.enabled) {
    const off = "[quickwit] is off: records stay with their projects, and in files under npm start";
    return [ok(reach, off), ok(index, "none is needed")];
  }
  if (facts.trouble !== null) {
    return [
      fix(
        reach,
        `${url} does not answer the Worker: ${facts.trouble}`,
        `start Quickwit, or mend url in [quickwit]; from here: curl ${url}/api/v1/version`,
      ),
      unknown(index, "it cannot be asked for"),
    ];
  }
  const there = ok(reach, `${url} answers the Worker`);
  if (facts.absent) return [there, fix(index, `there is no index ${facts.index}`, apply)];
  const [first, ...more] = facts.differences;
  if (first === undefined) return [there, ok(index, `${facts.index} is mapped as the records need it`)];
  const rest = more.length === 0 ? "" : `, and ${more.length} more`;
  return [there, fix(index, `${facts.index}: ${first.message}${rest}`, apply)];
}

/** So long a record may wait before it is worth a word: a commit, the asking, and one failed try. */
const LATE_SECS = 600;

export function recordsLine({ name, records }: ProjectView, place: Place): Check {
  const id = `records/${name}`;
  const { newest, sent, proved, waiting_secs, repairs, dead, dead_examples, trouble } = records;
  if (!records.enabled) return ok(id, `${newest} records kept here`);
  const far = `${newest} written, ${sent} sent, ${proved} found in ${records.index}`;
  if (dead > 0) {
    const [example] = dead_examples;
    const why = example === undefined ? "" : `; record ${example.seq}: ${example.reason}`;
    return fix(
      id,
      `${dead} records are not taken by the index${why}`,
      `npm run -s adf -- quickwit apply   (its mapping), then: npm run -s adf -- logs --resend${place.options}`,
    );
  }
  if (waiting_secs !== null && waiting_secs > LATE_SECS) {
    const why = trouble === null ? "" : ` (${trouble})`;
    return fix(
      id,
      `${far}; the oldest waits for ${span(waiting_secs)}${why}`,
      "see quickwit above; nothing is lost, it goes on by itself",
    );
  }
  return ok(id, repairs === 0 ? far : `${far}, ${repairs} being sent again`);
}
