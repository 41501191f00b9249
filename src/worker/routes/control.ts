/** Pause, drain, resume, cancel: for one project, or for each. Mounted behind the admin token. */
import type { Context } from "hono";
import { Hono } from "hono/tiny";
import { type ControlAnswers, ControlRequest } from "../../contract/control.ts";
import type { AppEnv } from "../app.ts";
import { factoryStub, projectOf, projectStub } from "../environment.ts";
import { refuse } from "../refusal.ts";
import { parseBody } from "../request.ts";

export const controls = new Hono<AppEnv>()
  .post("/control", async (c) => {
    const body = await parseBody(c, ControlRequest);
    return body.ok ? spread(c, body.value) : body.error;
  })
  .post("/projects/:project/:verb{pause|resume}", (c) => {
    const { project, verb } = c.req.param();
    const asked = { verb, project, target: { kind: "project" } };
    return spread(c, ControlRequest.parse(asked));
  });

/**
 * Each project keeps its own stops, so that none has to ask another before it claims. The factory hears of them first, for those
 * that are not there yet.
 */
async function spread(c: Context<AppEnv>, { project, ...said }: ControlRequest): Promise<Response> {
  const { projects } = c.var.door.config;
  if (project !== undefined && projectOf(c.var.door, project) === undefined)
    return refuse(c, "unknown_project");
  if (project === undefined) await factoryStub(c.env).said(said);
  const names = project === undefined ? projects.map((p) => p.name) : [project];
  const answers = await Promise.all(
    names.map(async (name) => ({ project: name, ...(await projectStub(c.env, name).control(said)) })),
  );
  const told: ControlAnswers = { answers };
  return c.json(told);
}
