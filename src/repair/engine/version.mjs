/** How one version of a source is made: the candidate's edits, and a counter in each loop they leave alone. */

/** @import { Edit } from "./wire.ts" */

/** The name under which the child keeps the counter. */
export const TURN = "__adfTurn";

/**
 * A candidate's edits with those counters that stand outside of them.
 *
 * @param {readonly Edit[]} edits
 * @param {readonly Edit[]} counters
 * @returns {Edit[]}
 */
export function withCounters(edits, counters) {
  const clear = (/** @type {Edit} */ counter) =>
    !edits.some(
      (edit) => edit.file === counter.file && edit.start <= counter.start && counter.start <= edit.end,
    );
  return [...edits, ...counters.filter(clear)];
}

/**
 * @param {string} source
 * @param {readonly Edit[]} wanted edits of this one file
 */
export function applied(source, wanted) {
  let text = source;
  for (const edit of [...wanted].sort((a, b) => b.start - a.start))
    text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
  return text;
}
