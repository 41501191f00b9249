/** Words that nobody's list of keys is near to, and the right ones: said with the complaint about an unknown key. */

const RIGHT: Readonly<Record<string, string>> = {
  tokenized:
    'Quickwit has no such word: a field that is kept whole is written "tokenizer: raw". It belongs to the mapping of the index and not to this file; take the line out',
};

/** Null where the nearest key says it better. */
export const rightSpelling = (key: string): string | null =>
  Object.hasOwn(RIGHT, key) ? (RIGHT[key] ?? null) : null;
