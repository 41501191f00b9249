import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ForgeFacts } from "../../src/contract/checks.ts";
import { forgeClient } from "../../src/forge/client.ts";
import { surveyForge } from "../../src/forge/survey.ts";
import { DIRECT, refusedByAccess, type Transport, throughAccess } from "../../src/forge/transport.ts";
import { type AccessDoor, accessDoor } from "../support/forge/access.ts";

const TOKEN = { client_id: "id.access", client_secret: "the-secret-of-the-service-token" };
const WRONG = { ...TOKEN, client_secret: "another-secret" };

describe("the transport to a forge behind Cloudflare Access", () => {
  let forge: ReturnType<typeof createServer>;
  let door: AccessDoor;
  const seen: (string | undefined)[] = [];

  beforeAll(async () => {
    forge = createServer((req, res) => {
      seen.push(req.headers["cf-access-client-secret"] as string | undefined);
      if (req.url === "/api/v1/user")
        return void res.writeHead(403, { "content-type": "application/json" }).end('{"message":"no scope"}');
      res.writeHead(200, { "content-type": "application/json" }).end('{"version":"1.26.0"}');
    });
    await new Promise<void>((resolve) => forge.listen(0, "127.0.0.1", resolve));
    door = await accessDoor(`http://127.0.0.1:${(forge.address() as AddressInfo).port}`, TOKEN);
  });
  afterAll(async () => {
    await door?.close();
    await new Promise((resolve) => forge?.close(resolve));
  });

  const client = (transport: Transport) =>
    forgeClient({ url: door.url, token: "forge-token", fetch: transport.send });
  const survey = (transport: Transport): Promise<ForgeFacts> =>
    surveyForge({
      url: door.url,
      repo: "",
      branch: "main",
      tokens: {},
      transport,
      timeout_ms: 5_000,
      now: () => 0,
    });

  it("shows the service token with each request, and is let in", async () => {
    expect(await client(throughAccess(door.url, TOKEN)).version()).toMatchObject({
      ok: true,
      value: { version: "1.26.0" },
    });
    expect(await survey(throughAccess(door.url, TOKEN))).toMatchObject({ via: "access", unreachable: null });
  });

  it.each([
    ["no token", DIRECT, "sends this request to its login page (302)"],
    ["a token that no policy names", null, "refuses this request (403)"],
  ])("%s is Access's refusal, not the forge's, and names no secret", async (_name, given, words) => {
    const transport = given ?? throughAccess(door.url, WRONG);
    const answer = await client(transport).version();
    if (answer.ok) throw new Error("it was let in");
    expect(answer.error.reason).toBe("access_refused");
    expect(answer.error.detail).toContain(words);
    expect(JSON.stringify(answer)).not.toContain("secret");
    expect(await survey(transport)).toMatchObject({
      unreachable: expect.stringContaining(words),
      unreachable_reason: "access_refused",
    });
  });

  it("what the forge itself refuses stays the forge's word", async () => {
    const answer = await client(throughAccess(door.url, TOKEN)).whoami();
    expect(answer).toMatchObject({
      error: { reason: "forbidden", detail: expect.stringContaining("no scope") },
    });
    const moved = new Response(null, { status: 301, headers: { location: "https://git.example/new/name" } });
    expect(refusedByAccess(moved, "")).toBe(false);
  });

  it("shows the token to the forge's origin only", async () => {
    const elsewhere: Headers[] = [];
    const transport = throughAccess("https://git.example/git", TOKEN, async (_url, init) => {
      elsewhere.push(new Headers(init.headers));
      return new Response("{}");
    });
    await transport.send("https://git.example.evil/api/v1/user", { headers: { accept: "a" } });
    await transport.send("https://git.example/git/o/r.git/info/refs", { headers: { accept: "a" } });
    expect(elsewhere.map((h) => h.get("cf-access-client-secret"))).toEqual([null, TOKEN.client_secret]);
    expect(elsewhere.map((h) => h.get("accept"))).toEqual(["a", "a"]);
  });

  it("tells a forge that is down, and a login page of somebody else, from a refusal", async () => {
    const page = new Response("<html>Sign in</html>", { headers: { "content-type": "text/html" } });
    const other = forgeClient({ url: "https://git.example", token: "", fetch: async () => page });
    expect(await other.version()).toMatchObject({
      error: { reason: "malformed", detail: expect.stringContaining("a login page") },
    });
    const down = await accessDoor("http://127.0.0.1:1", TOKEN);
    const transport = throughAccess(down.url, TOKEN);
    expect(await forgeClient({ url: down.url, token: "", fetch: transport.send }).version()).toMatchObject({
      error: { reason: "server_error", status: 502 },
    });
    await down.close();
  });
});
