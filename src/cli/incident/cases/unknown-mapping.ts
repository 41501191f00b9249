/** 8: the word of an index's mapping that Quickwit does not have. */
import { type Incident, saidBy } from "../incident.ts";
import { checked, LEAST } from "../typed.ts";

export const UNKNOWN_MAPPING: Incident = {
  number: 8,
  symptom: "Logs were shipped, and none arrived.",
  cause:
    "tokenized: false in the schema of the index, which knows no such word; what did not fit was dropped.",
  why: "A key that is not known is an error with the right spelling, never something to be skipped. The record itself does not hang on a log store: it is the journal of the project, written with the decision it tells of.",
  boots: false,
  async run() {
    return [
      saidBy(
        "adf check     with tokenized = false in [quickwit]",
        await checked(`${LEAST}\n[quickwit]\nenabled = true\ntokenized = false\n`),
        {
          code: 1,
          says: [
            'unknown key "tokenized" in [quickwit]',
            'a field that is kept whole is written "tokenizer: raw"',
            "nothing may be deployed like this",
          ],
          lines: 3,
        },
      ),
    ];
  },
};
