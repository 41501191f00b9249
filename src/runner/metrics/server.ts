/** `/healthz` and `/metrics` of a runner, on loopback alone: whoever may read them is on this machine already. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { err, ok, type Result } from "../../core/result.ts";
import type { Counts, Facts } from "./counts.ts";

export interface MetricsServer {
  readonly port: number;
  end(): Promise<void>;
}

/** An error when the port cannot be had: a runner without metrics still does its work. */
export function serveMetrics(
  port: number,
  counts: Counts,
  now: () => number,
  facts: () => Facts,
): Promise<Result<MetricsServer, string>> {
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) => {
      response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
      response.end(request.method === "HEAD" ? undefined : body);
    };
    const path = (request.url ?? "").split("?")[0];
    if (request.method !== "GET" && request.method !== "HEAD") return send(405, PLAIN, "Only GET.\n");
    if (path === "/metrics") return send(200, PROMETHEUS, counts.text(now(), facts()));
    if (path !== "/healthz") return send(404, PLAIN, "There are /healthz and /metrics.\n");
    const health = counts.health(now());
    send(health.ok ? 200 : 503, "application/json", `${JSON.stringify(health)}\n`);
  });
  server.requestTimeout = 5_000;
  return new Promise((resolve) => {
    server.once("error", (cause) => resolve(err(cause.message)));
    server.listen(port, "127.0.0.1", () => {
      server.unref();
      resolve(
        ok({
          port: (server.address() as AddressInfo).port,
          end: () =>
            new Promise((done) => {
              server.close(() => done());
              server.closeAllConnections();
            }),
        }),
      );
    });
  });
}

const PLAIN = "text/plain; charset=utf-8";
const PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
