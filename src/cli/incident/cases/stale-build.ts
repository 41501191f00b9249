/** 1: a real runner that speaks the contract of yesterday, against a Worker of today. */
import { join } from "node:path";
import { CONTRACT_VERSION } from "../../../contract/version.ts";
import { between } from "../between.ts";
import type { Incident } from "../incident.ts";
import { saidBy } from "../incident.ts";
import { type, typed } from "../typed.ts";

/** It ends by itself within a second or two, or it was not caught. */
const PATIENCE_MS = 30_000;

export const STALE_BUILD: Incident = {
  number: 1,
  symptom: "A fix was deployed, and nothing changed.",
  cause: "The binary of before the deploy went on running, and nobody could tell.",
  why: "Each call of a runner carries the contract it was built for. A Worker of another one gives it no work, says which side is older, and the runner ends with status 5 instead of going on. `adf status` and `adf doctor` name the build of every part.",
  boots: true,
  async run(stage) {
    const { dir, state, worker_url } = await stage.factory();
    const runner = join(dir, "left-behind");
    const made = await typed(["runner", "token", "--state", state]);
    // The runner of yesterday: everything it says passes through here, and says of itself that it is older.
    const yesterday = await between(() => worker_url);
    try {
      const at = ["--worker", yesterday.url, "--runner-state", runner];
      await typed(["runner", "register", ...at, "--token", made.text.trim()]);
      yesterday.contract = CONTRACT_VERSION - 1;
      let last: NodeJS.Timeout | undefined;
      const said = await type(["runner", "run", ...at], {
        onStart: (child) => {
          last = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
        },
      });
      clearTimeout(last);
      const sentence = "Runner and Worker speak different versions of the contract. Upgrade the older one.";
      return [
        saidBy(`adf runner run --worker ${worker_url}     (the build of before the deploy)`, said, {
          code: 5,
          says: [sentence, `The Worker speaks ${CONTRACT_VERSION}, the runner ${CONTRACT_VERSION - 1}`],
        }),
      ];
    } finally {
      await yesterday.close();
    }
  },
};
