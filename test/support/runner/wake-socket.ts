/** The server's half of a WebSocket, as much of it as a wake-up needs. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

export interface WakeSocket {
  readonly authorization: string | undefined;
  send(text: string): void;
  destroy(): void;
}

export function acceptSocket(request: IncomingMessage, stream: Duplex): WakeSocket {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  stream.on("error", () => {});
  stream.on("data", (chunk: Buffer) => {
    // The client says goodbye and waits for the connection to end.
    if (((chunk[0] ?? 0) & 0x0f) === 8) stream.end();
  });
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  return {
    authorization: request.headers.authorization,
    send: (text) =>
      void stream.write(Buffer.concat([Buffer.from([0x81, Buffer.byteLength(text)]), Buffer.from(text)])),
    destroy: () => void stream.destroy(),
  };
}
