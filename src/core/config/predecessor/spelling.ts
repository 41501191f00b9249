/** Words that no key is near to, or the wrong one, and what to do instead: said with the complaint about an unknown key. */

const RIGHT: Readonly<Record<string, string>> = {
  tokenized:
    'Quickwit has no such word: a field that is kept whole is written "tokenizer: raw". It belongs to the mapping of the index and not to this file; take the line out',
  runner:
    "what a runner does stands in its own file on its machine, runner.toml: poll_secs, capacity and the rest (docs/runner.md); which projects it serves is said in [[runners]]",
  poll_secs:
    "how often a runner asks stands in its own file on its machine: poll_secs of runner.toml (docs/runner.md)",
  heartbeat_secs: "a runner extends each lease every third of lease_secs: set lease_secs",
  suspect_secs:
    "a job whose runner is silent for lease_secs is given to another: set lease_secs; adf doctor names silent runners",
  slots:
    "jobs at one time are the slots of each agent; on one machine they are its runner's own: npm run -s adf -- runner install --capacity 4",
};

/** Null where the nearest key says it better. */
export const rightSpelling = (key: string): string | null =>
  Object.hasOwn(RIGHT, key) ? (RIGHT[key] ?? null) : null;
