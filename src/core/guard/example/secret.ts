/** Lines that each rule about secret must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const SECRET_EXAMPLES: Examples = {
  "secret.read": {
    deny: ["cat ~/.ssh/id_rsa", "cat .env", "grep key ~/.aws/credentials"],
    allow: ["cat ~/.ssh/id_rsa.pub", "cp .env.example .env", "docker run --env-file .env app"],
  },
  "secret.environment": {
    deny: [
      "ps auxe",
      "printenv ANTHROPIC_API_KEY",
      "echo $ANTHROPIC_API_KEY",
      "env | grep -i token",
      "node -p process.env.GITHUB_TOKEN",
    ],
    allow: ["ps aux", 'echo "$NODE_ENV"', "env | sort", "node -p '!!process.env.GITHUB_TOKEN'"],
  },
};
