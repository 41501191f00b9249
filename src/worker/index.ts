/** The Worker's entry: the public face, the two crons, the queue consumers and the objects. */
import { app } from "./app.ts";
import type { Env } from "./environment.ts";
import { consume } from "./queue/consumer.ts";
import { onCron } from "./scheduled.ts";

export { AgentObject } from "./objects/agent.ts";
export { FactoryObject } from "./objects/factory.ts";
export { ProjectObject } from "./objects/project.ts";
export { RunLogObject } from "./objects/run-log.ts";

export default {
  fetch: (request, env, ctx) => app.fetch(request, env, ctx),
  scheduled: (controller, env) => onCron(env, controller.cron),
  queue: (batch, env) => consume(batch, env),
} satisfies ExportedHandler<Env, unknown>;
