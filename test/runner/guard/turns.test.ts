/** How much of the runner's thread the questions of one job may take. */
import { describe, expect, it } from "vitest";
import { takeTurns } from "../../../src/runner/guard/turns.ts";

const busy = (ms: number) => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

describe("the questions of a job", () => {
  it("are answered in their order, and everything else has its turn between two of them", async () => {
    const turns = takeTurns();
    const heard: string[] = [];
    const say = (word: string) => () => void heard.push(word);
    const first = turns(() => {
      heard.push("first");
      setImmediate(say("something else"));
    });
    await Promise.all([first, turns(say("second")), turns(say("third"))]);
    expect(heard).toEqual(["first", "something else", "second", "third"]);
  });

  it("wait when they took more than any work needs, and for as long as gives the others their share", async () => {
    const turns = takeTurns(10);
    await turns(() => busy(20));
    const began = performance.now();
    await turns(() => {});
    expect(performance.now() - began).toBeGreaterThan(80);
    await Promise.all(Array.from({ length: 20 }, () => turns(() => {})));
  });

  it("go on after one that failed", async () => {
    const turns = takeTurns();
    const failed = turns(() => {
      throw new Error("it was too strange");
    });
    await expect(failed).rejects.toThrow("too strange");
    expect(await turns(() => "answered")).toBe("answered");
  });
});
