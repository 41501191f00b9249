import { describe, expect, it } from "vitest";
import { type FailureReason, forgeClient, isTransient } from "../../src/forge/client.ts";
import fc from "../support/fast-check.ts";
import { type Reply, scripted } from "./fixtures/scripted-fetch.ts";

const TOKEN = "0123456789abcdef-token";

function client(reply: Reply | (() => Reply), options: { url?: string; timeout_ms?: number } = {}) {
  const { fetch, asked } = scripted(() => (typeof reply === "function" ? reply() : reply));
  const forge = forgeClient({ url: "https://forge.test/git/", token: TOKEN, fetch, ...options });
  return { forge, asked };
}

const failed = async (reply: Reply | (() => Reply)) => {
  const { forge } = client(reply);
  const result = await forge.whoami();
  if (result.ok) throw new Error("This call was expected to fail.");
  return result.error;
};

describe("a call to the forge", () => {
  it("goes below the forge's address with the token in a header, and follows no redirect", async () => {
    const { forge, asked } = client({ id: 1, login: "a" });
    expect(await forge.whoami()).toEqual({ ok: true, value: { id: 1, login: "a" } });
    expect(asked[0]?.url.href).toBe("https://forge.test/git/api/v1/user");
    expect(asked[0]?.headers.get("authorization")).toBe(`token ${TOKEN}`);
    expect(asked[0]?.redirect).toBe("manual");
  });

  it("never sends credentials or a query that stand in the configured address", async () => {
    const { forge, asked } = client({ id: 1, login: "a" }, { url: "https://me:pw@forge.test/?x=1" });
    await forge.whoami();
    expect(asked[0]?.url.href).toBe("https://forge.test/api/v1/user");
  });

  it("keeps every name in its own place of the path", async () => {
    const { forge, asked } = client({});
    await forge.user("../admin?x#y");
    await forge.branch("mill/loom", "adf/x y");
    expect(asked.map((one) => one.url.pathname)).toEqual([
      "/git/api/v1/users/..%2Fadmin%3Fx%23y",
      "/git/api/v1/repos/mill/loom/branches/adf/x%20y",
    ]);
  });

  it("is not made at all where a name would climb out of its place", async () => {
    const { forge, asked } = client({});
    for (const result of [
      await forge.branch("mill/loom", "adf/../../../x"),
      await forge.repository("mill/.."),
      await forge.user("."),
    ]) {
      expect(result).toMatchObject({ error: { reason: "validation", status: null } });
    }
    expect(asked).toEqual([]);
  });
});

