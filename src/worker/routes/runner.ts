/** The runner's own calls: register, connect for wake-ups, claim. */
import { Hono } from "hono/tiny";
import { ProbeFinish, ProbeRequest } from "../../contract/probe.ts";
import {
  BUILD_HEADER,
  ClaimRequest,
  CONFIG_HEADER,
  CONTRACT_HEADER,
  type FinishResponse,
  PROBE_HEADER,
  RegisterRequest,
} from "../../contract/runner.ts";
import { CONTRACT_VERSION } from "../../contract/version.ts";
import { projectsOfRunner } from "../../core/policy/runner-projects.ts";
import type { AppEnv } from "../app.ts";
import { factoryStub, projectStub } from "../environment.ts";
import { refuse } from "../refusal.ts";
import { bearer, parseBody } from "../request.ts";
import { claimFrom } from "./claim.ts";

export const runner = new Hono<AppEnv>()
  .use("/runners/register", sameContract)
  .use("/runner/claim", sameContract)
  .use("/runner/probe", sameContract)
  .post("/runners/register", async (c) => {
    const body = await parseBody(c, RegisterRequest);
    if (!body.ok) return body.error;
    const made = await factoryStub(c.env).register(body.value.token, body.value.name);
    return made.ok ? c.json(made.value, 201) : refuse(c, "bad_registration_token");
  })
  .get("/runner/socket", async (c) => {
    const factory = factoryStub(c.env);
    const id = await factory.authenticate(bearer(c));
    if (id === null) return refuse(c, "no_credential");
    const headers = new Headers(c.req.raw.headers);
    headers.set("adf-runner", id);
    headers.delete("authorization");
    return factory.fetch("https://factory/socket", { headers });
  })
  .post("/runner/claim", async (c) => {
    const { build: ours, config_hash } = c.var.door.identity;
    c.header(CONTRACT_HEADER, String(CONTRACT_VERSION));
    c.header(BUILD_HEADER, ours);
    c.header(CONFIG_HEADER, config_hash);
    const body = await parseBody(c, ClaimRequest);
    if (!body.ok) return body.error;
    const { request_key, taking, capabilities } = body.value;
    const build = c.req.header(BUILD_HEADER) ?? "unknown";
    const factory = factoryStub(c.env);
    const runner = await factory.checkIn(bearer(c), build, capabilities);
    if (runner === null) return refuse(c, "no_credential");
    if (!taking) return c.body(null, 204);
    const clis = capabilities.clis.map((cli) => cli.id);
    const { probe_due, ...grant } = await factory.grant(request_key, { ...runner, clis });
    if (probe_due) c.header(PROBE_HEADER, "due");
    const asked = { runner: runner.id, request_key, capabilities, grant };
    const projects = projectsOfRunner(c.var.door.config, runner.name);
    const offer = await claimFrom(projects, request_key, (name, again) =>
      projectStub(c.env, name).claim({ ...asked, again }),
    );
    if (offer === null) await factory.release(request_key);
    return offer === null ? c.body(null, 204) : c.json({ offer });
  })
  .post("/runner/probe", async (c) => {
    const body = await parseBody(c, ProbeRequest);
    if (!body.ok) return body.error;
    const build = c.req.header(BUILD_HEADER) ?? "unknown";
    const factory = factoryStub(c.env);
    const runner = await factory.checkIn(bearer(c), build, body.value.capabilities);
    if (runner === null) return refuse(c, "no_credential");
    const offer = await factory.nextProbe(runner, body.value);
    return offer === null ? c.body(null, 204) : c.json(offer);
  })
  .post("/runner/probe/:probe/finish", async (c) => {
    const factory = factoryStub(c.env);
    const id = await factory.authenticate(bearer(c));
    if (id === null) return refuse(c, "no_credential");
    const body = await parseBody(c, ProbeFinish);
    if (!body.ok) return body.error;
    const report = c.var.door.redactor.data(body.value.report);
    const accepted = await factory.endProbe(c.req.param("probe"), id, report);
    const told: FinishResponse = { accepted, reason: accepted ? "" : "the probe is not out any more" };
    return c.json(told);
  });

async function sameContract(
  c: import("hono").Context<AppEnv>,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const theirs = c.req.header(CONTRACT_HEADER);
  if (theirs === String(CONTRACT_VERSION)) {
    await next();
    return undefined;
  }
  return refuse(
    c,
    "contract_mismatch",
    `The Worker speaks ${CONTRACT_VERSION}, the runner ${theirs ?? "none"}.`,
  );
}
