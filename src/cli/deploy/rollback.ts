/** `adf deploy --rollback`: judged before it is made, and read back from the Worker afterwards. */
import { dirname, resolve } from "node:path";
import { chooseRollback, type Upload } from "../../core/deploy/rollback.ts";
import { EXIT } from "../exit-codes.ts";
import { otherManifests } from "../setup/manifests.ts";
import { LIST_DEPLOYMENTS, LIST_VERSIONS, listUploads, mustRun, rollbackTo } from "./cloud.ts";
import { shown } from "./command.ts";
import type { DeployOptions, Edge } from "./deploy.ts";
import { type Step, Stop } from "./step.ts";
import { awaitBuild } from "./watch.ts";

/** `wanted`: a version of Cloudflare's; null for the newest upload that runs something else. */
export function rollbackSteps(options: DeployOptions, wanted: string | null, edge: Edge): readonly Step[] {
  let target: Upload | null = null;
  const known = (): Upload => {
    if (target === null) throw new Error("a step ran before the one that it builds on");
    return target;
  };
  return [
    {
      name: "choose",
      would: [shown(LIST_DEPLOYMENTS), shown(LIST_VERSIONS), "refused where a migration lies in between"],
      run: async () => {
        const chosen = chooseRollback(await listUploads(edge.run), wanted);
        if (!chosen.ok)
          throw new Stop(EXIT.no, `it cannot be rolled back: ${chosen.error.why}`, chosen.error.next);
        target = chosen.value;
        return `version ${target.version_id}, ${target.said?.build} with configuration ${target.said?.config}`;
      },
    },
    {
      name: "rollback",
      would: [shown(rollbackTo("<version>"))],
      run: async () => {
        await mustRun(edge.run, rollbackTo(known().version_id));
        return "it takes all traffic";
      },
    },
    {
      name: "running",
      would: ["GET <url>/healthz until it is that build"],
      run: async () => {
        const { said, version_id } = known();
        const manifest = otherManifests(dirname(resolve(options.config)), "").find(
          (one) => one.worker !== null,
        );
        const url = options.url ?? manifest?.worker ?? null;
        if (said === null || url === null)
          throw new Stop(
            EXIT.usage,
            "the address of the Worker is not known here, so nobody has looked",
            "npm run -s adf -- doctor --url https://…",
          );
        return awaitBuild(url, { build: said.build, config_hash: said.config, version_id }, options.wait);
      },
    },
  ];
}
