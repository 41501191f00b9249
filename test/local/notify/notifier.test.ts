/** Notifiers against a real HTTP server: what is sent, that a receiver can prove who sent it, and what each answer means. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Notifier } from "../../../src/contract/config/notify.ts";
import { NoticeMessage } from "../../../src/contract/notice.ts";
import { createRedactor } from "../../../src/core/redact/redact.ts";
import { tell } from "../../../src/worker/notifier.ts";

const SECRET = `whsec_${Buffer.from("a key of thirty-two bytes, or so").toString("base64")}`;
const TOKEN = "tk_2f6c1d7e8a9b0c3d4e5f6a7b8c9d0";
const CANARY = "the-admin-token-of-somebody";

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let url: string;
let heard: Heard[];
let answer: { status: number; headers?: Record<string, string> } | "cut";

beforeEach(async () => {
  heard = [];
  answer = { status: 200 };
  server = createServer(async (request, response) => {
    heard.push({ path: request.url ?? "", headers: request.headers, body: await text(request) });
    if (answer === "cut") return void request.socket.destroy();
    response.writeHead(answer.status, answer.headers).end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const message = (body = "Twenty jobs failed."): NoticeMessage => ({
  type: "alert.opened",
  timestamp: "2026-01-05T07:00:00.000Z",
  data: {
    id: "alert:breaker:1@ops",
    level: "critical",
    factory: "night",
    project: "lib",
    about: "breaker",
    title: "Größer",
    body,
    link: null,
  },
});
const teller = (secrets: Record<string, string> = { ops: SECRET }) => ({
  redactor: createRedactor([SECRET, TOKEN, CANARY]),
  notifier_secrets: secrets,
});
const ops = () => Notifier.parse({ name: "ops", kind: "webhook", url: `${url}/hook` });
const phone = () => Notifier.parse({ name: "phone", kind: "ntfy", url: `${url}/night-4f2a` });

describe("a webhook", () => {
  it("is signed so that the receiver's own library proves it, and a changed byte does not pass", async () => {
    expect(await tell(teller(), ops(), message())).toEqual({ ok: true });
    const [{ path, headers, body } = { path: "", headers: {}, body: "" }] = heard;
    const given = headers as Record<string, string>;
    expect([path, given["webhook-id"]]).toEqual(["/hook", "alert:breaker:1@ops"]);
    expect(NoticeMessage.parse(new Webhook(SECRET).verify(body, given))).toEqual(message());
    expect(() => new Webhook(SECRET).verify(body.replace("Twenty", "Thirty"), given)).toThrow();
    expect(() =>
      new Webhook(`whsec_${Buffer.from("another key").toString("base64")}`).verify(body, given),
    ).toThrow();
  });

  it("is not sent without its secret, and says which entry is missing", async () => {
    expect(await tell(teller({}), ops(), message())).toMatchObject({
      ok: false,
      final: true,
      error: expect.stringContaining('no entry "ops"'),
    });
    expect(heard).toEqual([]);
  });

  it("never carries a secret of the factory, whoever wrote the text", async () => {
    await tell(teller(), ops(), message(`an agent wrote ${CANARY} into its question`));
    expect(heard[0]?.body).not.toContain(CANARY);
    expect(heard[0]?.body).toContain("into its question");
  });
});

describe("ntfy", () => {
  it("gets a message on its topic, with the token where there is one", async () => {
    expect(await tell(teller({ phone: TOKEN }), phone(), message())).toEqual({ ok: true });
    expect(await tell(teller({}), phone(), message())).toEqual({ ok: true });
    expect(heard.map((h) => [h.path, h.headers.authorization])).toEqual([
      ["/", `Bearer ${TOKEN}`],
      ["/", undefined],
    ]);
    expect(JSON.parse(heard[0]?.body ?? "")).toEqual({
      topic: "night-4f2a",
      title: "lib: Größer",
      message: "Twenty jobs failed.",
      priority: 5,
      tags: ["warning"],
    });
  });
});

describe("an answer", () => {
  it.each([
    [204, true, undefined],
    [503, false, false],
    [429, false, false],
    [301, false, true],
    [401, false, true],
    [410, false, true],
  ])("%i: taken %s, final %s", async (status, ok, final) => {
    answer = { status, headers: { "retry-after": "7", location: "http://127.0.0.1:1/elsewhere" } };
    const told = await tell(teller(), ops(), message());
    expect(told).toMatchObject(
      ok ? { ok } : { ok, final, after_ms: 7_000, error: expect.stringContaining(String(status)) },
    );
    expect(heard).toHaveLength(1);
  });

  it("that never comes is tried again later", async () => {
    answer = "cut";
    expect(await tell(teller(), ops(), message())).toMatchObject({ ok: false, final: false });
  });
});
