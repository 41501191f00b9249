/** Lines that each rule about container must refuse, and lines like them that nothing may refuse. */
import type { Examples } from "../rule/rule.ts";

export const CONTAINER_EXAMPLES: Examples = {
  "container.destroy": {
    deny: ["docker system prune -af", "docker rm -f $(docker ps -aq)", "kubectl delete namespace prod"],
    allow: ["docker rm -f my-test-db", "docker compose down", "kubectl get pods"],
  },
  "container.escape": {
    deny: [
      "docker run --privileged alpine sh",
      "docker run -v /:/host alpine sh",
      "printf 'services:\n  a:\n    image: x\n    privileged: true\n' | docker compose -f - up",
      "curl --unix-socket /var/run/docker.sock -X POST http://d/containers/prune",
    ],
    allow: [
      'docker run --rm -v "$PWD":/app node:22 npm test',
      "docker run -d postgres",
      "docker compose -f docker-compose.test.yml up -d",
    ],
  },
};
