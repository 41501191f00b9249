/**
 * The one opening of a job's network namespace: a socket in the job's folder, on which the guard is asked as it is on
 * loopback elsewhere, and behind which the proxy stands. It belongs to this job alone, so that nobody has to say who asks.
 */
import { chmodSync, closeSync, openSync, rmSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { Socket } from "node:net";
import { basename, dirname } from "node:path";
import { forward, type ProxyParts, tunnel } from "./proxy.ts";

/** Each takes memory and two descriptors of the runner; a build that fetches all its packages at once has some dozens. */
const MAX_CONNECTIONS = 1_024;

export interface Door {
  /** The file of the socket. */
  readonly path: string;
  close(): Promise<void>;
}

export interface DoorParts extends Omit<ProxyParts, "opened"> {
  /** Where the socket is made. */
  readonly path: string;
  /** The guard's port: what is asked of it by its whole address is no matter of the proxy. */
  readonly guardPort: number;
  readonly guard: RequestListener;
}

export async function openDoor(parts: DoorParts): Promise<Door> {
  const { path, guard, guardPort } = parts;
  const open = new Set<Socket>();
  const opened = (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  };
  const proxy: ProxyParts = { ...parts, opened };
  const server = createServer((request, response) => {
    const asked = request.url ?? "";
    const url = asked.startsWith("/") ? null : URL.parse(asked);
    if (asked.startsWith("/")) return void guard(request, response);
    if (url !== null && ["127.0.0.1", "localhost"].includes(url.hostname) && Number(url.port) === guardPort) {
      request.url = `${url.pathname}${url.search}`;
      return void guard(request, response);
    }
    if (url === null) return void response.writeHead(400).end("This is no address.\n");
    void forward(proxy, url, request, response);
  });
  // A model may think for minutes before its next word, and a job has a limit of its own.
  server.requestTimeout = 0;
  server.maxConnections = MAX_CONNECTIONS;
  server.on("connection", opened);
  server.on("connect", (request, socket: Socket, head) => {
    socket.on("error", () => socket.destroy());
    void tunnel(proxy, request.url ?? "", socket, head);
  });
  // A socket's path may have 107 bytes; a folder's may have more, and is short once it is open.
  const folder = openSync(dirname(path), "r");
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(`/proc/self/fd/${folder}/${basename(path)}`, () => resolve());
    });
  } finally {
    closeSync(folder);
  }
  chmodSync(path, 0o600);
  return {
    path,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
        rmSync(path, { force: true });
      }),
  };
}
