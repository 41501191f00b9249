/**
 * The git gate, `/git/<job>/<epoch>`: smart HTTP for the runner, with the forge's token added here. Reading is open to
 * a live job; a push passes only as one non-deleting update of the job's own branch, or as one command for its own
 * checkpoint, under a live epoch.
 */
import type { Context } from "hono";
import { Hono } from "hono/tiny";
import type { TipsResponse } from "../../contract/runner.ts";
import type { GateAnswer } from "../../core/decide/git-access.ts";
import { forgeClient } from "../../forge/client.ts";
import { isZero, readCommands, refusal } from "../../forge/receive-pack.ts";
import { refusedByAccess } from "../../forge/transport.ts";
import type { AppEnv } from "../app.ts";
import { factoryStub, projectOf, projectOfJob, projectStub } from "../environment.ts";
import { connectionOf } from "../forge.ts";
import { logLine } from "../log.ts";
import { refuse } from "../refusal.ts";

/** A job has a base and a branch of its own. */
const MAX_TIPS = 2;

type Open = Extract<GateAnswer, { allowed: true }>;

export const gitGate = new Hono<AppEnv>()
  .get("/:job/:epoch/info/refs", async (c) => {
    const service = c.req.query("service") ?? "";
    if (service !== "git-upload-pack" && service !== "git-receive-pack")
      return refuse(c, "git_refused", "Use smart HTTP.");
    const open = await enter(c);
    if (open instanceof Response) return open;
    if (service === "git-receive-pack" && open.ref === null && open.checkpoint === null)
      return refuse(c, "git_refused", "This job writes nothing.");
    return forward(c, open, `/info/refs?service=${service}`, null);
  })
  .get("/:job/:epoch/tips", async (c) => {
    const open = await enter(c);
    if (open instanceof Response) return open;
    const names = (c.req.queries("branch") ?? []).slice(0, MAX_TIPS);
    const client = forgeClient(connectionOf(c.var.door, open.account));
    const read = await Promise.all(names.map((name) => client.branch(open.repo, name)));
    const tips: Record<string, string | null> = {};
    for (const [i, answer] of read.entries()) {
      if (!answer.ok && answer.error.reason !== "not_found") return refuse(c, "forge_unreachable");
      tips[names[i] ?? ""] = answer.ok ? answer.value.sha : null;
    }
    return c.json<TipsResponse>({ tips });
  })
  .post("/:job/:epoch/git-upload-pack", async (c) => {
    const open = await enter(c);
    if (open instanceof Response) return open;
    return forward(c, open, "/git-upload-pack", c.req.raw.body);
  })
  .post("/:job/:epoch/git-receive-pack", async (c) => {
    const open = await enter(c);
    if (open instanceof Response) return open;
    return push(c, open);
  });

async function enter(c: Context<AppEnv>): Promise<Open | Response> {
  const job = c.req.param("job") ?? "";
  const project = projectOfJob(job);
  const challenge = () => {
    const response = refuse(c, "no_credential");
    response.headers.set("www-authenticate", 'Basic realm="adf git gate"');
    return response;
  };
  const runner = await factoryStub(c.env).authenticate(basicPassword(c));
  if (runner === null) return challenge();
  if (projectOf(c.var.door, project) === undefined) return refuse(c, "unknown_job");
  const answer = await projectStub(c.env, project).gitAccess(job, Number(c.req.param("epoch")), runner);
  return answer.allowed ? answer : refuse(c, "git_refused", answer.reason);
}

function basicPassword(c: Context): string {
  const header = c.req.header("authorization") ?? "";
  if (!/^basic /i.test(header)) return "";
  try {
    const pair = atob(header.slice(6).trim());
    return pair.slice(pair.indexOf(":") + 1);
  } catch {
    return "";
  }
}

