/** Lines that each rule about factory must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const FACTORY_EXAMPLES: Examples = {
  "factory.settings": {
    deny: ["echo '{}' > .claude/settings.json", "rm -rf .claude", "echo x > ~/.codex/config.toml"],
    allow: ["cat .claude/settings.json", "echo '# notes' >> CLAUDE.md"],
  },
  "factory.environment": {
    deny: [
      "export LD_PRELOAD=./x.so",
      "CLAUDE_CODE_SHELL_PREFIX= ls",
      "hash -p ./x git",
      "enable -f ./x.so x",
    ],
    allow: [
      "NODE_OPTIONS=--max-old-space-size=4096 npm test",
      "export NODE_ENV=test",
      "hash -r",
      "enable -n kill",
    ],
  },
  "factory.agent": {
    deny: ["claude -p 'do it'", "npx codex exec x"],
    allow: ["claude --version", "grep -rn claude src"],
  },
  "factory.runner": {
    deny: ["adf teardown --apply", "adf-runner stop"],
    allow: ['adf guard check "rm -rf /"', "adf status"],
  },
};
