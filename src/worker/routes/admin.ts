/** For the owner of the deployment: state, journal, logs, registration tokens, run now, pause, approvals. */
import type { MiddlewareHandler } from "hono";
import { Hono } from "hono/tiny";
import * as z from "zod";
import { ApprovalRequest } from "../../contract/approval.ts";
import type { ReviewAsked } from "../../contract/compound.ts";
import type { AppEnv } from "../app.ts";
import { factoryStub, projectOf, projectOfJob, projectStub, runLogStub } from "../environment.ts";
import { logLine } from "../log.ts";
import { refuse } from "../refusal.ts";
import { bearer } from "../request.ts";
import { tickProject } from "../scheduled.ts";
import { sameSecret } from "../secret.ts";
import { checks, forgeChecks } from "./checks.ts";
import { controls } from "./control.ts";
import { testNotifiers } from "./notifiers.ts";
import { probes } from "./probes.ts";
import { logStoreChecks, records } from "./records.ts";
import { readState } from "./state.ts";

export const ownerOnly: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (!(await sameSecret(bearer(c), c.var.door.admin_token))) return refuse(c, "bad_admin_token");
  await next();
  return undefined;
};

const knownProject: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (projectOf(c.var.door, c.req.param("project") ?? "") === undefined) return refuse(c, "unknown_project");
  await next();
  return undefined;
};

export const admin = new Hono<AppEnv>()
  .use(ownerOnly)
  .use("/projects/:project/*", knownProject)
  .route("/checks", checks)
  .route("/checks/forge", forgeChecks)
  .post("/checks/quickwit", logStoreChecks)
  .get("/state", async (c) => c.json(await readState(c)))
  .get("/projects/:project/records", records)
  .get("/projects/:project/journal", async (c) => {
    const name = c.req.param("project");
    const after = Number(c.req.query("after") ?? 0);
    return c.json({
      entries: await projectStub(c.env, name).journal(Number.isFinite(after) ? after : 0, 500),
    });
  })
  .get("/projects/:project/note", async (c) => {
    const name = c.req.param("project");
    return c.json(await projectStub(c.env, name).note());
  })
  .get("/projects/:project/ranking", async (c) => {
    const name = c.req.param("project");
    return c.json(await projectStub(c.env, name).ranking());
  })
  .get("/projects/:project/routes", async (c) => {
    const name = c.req.param("project");
    const after = Number(c.req.query("after") ?? 0);
    return c.json(await projectStub(c.env, name).routes(Number.isSafeInteger(after) ? after : 0));
  })
  .get("/jobs/:job/log", async (c) => {
    const job = c.req.param("job");
    if (projectOf(c.var.door, projectOfJob(job)) === undefined) return refuse(c, "unknown_job");
    const { epoch = "0", offset = "0" } = c.req.query();
    return runLogStub(c.env, job).fetch(`https://log/${Number(epoch)}?offset=${Number(offset)}`);
  })
  .post("/runners/tokens", async (c) => c.json({ token: await factoryStub(c.env).createToken() }, 201))
  .post("/runners/:runner/revoke", async (c) => {
    const runner = c.req.param("runner");
    if (!(await factoryStub(c.env).revoke(runner))) return refuse(c, "unknown_runner");
    logLine({ event: "runner.revoked", level: "info", runner });
    return c.json({ revoked: runner });
  })
  .post("/projects/:project/run", async (c) => {
    const name = c.req.param("project");
    await tickProject(c.env, name, "asked");
    return c.json({ asked: name }, 202);
  })
  .post("/projects/:project/review", async (c) => {
    const name = c.req.param("project");
    const answer: ReviewAsked = { project: name, ...(await projectStub(c.env, name).review("owner")) };
    return c.json(answer, 202);
  })
  .get("/projects/:project/approvals", async (c) => {
    const name = c.req.param("project");
    return c.json({ approvals: await projectStub(c.env, name).approvals() });
  })
  .post("/projects/:project/approvals", async (c) => {
    const name = c.req.param("project");
    const asked = ApprovalRequest.safeParse(await c.req.json().catch(() => null));
    if (!asked.success) return refuse(c, "bad_request", z.prettifyError(asked.error));
    return c.json(await projectStub(c.env, name).judge(asked.data));
  })
  .post("/notifiers/test", testNotifiers)
  .post("/projects/:project/records/again", async (c) => {
    const name = c.req.param("project");
    const again = await projectStub(c.env, name).resendRecords();
    if (again > 0) await c.env.FORGE.send({ project: name, what: "logs" });
    return c.json({ again });
  })
  .post("/projects/:project/notices/again", async (c) => {
    const name = c.req.param("project");
    const again = await projectStub(c.env, name).resendNotices();
    if (again > 0) await c.env.FORGE.send({ project: name, what: "notices" });
    return c.json({ again });
  })
  .route("/probes", probes)
  .route("/", controls);
