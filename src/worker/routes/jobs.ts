/** What a runner says about a job it holds: start, extend, log, finish. 410 means: it is not yours, stop. */
import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { ExtendRequest, type ExtendResponse, FinishRequest, StartRequest } from "../../contract/runner.ts";
import type { AppEnv } from "../app.ts";
import { agentStub, factoryStub, projectOf, projectOfJob, projectStub, runLogStub } from "../environment.ts";
import { refuse } from "../refusal.ts";
import { bearer, parseBody } from "../request.ts";

export const jobs = new Hono<AppEnv>()
  .post("/:job/start", async (c) => {
    const held = await holder(c);
    if (held instanceof Response) return held;
    const body = await parseBody(c, StartRequest);
    if (!body.ok) return body.error;
    const begun = await projectStub(c.env, held.project).start(held.job, body.value.epoch, held.runner);
    if (begun === null) return refuse(c, "lease_lost");
    return extend(c, held, begun.agent, body.value.epoch, 0);
  })
  .post("/:job/extend", async (c) => {
    const held = await holder(c);
    if (held instanceof Response) return held;
    const body = await parseBody(c, ExtendRequest);
    if (!body.ok) return body.error;
    const { epoch, quiet_secs } = body.value;
    const agent = await projectStub(c.env, held.project).agentOfJob(held.job, epoch, held.runner);
    if (agent === null) return refuse(c, "lease_lost");
    return extend(c, held, agent, epoch, quiet_secs);
  })
  .put("/:job/log", async (c) => {
    const held = await holder(c);
    if (held instanceof Response) return held;
    const epoch = Number(c.req.query("epoch") ?? 0);
    // Output may still come when the job has ended, but only from the runner that had it.
    const agent = await projectStub(c.env, held.project).agentOfJob(held.job, epoch, held.runner);
    if (agent === null) return refuse(c, "lease_lost");
    const url = `https://log/${epoch}?offset=${Number(c.req.query("offset") ?? 0)}`;
    return runLogStub(c.env, held.job).fetch(url, { method: "PUT", body: c.req.raw.body });
  })
  .post("/:job/finish", async (c) => {
    const held = await holder(c);
    if (held instanceof Response) return held;
    const body = await parseBody(c, FinishRequest);
    if (!body.ok) return body.error;
    const { epoch, request_key } = body.value;
    // The runner has taken out the secrets that it knows. It does not know ours.
    const report = c.var.door.redactor.data(body.value.report);
    const input = { job: held.job, epoch, finish_key: request_key, report };
    return c.json(await projectStub(c.env, held.project).finish(input, held.runner));
  });

interface Holder {
  readonly job: string;
  readonly project: string;
  readonly runner: string;
}

async function holder(c: Context<AppEnv>): Promise<Holder | Response> {
  const job = c.req.param("job") ?? "";
  const project = projectOfJob(job);
  const runner = await factoryStub(c.env).authenticate(bearer(c));
  if (runner === null) return refuse(c, "no_credential");
  if (projectOf(c.var.door, project) === undefined) return refuse(c, "unknown_job");
  return { job, project, runner };
}

async function extend(
  c: Context<AppEnv>,
  held: Holder,
  agent: string,
  epoch: number,
  quiet_secs: number,
): Promise<Response> {
  const lease = await agentStub(c.env, held.project, agent).extend(held.job, epoch, quiet_secs);
  if (lease === null) return refuse(c, "lease_lost");
  const body: ExtendResponse = { lease_secs: lease.lease_secs, cancel: lease.cancel };
  return c.json(body);
}
