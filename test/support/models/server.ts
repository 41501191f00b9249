/**
 * A scripted model on loopback that speaks the protocols of the vendors, streaming, so that real agent CLIs can be
 * driven without a network. It is also the proxy that the CLIs are told of, and it refuses every CONNECT: what a CLI
 * wanted of the world stands in `refused`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { PROBE_PROMPT_WORD } from "../../../src/core/provider/probe.ts";
import type { Protocol } from "../../../src/runner/canary/model/protocol.ts";
import { readQuestion } from "../../../src/runner/canary/model/protocols.ts";
import { shellOf } from "../../../src/runner/canary/model/shell-tool.ts";
import { type Question, refusalOf, type Script, type Turn } from "./script.ts";

export interface ScriptedModel {
  readonly url: string;
  /** Questions with a shell among their tools, and probes, which may have none: what the script was asked. */
  readonly asked: readonly Question[];
  /** Hosts that a CLI wanted to reach through the proxy. */
  readonly refused: readonly string[];
  /** Requests that no protocol knew. */
  readonly strays: readonly string[];
  play(script: Script): void;
  close(): Promise<void>;
}

export async function startScriptedModel(first: Script): Promise<ScriptedModel> {
  let script = first;
  const asked: Question[] = [];
  const refused: string[] = [];
  const strays: string[] = [];
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      const path = request.url ?? "";
      const found = request.method === "POST" ? readQuestion(path, text) : null;
      if (found === null) {
        strays.push(`${request.method} ${path}`);
        response
          .writeHead(404, { "content-type": "application/json" })
          .end('{"error":{"message":"not here"}}');
        return;
      }
      const { protocol } = found;
      const question = { ...found.question, whole: text };
      const main = shellOf(question.tools) !== null || question.text.includes(PROBE_PROMPT_WORD);
      if (main) asked.push(question);
      play(protocol, question, main ? script(question) : { kind: "say", text: "ok" }, response);
    });
  });
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    refused.push(request.url ?? "");
    socket.on("error", () => {});
    socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    refused,
    strays,
    play(next) {
      script = next;
      asked.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function play(protocol: Protocol, question: Question, turn: Turn, response: ServerResponse): void {
  const type = question.stream ? "text/event-stream" : "application/json";
  switch (turn.kind) {
    case "hang":
      return;
    case "drop":
      response.writeHead(200, { "content-type": type });
      response.write(question.stream ? ": a beginning\n\n" : "{");
      setTimeout(() => response.destroy(), 20);
      return;
    case "fail":
      response.writeHead(turn.status, { "content-type": "application/json", ...turn.headers });
      response.end(JSON.stringify(refusalOf(question, turn)));
      return;
    default:
      response.writeHead(200, { "content-type": type });
      response.end(protocol.answer(question, turn));
  }
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
