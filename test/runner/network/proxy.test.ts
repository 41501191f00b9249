/** The proxy of a job, treated by the job and by a listed host as no program would treat it. */
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Door, openDoor } from "../../../src/runner/network/door.ts";
import { readRules } from "../../../src/runner/network/rules.ts";

const dir = mkdtempSync(join(tmpdir(), "adf-proxy-"));
/** What the listed host answers, whatever it is asked. */
let says = "";
const host = createServer((socket) => socket.on("error", () => {}).once("data", () => socket.end(says)));
let door: Door;
beforeAll(async () => {
  await new Promise<void>((done) => host.listen(0, "127.0.0.1", done));
  door = await openDoor({
    path: join(dir, "door"),
    guardPort: 1,
    guard: () => {},
    rules: readRules(["127.0.0.1:*"], []),
    resolve: async () => ["127.0.0.1"],
    denied: () => {},
  });
});
afterAll(async () => {
  await door.close();
  host.close();
  rmSync(dir, { recursive: true, force: true });
});
const port = () => (host.address() as AddressInfo).port;

/** The first line of the answer. What nobody catches fails the run by itself. */
const ask = (request: string) =>
  new Promise<string>((done) => {
    const socket = connect(door.path, () => socket.write(`${request} HTTP/1.1\r\nHost: x\r\n\r\n`));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once("data", (bytes) => {
      socket.destroy();
      done(bytes.toString().split("\r\n")[0] ?? "");
    });
    socket.once("close", () => done("nothing"));
  });

describe("the proxy outlives", () => {
  it.each(["000", "099"])("a listed host whose status is %s", async (status) => {
    says = `HTTP/1.1 ${status} x\r\ncontent-length: 0\r\n\r\n`;
    expect(await ask(`GET http://127.0.0.1:${port()}/`)).toBe("HTTP/1.1 502 Bad Gateway");
    says = "HTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n";
    expect(await ask(`GET http://127.0.0.1:${port()}/`)).toBe("HTTP/1.1 200 OK");
  });

  it("a job that asks for a port that there cannot be, where every port is listed", async () => {
    expect(await ask("CONNECT 127.0.0.1:99999")).toMatch(/^HTTP\/1\.1 403 /);
  });
});
