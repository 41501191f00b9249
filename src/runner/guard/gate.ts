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
import { type Turns, takeTurns } from "./turns.ts";
import type { JobWatch } from "./watch.ts";

const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** Of all questions of a job that have no answer yet. */
const MAX_HEARD_BYTES = 8 * MAX_BODY_BYTES;
/** Each takes memory and a descriptor of the runner, also one on which nobody ever says anything. */
const MAX_CONNECTIONS = 4_096;

/** Somebody who asks here. */
interface Asker {
  readonly watch: JobWatch;
  readonly turns: Turns;
  heardBytes: number;
}

export interface GuardGate {
  readonly port: number;
  /** For listeners elsewhere: a job without the machine's network asks through its own. */
  readonly handle: RequestListener;
  /** A job's own token, while it runs. */
  open(watch: JobWatch): { readonly token: string; close(): void };
  end(): Promise<void>;
}

export async function startGuardGate(): Promise<GuardGate> {
  const jobs = new Map<string, Asker>();
  const handle: RequestListener = (request, response) => {
    void answer(jobs, request).then(
      ({ status, body, type }) => reply(response, status, body, type),
      (cause) => reply(response, 500, `The guard failed, so nothing may run: ${(cause as Error).message}`),
    );
  };
  const server = createServer(handle);
  server.requestTimeout = 10_000;
  server.maxConnections = MAX_CONNECTIONS;
  await listening(server);
  return {
    port: (server.address() as AddressInfo).port,
    handle,
    open(watch) {
      const token = randomBytes(24).toString("hex");
      jobs.set(token, { watch, turns: takeTurns(), heardBytes: 0 });
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
async function answer(jobs: ReadonlyMap<string, Asker>, request: IncomingMessage): Promise<Answer> {
  const [, how = "", token = ""] = (request.url ?? "").split("/");
  const asker = jobs.get(token);
  if (request.method !== "POST" || asker === undefined)
    return { status: 404, body: "No job of this runner asks here." };
  const heard = { bytes: 0 };
  const hear = (bytes: number) => {
    heard.bytes += bytes;
    asker.heardBytes += bytes;
    if (heard.bytes > MAX_BODY_BYTES) throw new Error("what it is asked is too long");
    if (asker.heardBytes > MAX_HEARD_BYTES) throw new Error("it is asked too much at once");
  };
  try {
    const body = await text(request, hear);
    return await asker.turns(() => answerTo(how, body, asker.watch));
  } finally {
    asker.heardBytes -= heard.bytes;
  }
}

function answerTo(how: string, body: string, watch: JobWatch): Answer {
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

async function text(request: IncomingMessage, hear: (bytes: number) => void): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hear(chunk.length);
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
