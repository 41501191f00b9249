/**
 * Cloudflare Access on loopback, in front of a forge: without the right service token a request goes to the login page
 * (302), with one that no policy names it meets the page of refusal (403, HTML). Either way the forge never sees it.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceToken } from "../../../src/forge/transport.ts";

export interface AccessDoor {
  readonly url: string;
  /** `METHOD path` of what was let in, and of what was kept out. */
  readonly let_in: string[];
  readonly kept_out: string[];
  /** Another token than the Worker's from now on: as when it was rotated or has expired. */
  rotate(token: ServiceToken): void;
  close(): Promise<void>;
}

const LOGIN = "https://team.cloudflareaccess.com/cdn-cgi/access/login/git.example?kid=0123&redirect_url=%2F";
const REFUSAL =
  "<!DOCTYPE html><title>Error ・ Cloudflare Access</title><h1>Forbidden</h1><p>You don't have permission to view this.</p>";

export async function accessDoor(forge_url: string, token: ServiceToken): Promise<AccessDoor> {
  const behind = new URL(forge_url);
  const let_in: string[] = [];
  const kept_out: string[] = [];
  let wanted = token;
  const answer = (req: IncomingMessage, res: ServerResponse) => {
    const { "cf-access-client-id": id, "cf-access-client-secret": secret, ...headers } = req.headers;
    const what = `${req.method} ${req.url}`;
    if (id !== wanted.client_id || secret !== wanted.client_secret) {
      kept_out.push(what);
      req.resume();
      if (id === undefined || secret === undefined)
        return void res.writeHead(302, { location: LOGIN, "content-type": "text/html" }).end();
      return void res.writeHead(403, { "content-type": "text/html; charset=UTF-8" }).end(REFUSAL);
    }
    let_in.push(what);
    const onward = request(
      {
        host: behind.hostname,
        port: behind.port,
        method: req.method,
        path: req.url,
        headers: { ...headers, host: behind.host },
      },
      (from) => {
        res.writeHead(from.statusCode ?? 502, from.headers);
        from.pipe(res);
      },
    );
    // What a tunnel says when nothing listens at its end.
    onward.on("error", () => void (res.headersSent ? res.destroy() : res.writeHead(502).end()));
    req.pipe(onward);
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    let_in,
    kept_out,
    rotate(next) {
      wanted = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
