/** Lines that each rule about shell must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

/** Longer than any line, and deeper than any nesting, that is judged. */
const LONG = `echo ${"x".repeat(140_000)}`;
const DEEP = `${"( ".repeat(60)}ls${" )".repeat(60)}`;

export const SHELL_EXAMPLES: Examples = {
  "shell.too-long": { deny: [LONG], allow: [`echo ${"x".repeat(10_000)}`] },
  "shell.too-deep": { deny: [DEEP], allow: ["((((ls))))", "(ls; (ls; (ls)))"] },
  "shell.unparseable": {
    deny: ['echo "unclosed', "if true; then"],
    allow: ['echo "closed"', "if true; then echo y; fi"],
  },
  "shell.dynamic-command": {
    deny: ["$(some-tool) -rf x", "X=$(some-tool); $X now"],
    allow: ["$(npm bin)/eslint .", "C=ls; $C -la"],
  },
  "shell.dynamic-code": {
    deny: ['eval "$(some-tool)"', "python3 -c \"exec(bytes.fromhex('70').decode())\""],
    allow: ['eval "$(ssh-agent -s)"', "eval 'echo hi'"],
  },
  "shell.unknown-input": {
    deny: ["some-tool | sh", "cat missing.sh | bash"],
    allow: ["echo 'echo hi' | sh", "bash <<< 'ls'"],
  },
};
