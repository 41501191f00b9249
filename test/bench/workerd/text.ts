/** Synonyms of one to three made-up words, and a task text in which some of them stand among other words. */
const SYLLABLES = [
  "ka",
  "re",
  "to",
  "mi",
  "lu",
  "ser",
  "van",
  "dol",
  "pri",
  "nex",
  "um",
  "sta",
  "gor",
  "fi",
  "wel",
];

export function synonyms(count: number): string[] {
  const random = generator(7);
  const made = new Set<string>();
  while (made.size < count)
    made.add(Array.from({ length: 1 + Math.floor(random() * 3) }, () => word(random)).join(" "));
  return [...made];
}

/** Lower case and plain, as the automaton gets it: what is compared is the search, not the folding of rare letters. */
export function taskText(length: number, words: readonly string[]): string {
  const random = generator(11);
  let text = "";
  while (text.length < length) {
    const known = words[Math.floor(random() * words.length)] ?? "";
    text += `${random() < 0.05 ? known : word(random)} `;
  }
  return text.slice(0, length);
}

function word(random: () => number): string {
  return Array.from(
    { length: 2 + Math.floor(random() * 3) },
    () => SYLLABLES[Math.floor(random() * SYLLABLES.length)],
  ).join("");
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
