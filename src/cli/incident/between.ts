/** A man in the middle: passes HTTP on, counts it, and tells each side what the test wants it to hear. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface Between {
  readonly url: string;
  readonly seen: { readonly method: string; readonly path: string; readonly at: number }[];
  /** A status to answer with at once instead of passing on; null passes. */
  instead: (method: string, path: string) => number | null;
  /** Says in the caller's name that it speaks this contract. */
  contract: number | null;
  close(): Promise<void>;
}

export async function between(target: () => string): Promise<Between> {
  const server = createServer((request, response) => {
    const { method = "GET", url = "/" } = request;
    man.seen.push({ method, path: url, at: performance.now() });
    const status = man.instead(method, url);
    if (status !== null) {
      request.resume();
      response
        .writeHead(status, { "content-type": "application/json" })
        .end(status === 204 ? undefined : "{}");
      return;
    }
    pass(request).then(
      async (answer) => {
        const type = answer.headers.get("content-type") ?? "application/json";
        const total = answer.headers.get("x-total-count");
        const headers = { "content-type": type, ...(total === null ? {} : { "x-total-count": total }) };
        response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
      },
      () => response.destroy(),
    );
  });
  const pass = async (request: IncomingMessage) => {
    const { method = "GET", url = "/", headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const kept = ["authorization", "content-type", "accept", "adf-build", "adf-contract"];
    const given = kept.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value] as [string, string]] : [];
    });
    const sent = new Headers(given);
    if (man.contract !== null) sent.set("adf-contract", String(man.contract));
    const body = method === "GET" || method === "HEAD" ? {} : { body: Buffer.concat(chunks) };
    return fetch(target() + url, { method, headers: sent, redirect: "manual", ...body });
  };
  // The wake-up socket breaks the moment it is asked for.
  server.on("upgrade", (request, socket) => {
    man.seen.push({ method: "UPGRADE", path: request.url ?? "/", at: performance.now() });
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const man: Between = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: [],
    instead: () => null,
    contract: null,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return man;
}
