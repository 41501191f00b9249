/**
 * The embedded forge: the part of Gitea that the factory uses, on loopback, with its state in one directory. It is
 * for `npm start` and for tests; a production factory talks to a real Gitea or Forgejo. One process per directory.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type ForgeAdmin, makeAdmin, type Switches } from "./admin.ts";
import { makeApi } from "./api.ts";
import { recover } from "./change/merge.ts";
import type { Forge } from "./forge.ts";
import { gitHttp } from "./git/http.ts";
import { makeCourier } from "./hooks/deliver.ts";
import { sendResponse, toRequest } from "./node-bridge.ts";
import { makeSite } from "./pages/site.ts";
import { openStore } from "./store/store.ts";

export interface ForgeOptions {
  readonly dir: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly log?: (event: string, fields: Readonly<Record<string, unknown>>) => void;
  /**
   * When set, the form of the pages takes only browsers that came by `/-/enter?key=<formKey>`. Without it any
   * program of this machine that claims to be our page writes as the owner.
   */
  readonly formKey?: string;
  /** Milliseconds since 1970; for tests. */
  readonly clock?: () => number;
}

export interface EmbeddedForge {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly admin: ForgeAdmin;
  close(): Promise<void>;
}

export async function startForge(options: ForgeOptions): Promise<EmbeddedForge> {
  const log = options.log ?? (() => {});
  const store = openStore(options.dir, options.clock);
  const courier = makeCourier(store, log);
  const forge: Forge = {
    dir: options.dir,
    store,
    url: "",
    repositories: new Map(),
    conflictCheck: { ms: 0, until: new Map() },
    meanwhile: null,
    emit: (event) => courier.emit(event),
    log,
  };

  const switches: Switches = { outage: null, refused: 0, requests: new Map() };
  const count = (route: string) => void switches.requests.set(route, (switches.requests.get(route) ?? 0) + 1);
  const api = makeApi(forge, count);
  const site = makeSite(forge, courier, options.formKey ?? null);
  const git = gitHttp(forge, count);
  const sockets = new Set<Socket>();

  let ready: () => void = () => {};
  const recovered = new Promise<void>((resolve) => {
    ready = resolve;
  });

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    await recovered;
    const { outage } = switches;
    if (outage !== null) {
      if ("refuse" in outage) return void req.socket.destroy();
      if ("status" in outage) {
        switches.refused += 1;
        return void res.writeHead(outage.status, { connection: "close" }).end();
      }
      await new Promise((resolve) => setTimeout(resolve, outage.delay_ms));
    }
    // A page of another site whose name was made to point here must not reach an unlocked door.
    if (!isLoopback(req.headers.host)) {
      return void res
        .writeHead(421, { "content-type": "text/plain" })
        .end("The embedded forge answers on loopback only.\n");
    }
    if (await git.serve(req, res)) return;
    const request = await toRequest(req, forge.url);
    if (request === null) return void res.writeHead(413, { connection: "close" }).end();
    const isApi = new URL(request.url).pathname.startsWith("/api/");
    await sendResponse(await (isApi ? api : site).fetch(request), res);
  }

  const server = createServer((req, res) => {
    answer(req, res).catch((cause: Error) => {
      log("forge.error", { route: `${req.method} ${req.url}`, reason: cause.stack ?? cause.message });
      if (res.headersSent) res.destroy();
      else res.writeHead(500).end();
    });
  });
  server.requestTimeout = 0;
  // Longer than clients keep idle connections, so that none is closed under a request that is on its way.
  server.keepAliveTimeout = 75_000;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  async function close(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    git.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    await courier.close();
    store.close();
  }

  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(options.port ?? 0, "127.0.0.1", resolve);
    });
    forge.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await recover(forge);
  } catch (cause) {
    await close();
    throw new Error(`The embedded forge in ${options.dir} could not start: ${(cause as Error).message}`, {
      cause,
    });
  }
  ready();

  return { url: forge.url, admin: makeAdmin(forge, courier, switches), close };
}

const isLoopback = (host: string | undefined): boolean =>
  host !== undefined && /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host);
