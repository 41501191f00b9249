/** Everything that the factory shows of itself, gathered from its objects. */
import type { Context } from "hono";
import type { FactoryState } from "../../contract/state.ts";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { projectsOfRunner } from "../../core/policy/runner-projects.ts";
import type { AppEnv } from "../app.ts";
import { factoryStub, projectStub } from "../environment.ts";

export async function readState(c: Context<AppEnv>): Promise<FactoryState> {
  const { config, identity, runner_build } = c.var.door;
  return {
    ...identity,
    runner_build,
    contract: CONTRACT_VERSION,
    projects: await Promise.all(config.projects.map((p) => projectStub(c.env, p.name).view())),
    runners: (await factoryStub(c.env).runners()).map((r) => ({
      ...r,
      serves: [...projectsOfRunner(config, r.name)],
    })),
    shared: await factoryStub(c.env).sharedView(),
  };
}
