/** Lines that each rule about infrastructure must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const INFRASTRUCTURE_EXAMPLES: Examples = {
  "infrastructure.destroy": {
    deny: ["terraform destroy", "aws s3 rb s3://bucket --force", "ansible-playbook site.yml"],
    allow: ["terraform plan", "aws s3 ls", "ansible-playbook --check site.yml"],
  },
  "infrastructure.deploy": {
    deny: ["vercel --prod", "npx wrangler deploy", "gcloud app deploy", "sam deploy"],
    allow: ["vercel dev", "npx wrangler deploy --dry-run", "gcloud app logs tail", "sam build"],
  },
  "infrastructure.forge": {
    deny: ["gh pr close 5", "gh release create v1", "gh repo delete x/y", "gh pr merge 5", "tea pr merge 5"],
    allow: ["gh pr view 5", "gh pr create --title x --body y"],
  },
};
