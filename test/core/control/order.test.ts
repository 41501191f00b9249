/** Which mentions are orders, and which are tasks that begin with the same word. */
import { describe, expect, it } from "vitest";
import { orderOf } from "../../../src/core/control/order.ts";

describe("an order", () => {
  it.each([
    ["stop", "stop", ""],
    ["Pause.", "pause", ""],
    ["resume!", "resume", ""],
    ["pause: the disk is full", "pause", "the disk is full"],
    ["cancel because it is done already", "cancel", "it is done already"],
    ["stop – wrong branch", "stop", "wrong branch"],
    ["please stop", "stop", ""],
    ["Please resume now please.", "resume", ""],
    ["stop it because it is wrong", "stop", "it is wrong"],
    ["stop \t  it  .", "stop", ""],
  ])("is %j", (text, verb, why) => {
    expect(orderOf(text)).toEqual({ verb, why });
  });

  it.each([
    "stop the leak in the pool",
    "pause the queue when it is full",
    "resume reading at the offset",
    "please stop the leak",
    "resume this reading",
    "",
    "stopping",
  ])("is not %j", (text) => {
    expect(orderOf(text)).toBeNull();
  });

  it("is read in a moment, however many blanks somebody typed", () => {
    expect(orderOf(`stop${" ".repeat(200_000)}x`)).toBeNull();
    expect(orderOf(`stop${" ".repeat(200_000)}.`)?.verb).toBe("stop");
  });
});
