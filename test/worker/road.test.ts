import { describe, expect, it } from "vitest";
import { useBench } from "../support/worker/bench.ts";
import { evictAll } from "../support/worker/factory.ts";
import { GOOD_END, Road } from "../support/worker/road.ts";

const bench = useBench();

describe("the whole road from an issue to a merged pull request and a closed issue", () => {
  it("is driven by the Worker through a runner and the forge", async () => {
    expect(await new Road(bench()).drive()).toEqual(GOOD_END);
  });

  it("ends the same when every Durable Object is evicted before every step", async () => {
    let evicted = 0;
    const between = async () => {
      evicted += 1;
      await evictAll();
    };
    expect(await new Road(bench(), between).drive()).toEqual(GOOD_END);
    expect(evicted).toBeGreaterThan(20);
  });

  it("ends the same when every Durable Object is evicted before every request to the forge", async () => {
    bench().forge.between = async () => evictAll();
    expect(await new Road(bench()).drive()).toEqual(GOOD_END);
  });

  it("ends the same when the forge does every write but its first answer to it is lost", async () => {
    const lost = new Set<string>();
    bench().forge.trouble = ({ method, path, body }) => {
      const request = `${method} ${path} ${JSON.stringify(body)}`;
      if (method === "GET" || lost.has(request)) return undefined;
      lost.add(request);
      return "lost";
    };
    expect(await new Road(bench()).drive()).toEqual(GOOD_END);
    expect(lost.size).toBeGreaterThan(10);
    // Nothing was written twice and tidied up: what was there already was found.
    const { forge } = bench();
    expect(forge.count("POST", /issues\/\d+\/comments$/)).toBe(GOOD_END.comments.length);
    expect(forge.count("POST", /reviews$/)).toBe(GOOD_END.reviews.length);
    expect(forge.count("POST", /merge$/)).toBe(1);
    expect(forge.pulls.size).toBe(1);
    expect(forge.issues.size).toBe(1);
    expect(forge.count("POST", /statuses/)).toBe(GOOD_END.statuses.length);
    expect(forge.count("DELETE", /./)).toBe(0);
  });

  it("ends the same when one request in six to the forge fails, by turns in every way", async () => {
    const ways = [
      "unreachable",
      "lost",
      { status: 500 },
      { status: 429, retry_after: 2 },
      { status: 502 },
    ] as const;
    let failed = 0;
    let dice = 20_261_122;
    bench().forge.trouble = () => {
      dice = (dice * 1_103_515_245 + 12_345) % 2_147_483_648;
      if ((dice >> 16) % 6 !== 0) return undefined;
      failed += 1;
      return ways[failed % ways.length];
    };
    expect(await new Road(bench()).drive()).toEqual(GOOD_END);
    expect(failed).toBeGreaterThan(5);
  });
});
