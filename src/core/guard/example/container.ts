/** Lines that each rule about container must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const CONTAINER_EXAMPLES: Examples = {
  "container.destroy": {
    deny: ["docker system prune -af", "docker rm -f $(docker ps -aq)", "kubectl delete namespace prod"],
    allow: ["docker rm -f my-test-db", "docker compose down", "kubectl get pods"],
  },
  "container.escape": {
    deny: ["docker run --privileged alpine sh", "docker run -v /:/host alpine sh"],
    allow: ['docker run --rm -v "$PWD":/app node:22 npm test', "docker run -d postgres"],
  },
};
