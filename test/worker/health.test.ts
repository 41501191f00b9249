import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";

describe("health", () => {
  it("says that a configured Worker is healthy, and which build and contract it is", async () => {
    const answer = await exports.default.fetch("https://adf.test/healthz");
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ healthy: true, contract: 1, build: "test" });
  });
});
