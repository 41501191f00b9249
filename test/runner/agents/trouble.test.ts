import { describe, expect, it } from "vitest";
import type { TroubleKind } from "../../../src/contract/agent-run.ts";
import { troubleOf, waitIn } from "../../../src/runner/agents/trouble.ts";

const NOW = Date.parse("2026-11-22T16:00:00Z");

describe("what a CLI says of a failure", () => {
  const said: readonly (readonly [TroubleKind | null, number | null, string])[] = [
    ["auth", 401, "Failed to authenticate. API Error: 401"],
    ["auth", null, "Not logged in · Please run /login"],
    ["auth", null, "unexpected status 401 Unauthorized: url: http://x/v1/responses"],
    ["auth", 400, "API key not valid. Please pass a valid API key."],
    ["throttled", 429, "API Error: Request rejected (429) · slow down"],
    ["throttled", null, "exceeded retry limit, last status: 429 Too Many Requests"],
    ["quota", 429, "You exceeded your current quota, please check your plan and billing details"],
    ["quota", 400, "Credit balance is too low"],
    ["quota", null, "You've hit your usage limit. Try again later."],
    ["overloaded", 529, "API Error: 529"],
    ["overloaded", null, "We're currently experiencing high demand, which may cause temporary errors."],
    ["overloaded", 503, "UNAVAILABLE"],
    ["server", 500, "API Error: 500 something"],
    ["server", 502, "bad gateway"],
    ["unknown_model", 404, "There's an issue with the selected model (x)."],
    ["unknown_model", null, "The model `x` does not exist or you do not have access to it."],
    ["too_long", 400, "prompt is too long: 250000 tokens"],
    ["network", null, "Connection to the API was lost (ECONNRESET)"],
    ["network", null, "stream disconnected before completion: Transport error"],
    [null, null, "The test failed: expected 500 to be 501"],
    [null, null, "3 of 12 assertions failed"],
  ];

  it.each(said)("is %s for status %s and %j", (kind, status, text) => {
    expect(troubleOf({ status, text }, NOW)?.kind ?? null).toBe(kind);
  });

  it("believes a status more than words, except for what a status cannot tell", () => {
    expect(troubleOf({ status: 401, text: "rate limit" }, NOW)?.kind).toBe("auth");
    expect(troubleOf({ status: 429, text: "insufficient_quota" }, NOW)?.kind).toBe("quota");
  });
});

describe("what a CLI says at great length", () => {
  it("is found at its beginning and at its end", () => {
    const much = "x ".repeat(100_000);
    expect(troubleOf({ text: `rate limit ${much}` }, NOW)?.kind).toBe("throttled");
    expect(troubleOf({ text: `${much} try again in 12s: overloaded` }, NOW)).toEqual({
      kind: "overloaded",
      retry_after_secs: 12,
    });
  });
});

describe("how long a provider wants to be left alone", () => {
  it.each([
    ["Please try again in 12s", 12],
    ["try again in 1h 3m", 3_780],
    ["retry after 30 seconds", 30],
    ["Please retry in 250ms.", 0.25],
    ["try again in 2 days, 4 hours", 187_200],
    ["Your limit resets at 2026-11-22T18:00:00Z", 7_200],
    ["usage limit reached|1795366800", 3_600],
    ["Try again later.", null],
    ["in 3 files after the change", null],
  ] as const)("is read from %j", (text, secs) => {
    expect(waitIn(text, NOW)).toBe(secs);
  });

  it("is taken from a field before words, and is never negative", () => {
    expect(troubleOf({ status: 429, text: "in 5s", retryAfterSecs: 60 }, NOW)?.retry_after_secs).toBe(60);
    expect(troubleOf({ status: 429, text: "", resetsAtMs: NOW - 1 }, NOW)?.retry_after_secs).toBe(0);
  });

  it("is looked for in time that grows with the text: an agent may print megabytes of half a sentence", () => {
    for (const half of ["hit your ", "model ", "connection to ", "in 1 s "])
      expect(troubleOf({ text: half.repeat(300_000) }, 0)).toBeNull();
  });
});
