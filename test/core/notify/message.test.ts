import { describe, expect, it } from "vitest";
import { NoticeMessage } from "../../../src/contract/notice.ts";
import { messageOf, ntfyOf, topicOf } from "../../../src/core/notify/message.ts";
import { fresh, type Notice, settled } from "../../../src/core/notify/notice.ts";
import { utf8 } from "../../../src/core/text/utf8.ts";

const NOW = Date.UTC(2026, 0, 5, 7);
const notice = (over: Partial<Notice> = {}): Notice => ({
  ...fresh(
    {
      cause: "alert:breaker:1",
      kind: "alert.opened",
      level: "critical",
      about: "breaker",
      title: "Work has stopped",
      body: "Twenty jobs failed.",
      link: "https://git.example/acme/lib/issues",
    },
    "phone",
    NOW,
  ),
  ...over,
});

describe("a notice", () => {
  it("is a message of the contract, and the same one in each try", () => {
    const said = messageOf(notice(), "night", "lib");
    expect(NoticeMessage.parse(said)).toEqual(said);
    expect(messageOf(notice({ attempts: 3, state: "sending" }), "night", "lib")).toEqual(said);
    expect(said).toMatchObject({
      type: "alert.opened",
      timestamp: "2026-01-05T07:00:00.000Z",
      data: { id: "alert:breaker:1@phone" },
    });
  });

  it("rings on ntfy by its level, and an end of trouble never rings", () => {
    const ntfy = (over: Partial<Notice>) => ntfyOf(messageOf(notice(over), "night", "lib"), "t");
    expect(ntfy({})).toMatchObject({
      topic: "t",
      title: "lib: Work has stopped",
      priority: 5,
      tags: ["warning"],
    });
    expect(ntfy({ level: "warning" }).priority).toBe(4);
    expect(ntfy({ kind: "alert.recovered" })).toMatchObject({ priority: 3, tags: ["white_check_mark"] });
  });

  it("stays below the size at which ntfy makes a file of it, whatever the script", () => {
    const { message } = ntfyOf(messageOf(notice({ body: "漢".repeat(9_000) }), "night", "lib"), "t");
    expect(utf8(message).length).toBeLessThanOrEqual(4_000);
    expect(message).toMatch(/\(cut\)$/);
  });

  it("names server and topic of an address, or nothing", () => {
    expect(topicOf("https://ntfy.example:8443/night-4f2a/")).toEqual({
      server: "https://ntfy.example:8443/",
      topic: "night-4f2a",
    });
    for (const url of ["https://ntfy.example", "https://ntfy.example/a/b", "https://ntfy.example/a?x=1"])
      expect(topicOf(url)).toBeNull();
  });
});

describe("a notice that is not taken", () => {
  const no = { ok: false, final: false, error: "it answered 503", after_ms: 0, tried: true } as const;

  it("is tried later each time, at most every quarter of an hour, and given up after a day", () => {
    let now = NOW;
    let it = notice();
    const waits: number[] = [];
    while (it.state === "pending") {
      it = settled(it, no, now);
      waits.push(it.not_before - now);
      now = Math.max(now + 1, it.not_before);
    }
    expect(waits.slice(0, 4)).toEqual([10_000, 20_000, 40_000, 80_000]);
    expect(Math.max(...waits)).toBe(900_000);
    expect(it).toMatchObject({ state: "dead", error: "it answered 503" });
    expect(now - NOW).toBeGreaterThanOrEqual(86_400_000);
  });

  it("is given up at once where the receiver refuses it for good, and a shut gate is no attempt", () => {
    expect(settled(notice(), { ...no, final: true }, NOW).state).toBe("dead");
    expect(settled(notice(), { ...no, tried: false, after_ms: 60_000 }, NOW)).toMatchObject({
      state: "pending",
      attempts: 0,
      not_before: NOW + 60_000,
    });
  });
});
