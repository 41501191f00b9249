/** Lines the guard cannot follow. What cannot be judged is refused. */
import type { RuleFile } from "./rule.ts";

const PLAIN = "Write the command plainly, one step a line, without computing its words.";

export const SHELL: RuleFile = {
  class: "shell",
  rules: {
    "shell.unparseable": {
      reason: "it is not a complete line of shell",
      alternative: "Close the quotes and brackets, or put the text into a file.",
    },
    "shell.too-long": {
      reason: "it is longer than what is judged",
      alternative: "Write the text to a file in the checkout, and run that.",
    },
    "shell.too-deep": {
      reason: "it is nested deeper, or loops more, than what is followed",
      alternative: PLAIN,
    },
    "shell.internal": {
      reason: "judging it failed, and what is not judged does not run",
      alternative: PLAIN,
    },
    "shell.dynamic-command": {
      reason: "which program it runs is computed and cannot be known",
      alternative: PLAIN,
    },
    "shell.dynamic-code": {
      reason: "the code it runs is computed and cannot be known",
      alternative: "Write the code to a file in the checkout as it is, and run that.",
    },
    "shell.unknown-input": {
      reason: "it feeds a shell or an interpreter with text that cannot be known",
      alternative: "Write the text to a file in the checkout, read it, and run that.",
    },
    "shell.bad-input": {
      reason: "the line on standard input is no question",
      alternative: 'Write one JSON object a line, as in {"command":"ls","cwd":"/repo"}.',
    },
  },
  checks: [],
};
