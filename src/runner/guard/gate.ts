/**
 * Where hooks ask: one listener on loopback for all jobs of a runner, so that asking starts no process where the CLI can post
 * by itself, and only a small one where it cannot. Each job has an address of its own that nobody can guess. Whatever
 * goes wrong here is an answer that refuses.
 */
import { randomBytes } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { readToolCall } from "./tool-call.ts";
import type { JobWatch } from "./watch.ts";

const MAX_BODY_BYTES = 2 * 1024 * 1024;

export interface GuardGate {
  readonly port: number;
  /** For listeners elsewhere: a job without the machine's network asks through its own. */
  readonly handle: RequestListener;
  /** A job's own token, while it runs. */
  open(watch: JobWatch): { readonly token: string; close(): void };
  end(): Promise<void>;
}

export async function startGuardGate(): Promise<GuardGate> {
  const jobs = new Map<string, JobWatch>();
  const handle: RequestListener = (request, response) => {
    void answer(jobs, request).then(
      ({ status, body, type }) => reply(response, status, body, type),
      (cause) => reply(response, 500, `The guard failed, so nothing may run: ${(cause as Error).message}`),
    );
  };
  const server = createServer(handle);
  server.requestTimeout = 10_000;
  await listening(server);
  return {
    port: (server.address() as AddressInfo).port,
    handle,
    open(watch) {
      const token = randomBytes(24).toString("hex");
      jobs.set(token, watch);
      return { token, close: () => void jobs.delete(token) };
    },
    end: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** `/hook/<token>` speaks the JSON of hooks, `/tool/<token>` and `/argv/<token>` only status and words. */
async function answer(jobs: ReadonlyMap<string, JobWatch>, request: IncomingMessage): Promise<Answer> {
  const [, how = "", token = ""] = (request.url ?? "").split("/");
  const watch = jobs.get(token);
  if (request.method !== "POST" || watch === undefined)
    return { status: 404, body: "No job of this runner asks here." };
  const body = await text(request);
  switch (how) {
    case "hook":
      return hookAnswer(watch.call(readToolCall(body)));
    case "tool":
      return plain(watch.call(readToolCall(body)));
    case "argv": {
      const at = body.indexOf("\n");
      return plain(
        at < 0 ? "The guard was asked without a folder." : watch.argv(body.slice(at + 1), body.slice(0, at)),
      );
    }
    default:
      return { status: 404, body: "The guard is not asked like this." };
  }
}

const plain = (refused: string | null): Answer =>
  refused === null ? { status: 200, body: "" } : { status: 403, body: refused };

function hookAnswer(refused: string | null): Answer {
  const hookSpecificOutput = {
    hookEventName: "PreToolUse",
    permissionDecision: refused === null ? "allow" : "deny",
    ...(refused === null ? {} : { permissionDecisionReason: refused }),
  };
  return { status: 200, body: JSON.stringify({ hookSpecificOutput }), type: "application/json" };
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error("what it is asked is too long");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function reply(
  response: ServerResponse,
  status: number,
  body: string,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.end(body);
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve());
  });
}
