/** A webhook receiver on loopback that keeps what it got, raw, and answers as it is told. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: the payload is what is being looked at
  readonly payload: any;
}

export class Sink {
  readonly deliveries: Delivery[] = [];
  /** The status of the next answers. */
  status = 202;
  #server: Server;
  #waiting = new Set<() => void>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Sink> {
    const server = createServer();
    const sink = new Sink(server);
    server.on("request", async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = new Uint8Array(Buffer.concat(chunks));
      sink.deliveries.push({
        headers: request.headers,
        body,
        event: String(request.headers["x-gitea-event"]),
        payload: JSON.parse(new TextDecoder().decode(body)),
      });
      response.writeHead(sink.status).end();
      for (const wake of sink.#waiting) wake();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return sink;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  /** The first delivery, past or coming, for which `wanted` holds. */
  async next(what: string, wanted: (delivery: Delivery) => boolean, timeout_ms = 25_000): Promise<Delivery> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.deliveries.find(wanted);
        if (found === undefined) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const got = this.deliveries.map((one) => `${one.event}:${one.payload.action ?? ""}`).join(", ");
        reject(new Error(`No delivery of ${what} within ${timeout_ms} ms; received: ${got || "nothing"}`));
      }, timeout_ms);
      this.#waiting.add(look);
      look();
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
