/**
 * The way out of a job's network namespace: HTTP by its absolute address, and tunnels by CONNECT. It looks into neither: no
 * certificate is made here, so that what is inside TLS stays between the agent and the host.
 */
import { type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Result } from "../../core/result.ts";
import { denialText } from "./explain.ts";
import { type Resolve, reach } from "./reach.ts";
import type { Denial, Rules } from "./rules.ts";

export interface ProxyParts {
  /** Null for a job without any network. */
  readonly rules: Rules | null;
  readonly resolve: Resolve;
  readonly denied: (target: string, denial: Denial) => void;
  /** Connections that have to end with the job. */
  readonly opened: (socket: Socket) => void;
}

/** Of one hop, and nobody's business behind it. */
const HOP = [
  ...["connection", "keep-alive", "proxy-connection", "proxy-authorization", "proxy-authenticate"],
  ...["te", "trailer", "transfer-encoding", "upgrade", "host"],
];

/** What is above it is not refused by a connection, but thrown at whoever asks for one. */
const MAX_PORT = 65_535;

export async function forward(
  parts: ProxyParts,
  url: URL,
  from: IncomingMessage,
  to: ServerResponse,
): Promise<void> {
  const port = Number(url.port === "" ? 80 : url.port);
  const target = `${url.hostname}:${port}`;
  const reached: Result<Socket, Denial> =
    url.protocol === "http:" ? await out(parts, url.hostname, port) : { ok: false, error: "unreadable" };
  if (!reached.ok) return refuse(parts, target, reached.error, to);
  const onward = request({
    createConnection: () => reached.value,
    method: from.method,
    path: `${url.pathname}${url.search}`,
    // The name that was judged, whatever the request says of itself.
    headers: { ...endToEnd(from.headers), host: url.host },
  });
  onward.on("response", (answer) => {
    const status = answer.statusCode ?? 0;
    // Any three digits are read, but not all of them can be written: the exception would end the runner and all its jobs.
    if (status < 200) return void onward.destroy(new Error(`status ${status}`));
    to.writeHead(status, endToEnd(answer.headers));
    // A model's first word may come long after its status.
    to.flushHeaders();
    answer.pipe(to);
  });
  onward.on("error", () => (to.headersSent ? to.destroy() : refuse(parts, target, "unreachable", to)));
  to.on("close", () => reached.value.destroy());
  from.pipe(onward);
}

export async function tunnel(parts: ProxyParts, target: string, socket: Socket, head: Buffer): Promise<void> {
  const [, host = "", digits = ""] = /^(\[[0-9a-fA-F:.]+\]|[^:/@\s]+):(\d{1,5})$/.exec(target) ?? [];
  const reached: Result<Socket, Denial> =
    host === "" || Number(digits) > MAX_PORT
      ? { ok: false, error: "unreadable" }
      : await out(parts, host, Number(digits));
  if (!reached.ok) {
    parts.denied(target, reached.error);
    const body = denialText(target, reached.error);
    const length = Buffer.byteLength(body);
    socket.end(
      `HTTP/1.1 ${statusOf(reached.error)}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${body}`,
    );
    return;
  }
  const onward = reached.value;
  socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
  onward.write(head);
  for (const [one, other] of [
    [socket, onward],
    [onward, socket],
  ] as const) {
    one.on("error", () => other.destroy());
    one.on("close", () => other.destroy());
    one.pipe(other);
  }
}

async function out(parts: ProxyParts, host: string, port: number): Promise<Result<Socket, Denial>> {
  if (parts.rules === null) return { ok: false, error: "no_network" };
  const reached = await reach(parts.rules, host, port, parts.resolve);
  if (reached.ok) parts.opened(reached.value);
  return reached;
}

function refuse(parts: ProxyParts, target: string, denial: Denial, to: ServerResponse): void {
  parts.denied(target, denial);
  to.writeHead(Number.parseInt(statusOf(denial), 10), {
    "content-type": "text/plain; charset=utf-8",
    connection: "close",
  });
  to.end(denialText(target, denial));
}

const statusOf = (denial: Denial): string =>
  denial === "unreachable" || denial === "no_such_host"
    ? "502 Bad Gateway"
    : "403 Refused by the allow-list of this job";

const endToEnd = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP.includes(name)));
