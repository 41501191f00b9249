/**
 * `POST /webhooks/gitea`: size, media type, signature over the raw bytes, parse, durable write, 202. The forge waits
 * five seconds and never tries again, so nothing slow happens here.
 */
import { Hono } from "hono/tiny";
import type { ForgeEvent } from "../../core/event/event.ts";
import { verifySignature } from "../../forge/signature.ts";
import { parseDelivery } from "../../forge/webhook.ts";
import type { AppEnv } from "../app.ts";
import { projectStub } from "../environment.ts";
import { logLine } from "../log.ts";
import { intake } from "../queue/intake.ts";
import { refuse } from "../refusal.ts";

export const webhook = new Hono<AppEnv>().post("/gitea", async (c) => {
  const { door } = c.var;
  const limit = door.config.webhook.max_body_bytes;
  const media = (c.req.header("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (media !== "application/json") return refuse(c, "not_json");
  if (Number(c.req.header("content-length") ?? 0) > limit) return refuse(c, "too_large");
  const raw = await readAtMost(c.req.raw, limit);
  if (raw === null) return refuse(c, "too_large");
  const signature = c.req.header("x-gitea-signature") ?? c.req.header("x-forgejo-signature") ?? null;
  if (!(await verifySignature(raw, signature, door.webhook_secrets))) return refuse(c, "bad_signature");
  const delivery = c.req.header("x-gitea-delivery") ?? c.req.header("x-forgejo-delivery") ?? null;
  const name = c.req.header("x-gitea-event") ?? c.req.header("x-forgejo-event") ?? "";
  let payload: unknown;
  try {
    payload = JSON.parse(new TextDecoder().decode(raw));
  } catch {
    return refuse(c, "malformed_json");
  }
  const event = parseDelivery(name, payload);
  const ignored = (reason: string, detail: string) => {
    logLine({
      event: "delivery.ignored",
      level: "info",
      outcome: "ignored",
      reason,
      detail,
      ...(delivery ? { delivery } : {}),
    });
    return c.json({ outcome: "ignored", reason, detail }, 200);
  };
  if (event.kind === "ignored") return ignored(event.reason, event.detail);
  const project = door.config.projects.find((p) => p.repo.toLowerCase() === event.repo.path.toLowerCase());
  if (project === undefined) return ignored("other_repository", `no project watches ${event.repo.path}`);
  const input = await intake(named(event, project.repo), door.marker_secret, false);
  const [outcome] = await projectStub(c.env, project.name).ingest([{ input, source: "webhook", delivery }]);
  return c.json({ outcome: outcome ?? "noted" }, 202);
});

/** Markers are signed over the repository as configured; the forge may spell its case differently. */
const named = (event: ForgeEvent, path: string): ForgeEvent => ({ ...event, repo: { ...event.repo, path } });

/** The body, or null as soon as it is longer than allowed, whatever its length header said. */
async function readAtMost(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return new Uint8Array(0);
  for await (const part of request.body as ReadableStream<Uint8Array>) {
    size += part.length;
    if (size > limit) return null;
    parts.push(part);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
