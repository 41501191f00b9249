/** The stand-in over HTTP, for whatever speaks to it from outside. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Call } from "../../../src/core/quickwit/calls.ts";
import type { Quickwit } from "./quickwit.ts";

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

export async function serve(quickwit: Quickwit): Promise<Served> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const method = request.method as Call["method"];
    const answer = quickwit.answer({ method, path: request.url ?? "/", ...(body === "" ? {} : { body }) });
    if ("failed" in answer) return void request.socket.destroy();
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
