/** A model on loopback that asks for one command and is then content: real agent CLIs follow it, and nobody pays. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Question } from "./protocol.ts";
import { readQuestion } from "./protocols.ts";
import { shellOf } from "./shell-tool.ts";

export interface CannedModel {
  readonly url: string;
  /** Whether a CLI that has a shell came to ask. */
  asked(): boolean;
  close(): Promise<void>;
}

/** Of 64 KB each: a CLI asks with all its tools and instructions, and with nothing more. */
const MAX_CHUNKS = 1_000;

export async function startCannedModel(command: string): Promise<CannedModel> {
  let asked = false;
  const answerTo = (question: Question) => {
    if (shellOf(question.tools) === null) return { kind: "say", text: "ok" } as const;
    asked = true;
    return question.turn === 0
      ? ({ kind: "run", command } as const)
      : ({ kind: "say", text: "Done." } as const);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => {
      if (chunks.push(chunk) > MAX_CHUNKS) request.destroy();
    });
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const found = request.method === "POST" ? readQuestion(request.url ?? "", body) : null;
      if (found === null) {
        response.writeHead(404, { "content-type": "application/json" }).end("{}");
        return;
      }
      const { protocol, question } = found;
      response.writeHead(200, { "content-type": question.stream ? "text/event-stream" : "application/json" });
      response.end(protocol.answer(question, answerTo(question)));
    });
  });
  // It is also the proxy that the CLI is told of: whatever it wants of the world is refused at once, and not waited for.
  server.on("connect", (_request, socket) => {
    socket.on("error", () => {});
    socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
