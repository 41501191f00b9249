/** Lines that each rule about package must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const PACKAGE_EXAMPLES: Examples = {
  "package.publish": {
    deny: ["npm publish", "cargo publish", "docker push x/y"],
    allow: ["npm publish --dry-run", "npm pack"],
  },
  "package.global": {
    deny: ["npm install -g x", "apt-get install -y curl"],
    allow: ["npm install --save-dev x", "pip install -r requirements.txt"],
  },
  "package.source": {
    deny: [
      "pip install --index-url http://pypi.example/simple x",
      "npm --registry http://registry.example install x",
      "PIP_INDEX_URL=http://pypi.example/simple pip install x",
      "apt-get --allow-unauthenticated update",
    ],
    allow: [
      "pip install --index-url https://pypi.org/simple x",
      "npm install --registry http://localhost:4873",
      "pip install --proxy http://proxy.example:3128 x",
      "npm view http-proxy homepage",
    ],
  },
  "package.settings": {
    deny: ["npm config set registry https://evil.example"],
    allow: ["npm config get registry"],
  },
};
