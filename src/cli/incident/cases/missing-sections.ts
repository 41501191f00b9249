/** 6: the least that is a configuration, checked, and a Worker that was started with it. */
import * as z from "zod";
import { type Incident, saidBy } from "../incident.ts";
import { checked, LEAST } from "../typed.ts";

const Health = z.object({ healthy: z.boolean() });

export const MISSING_SECTIONS: Incident = {
  number: 6,
  symptom: "The process ended as it started.",
  cause: "[compound_review] and [nightwatch] were not in the file.",
  why: "Every section has its defaults in the one schema that the command, the Worker and the generated page are made from. It may be missing, or be there by half.",
  boots: true,
  async run(stage) {
    const least = "a file with neither [nightwatch] nor [compound_review]";
    const half = `[nightwatch]\n[compound_review]\nmax_agents = 2\n${LEAST}`;
    const fine = { code: 0, says: ["orchestrator.toml is in order"] };
    const { worker_url } = await stage.factory();
    const answer = await fetch(`${worker_url}/healthz`);
    const health = await answer.text();
    return [
      saidBy(`adf check     ${least}`, await checked(LEAST), fine),
      saidBy("adf check     half of each section", await checked(half), fine),
      {
        did: `a Worker started with ${least}. Then: curl ${worker_url}/healthz`,
        saw: health,
        caught: answer.status === 200 && Health.safeParse(JSON.parse(health)).data?.healthy === true,
        wanted: "200, and that it is healthy",
      },
    ];
  },
};
