/** The public face: webhook, runner API, git gate, state. Each request passes the door once. */
import { Hono } from "hono/tiny";
import type { Health } from "../contract/deployment.ts";
import { CONTRACT_VERSION } from "../contract/version.ts";
import { buildOf, type Door, type Env, openDoor } from "./environment.ts";
import { logLine } from "./log.ts";
import { refuse } from "./refusal.ts";
import { admin, ownerOnly } from "./routes/admin.ts";
import { gitGate } from "./routes/git-gate.ts";
import { jobs } from "./routes/jobs.ts";
import { prometheus } from "./routes/records.ts";
import { runner } from "./routes/runner.ts";
import { webhook } from "./routes/webhook.ts";

export interface AppEnv {
  Bindings: Env;
  Variables: { door: Door };
}

export const app = new Hono<AppEnv>();

/** Health is answered also by a Worker that is not configured: it says why it does nothing. */
app.get("/healthz", (c) => {
  const door = openDoor(c.env);
  const told = { contract: CONTRACT_VERSION, build: buildOf(c.env) };
  if (!door.ok) return c.json({ healthy: false, ...told, missing: [...door.error] } satisfies Health, 503);
  return c.json({ healthy: true, ...told, identity: door.value.identity } satisfies Health);
});

app.use(async (c, next) => {
  const door = openDoor(c.env);
  if (!door.ok)
    return refuse(c, "not_configured", door.error.map((m) => `${m.what} Fix: ${m.fix}`).join(" "));
  c.set("door", door.value);
  await next();
  return undefined;
});

app.route("/webhooks", webhook);
app.route("/api/v1", runner);
app.route("/api/v1/jobs", jobs);
app.route("/api/v1", admin);
app.route("/git", gitGate);
// Where Prometheus looks by itself; the owner's token is the scraper's `authorization`.
app.get("/metrics", ownerOnly, prometheus);
app.notFound((c) => refuse(c, "not_found"));
app.onError((error, c) => {
  logLine({
    event: "request.crashed",
    level: "error",
    reason: error.message,
    path: new URL(c.req.url).pathname,
  });
  return c.json({ error: "internal", message: "The Worker failed. Its log says why." }, 500);
});