async function push(c: Context<AppEnv>, open: Open): Promise<Response> {
  const body = c.req.raw.body;
  if (body === null) return refuse(c, "git_malformed");
  const plain =
    c.req.header("content-encoding") === "gzip" ? body.pipeThrough(new DecompressionStream("gzip")) : body;
  const reader = plain.getReader();
  let head = new Uint8Array(0);
  for (;;) {
    const commands = readCommands(head);
    if (commands.status === "malformed") return refuse(c, "git_malformed", commands.detail);
    if (commands.status === "ok") {
      // The probe before a large push, by which git asks only whether it may come in.
      if (commands.commands.length === 0) return gitResult(new Uint8Array(0));
      const why = objection(commands.commands, open);
      if (why === null) return forward(c, open, "/git-receive-pack", rest(head, reader));
      await reader.cancel();
      logLine({ event: "push.refused", level: "warn", job: c.req.param("job") ?? "", reason: why });
      return gitResult(refusal(commands.commands, commands.capabilities, why));
    }
    const part = await reader.read().catch(() => null);
    if (part === null) return refuse(c, "git_malformed", "It cannot be unpacked.");
    const { done, value } = part;
    if (done) return refuse(c, "git_malformed", "It ends before its commands do.");
    const longer = new Uint8Array(head.length + value.length);
    longer.set(head);
    longer.set(value, head.length);
    head = longer;
  }
}

const gitResult = (body: Uint8Array<ArrayBuffer>): Response =>
  new Response(body, {
    headers: { "content-type": "application/x-git-receive-pack-result", "cache-control": "no-cache" },
  });

/** Why a push may not pass; null when it may. */
function objection(
  commands: readonly { readonly ref: string; readonly new: string }[],
  { ref, checkpoint }: Open,
): string | null {
  const [only] = commands;
  if (ref === null && checkpoint === null) return "this job writes nothing";
  if (commands.length !== 1 || only === undefined) return "one branch at a time";
  if (only.ref === checkpoint) return null;
  if (ref === null) return `this job may push ${checkpoint} and nothing else`;
  if (only.ref !== ref) return `this job may push ${ref} and nothing else`;
  if (isZero(only.new)) return "this job may not delete its branch";
  return null;
}

/** What was read already, and then the rest as it comes: a pack is never held in memory. */
function rest(head: Uint8Array, reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(head),
    pull: async (controller) => {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function forward(
  c: Context<AppEnv>,
  open: Open,
  path: string,
  body: ReadableStream | null,
): Promise<Response> {
  const forge = connectionOf(c.var.door, open.account);
  const headers = new Headers({
    authorization: `Basic ${btoa(`adf:${forge.token}`)}`,
    "user-agent": "git/adf-gate",
  });
  for (const name of ["accept", "content-type", "git-protocol"]) {
    const value = c.req.header(name);
    if (value !== undefined) headers.set(name, value);
  }
  // A push was unpacked to read its commands; a fetch goes on as it came.
  const encoding = c.req.header("content-encoding");
  if (encoding !== undefined && !path.startsWith("/git-receive-pack"))
    headers.set("content-encoding", encoding);
  const base = forge.url.replace(/\/+$/, "");
  try {
    const answer = await forge.fetch(`${base}/${open.repo}.git${path}`, {
      method: body === null ? "GET" : "POST",
      headers,
      body,
      redirect: "manual",
    });
    const other = await notGit(answer);
    if (other !== null) return refuse(c, "forge_unreachable", other);
    const out = new Headers({ "cache-control": "no-cache" });
    const type = answer.headers.get("content-type");
    if (type !== null) out.set("content-type", type);
    return new Response(answer.body, { status: answer.status, headers: out });
  } catch {
    return refuse(c, "forge_unreachable");
  }
}

/** Who answered in place of the forge's git; null when it was git itself. Git would give up on a page for good. */
async function notGit(answer: Response): Promise<string | null> {
  const html = /^text\/html\b/i.test(answer.headers.get("content-type") ?? "");
  if (refusedByAccess(answer, html ? await answer.clone().text() : null))
    return "Cloudflare Access did not let the Worker in: adf doctor says why.";
  return html && answer.ok ? "A web page, such as a login page, came in its place." : null;
}
