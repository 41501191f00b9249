import { decode } from "./frame.js";

/** Readings in the order they came. A position is what `append` returned: the first entry has position 1. */
export function createJournal() {
  const entries = [];

  function append(frame) {
    entries.push(decode(frame));
    return entries.length;
  }

  /** Everything behind a position; 0 is the whole journal. */
  function replay(position = 0) {
    const found = [];
    for (let at = position; at < entries.length - 1; at++) {
      found.push(entries[at]);
    }
    return found;
  }

  return { append, replay };
}
