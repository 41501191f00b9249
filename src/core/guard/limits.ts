/** Where the guard stops looking and denies. Sizes and counts only: no clock decides, so a busy machine decides nothing. */
export const LIMITS = {
  /** Characters of a command line. */
  line: 131_072,
  /** Characters of a script on disk that is read. A larger one is not judged. */
  file: 262_144,
  /** How deep text may be nested in text: `bash -c "bash -c …"`, scripts, functions. */
  depth: 24,
  /** Commands judged for one line, loops and scripts included, … */
  steps: 30_000,
  /** … each so many characters long: of files, scripts, words and what is piped. A longer one is as many as it has of these. */
  stride: 128,
  /** As so much shell counts code in another language, which is searched in so many ways. */
  codes: 8,
  /** Values one variable, and argument lists one command, may have at the same time. */
  alternatives: 24,
  /** Characters of a variable's value; a longer one is not followed. */
  value: 32_768,
  /** Characters kept of what a command prints. */
  output: 262_144,
  /** Words one brace, loop or array may make. */
  words: 2_000,
  /** Characters of the folder it stands in; no system goes into a longer one. */
  folder: 4_096,
} as const;