describe("an answer that is not success", () => {
  const REASONS: [number, FailureReason][] = [
    [400, "validation"],
    [401, "unauthorized"],
    [403, "forbidden"],
    [404, "not_found"],
    [405, "not_allowed"],
    [409, "conflict"],
    [412, "precondition"],
    [413, "validation"],
    [422, "validation"],
    [423, "locked"],
    [429, "rate_limited"],
    [500, "server_error"],
    [502, "server_error"],
    [503, "rate_limited"],
    [524, "server_error"],
  ];
  it.each(REASONS)("with status %i means %s", async (status, reason) => {
    const failure = await failed(Response.json({ message: "because" }, { status }));
    expect(failure).toMatchObject({ reason, status, detail: `GET /user: ${status} because` });
  });

  it("with a redirect says that the repository may have moved, and where to", async () => {
    for (const status of [301, 302, 307, 308]) {
      const failure = await failed(
        new Response(null, { status, headers: { location: "https://forge.test/new/name" } }),
      );
      expect(failure).toMatchObject({ reason: "redirected", status });
      expect(failure.detail).toContain("https://forge.test/new/name");
    }
  });

  it("is worth another try only where the forge or the way to it was at fault", async () => {
    const transient: string[] = [];
    for (const [status] of REASONS) {
      const failure = await failed(Response.json({}, { status }));
      if (isTransient(failure)) transient.push(failure.reason);
    }
    expect([...new Set(transient)].sort()).toEqual(["rate_limited", "server_error"]);
    expect(isTransient(await failed(new TypeError("fetch failed")))).toBe(true);
  });

  it("carries Retry-After as seconds, from a number or from a date by the forge's own clock", async () => {
    const date = "Fri, 01 May 2026 10:00:00 GMT";
    const wait = async (retry: string) =>
      (await failed(new Response(null, { status: 429, headers: { "retry-after": retry, date } })))
        .retry_after_secs;
    expect(await wait("17")).toBe(17);
    expect(await wait("Fri, 01 May 2026 10:00:30 GMT")).toBe(30);
    expect(await wait("Fri, 01 May 2026 09:00:00 GMT")).toBe(0);
    expect(await wait("999999999")).toBe(86_400);
    expect(await wait("soon")).toBeNull();
    expect((await failed(new Response(null, { status: 429 }))).retry_after_secs).toBeNull();
  });

  it("never shows the token and never more than 300 characters, whatever the forge says back", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.string(), fc.constant(TOKEN), fc.constant("😀"))),
        async (parts) => {
          const message = parts.join(" ");
          for (const reply of [Response.json({ message }, { status: 500 }), new Error(message)]) {
            const { detail } = await failed(reply);
            expect(detail).not.toContain(TOKEN);
            expect(detail.length).toBeLessThanOrEqual(300);
          }
        },
      ),
    );
  });
});

describe("a detail that is too long", () => {
  it("is cut between characters", async () => {
    for (const shift of ["", "x"]) {
      const { detail } = await failed(Response.json({ message: shift + "😀".repeat(300) }, { status: 500 }));
      expect(detail.isWellFormed()).toBe(true);
      expect(detail.length).toBeGreaterThan(297);
      expect(detail.endsWith("…")).toBe(true);
    }
  });
});

describe("an answer that cannot be used", () => {
  it("is malformed when it is a page of a proxy, or JSON of another shape", async () => {
    expect(await failed(new Response("<html>sign in</html>"))).toMatchObject({
      reason: "malformed",
      status: 200,
    });
    expect(await failed({ id: "one", login: "a" })).toMatchObject({
      reason: "malformed",
      detail: expect.stringContaining("id:"),
    });
  });

  it("is malformed when it does not stop, and is not read to its end", async () => {
    let sent = 0;
    const endless = () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            sent += 1_048_576;
            controller.enqueue(new Uint8Array(1_048_576).fill(0x20));
          },
        }),
      );
    expect(await failed(endless)).toMatchObject({ reason: "malformed" });
    expect(sent).toBeLessThan(30 * 1_048_576);
  });
});

describe("no answer", () => {
  it("is unreachable, with the reason Node hides in the cause", async () => {
    const error = new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:1") });
    expect(await failed(error)).toEqual({
      reason: "unreachable",
      status: null,
      detail: "GET /user: no answer: fetch failed (connect ECONNREFUSED 127.0.0.1:1)",
      retry_after_secs: null,
    });
  });

  it("within the time limit is unreachable, also when the body is what does not come", async () => {
    const hang = (init: RequestInit, body: boolean): Promise<Response> =>
      new Promise((resolve, reject) => {
        const signal = init.signal as AbortSignal;
        if (!body) return signal.addEventListener("abort", () => reject(signal.reason));
        const stream = new ReadableStream({
          start: (controller) => signal.addEventListener("abort", () => controller.error(signal.reason)),
        });
        resolve(new Response(stream));
      });
    for (const body of [false, true]) {
      const forge = forgeClient({
        url: "https://forge.test",
        token: TOKEN,
        timeout_ms: 20,
        fetch: (_url, init) => hang(init, body),
      });
      expect(await forge.whoami()).toMatchObject({
        error: { reason: "unreachable", detail: "GET /user: no answer within 20 ms" },
      });
    }
  });
});
