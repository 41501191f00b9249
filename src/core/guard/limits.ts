/** Where the guard stops looking and denies. Sizes and counts only: no clock decides, so a busy machine decides nothing. */
export const LIMITS = {
  /** Characters of a command line. */
  line: 131_072,
  /** Characters of a script on disk that is read. A larger one is not judged. */
  file: 262_144,
  /** How deep text may be nested in text: `bash -c "bash -c …"`, scripts, functions. */
  depth: 24,
  /** Commands judged for one line, loops and scripts included. */
  steps: 30_000,
  /** Values one variable, and argument lists one command, may have at the same time. */
  alternatives: 24,
  /** Characters of a variable's value; a longer one is not followed. */
  value: 32_768,
  /** Characters kept of what a command prints. */
  output: 262_144,
  /** Words one brace or loop may make. */
  words: 2_000,
} as const;
