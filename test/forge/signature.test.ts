import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { signBody, verifySignature } from "../../src/forge/signature.ts";
import fc from "../support/fast-check.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const body = bytes('{\n  "body": "\\u003c@adf:developer\\u003e"\n}');

describe("a webhook signature", () => {
  it("is the hex HMAC-SHA256 of the raw bytes, as other implementations compute it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ minLength: 1 }),
        async (raw, secret) => {
          const mine = await signBody(new Uint8Array(raw), secret);
          expect(mine).toBe(createHmac("sha256", secret).update(raw).digest("hex"));
          expect(await verifySignature(new Uint8Array(raw), mine, [secret])).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("does not hold for JSON that was parsed and written again", async () => {
    const signature = await signBody(body, "s3cret");
    const again = bytes(JSON.stringify(JSON.parse(new TextDecoder().decode(body))));
    expect(await verifySignature(again, signature, ["s3cret"])).toBe(false);
  });

  it("holds under either of two secrets while they are rotated, and under no third", async () => {
    for (const secret of ["old", "new"]) {
      expect(await verifySignature(body, await signBody(body, secret), ["new", "old"])).toBe(true);
    }
    expect(await verifySignature(body, await signBody(body, "other"), ["new", "old"])).toBe(false);
  });

  it("is refused when it is absent, empty, short, long, prefixed or not hex", async () => {
    const right = await signBody(body, "s3cret");
    for (const wrong of [
      null,
      "",
      "00",
      right.slice(1),
      `${right}00`,
      `sha256=${right}`,
      `g${right.slice(1)}`,
    ]) {
      expect(await verifySignature(body, wrong, ["s3cret"])).toBe(false);
    }
  });

  it("never verifies with an empty secret, even where the sender used one", async () => {
    const forged = createHmac("sha256", "").update(body).digest("hex");
    expect(await verifySignature(body, forged, [""])).toBe(false);
    expect(await verifySignature(body, forged, [])).toBe(false);
    await expect(signBody(body, "")).rejects.toThrow("empty secret");
  });

  it("is refused when any single bit of it differs", async () => {
    const right = await signBody(body, "s3cret");
    await fc.assert(
      fc.asyncProperty(fc.nat(63), fc.integer({ min: 1, max: 15 }), async (at, flip) => {
        const digit = (Number.parseInt(right.charAt(at), 16) ^ flip).toString(16);
        const wrong = right.slice(0, at) + digit + right.slice(at + 1);
        expect(await verifySignature(body, wrong, ["s3cret"])).toBe(false);
      }),
    );
  });
});
