/** A CLI that ends its hook for slowness takes that for a yes: the hook must have given up, with a no, long before. */
import { expect, it } from "vitest";
import { hookArguments } from "../../../src/runner/agents/codex/hook.ts";
import { hookSettings } from "../../../src/runner/agents/gemini/hook.ts";
import { FORWARDER } from "../../../src/runner/guard/scripts.ts";

const guard = { command: ["/adf/ask", "1/x"] };
/** Seconds, when each part of an answer comes at the last moment. */
const longest = [...FORWARDER("/bin/bash").matchAll(/ -t (\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0);

it("the forwarder waits less than half as long for the guard as codex and gemini wait for it", () => {
  const codex = Number(/timeout=(\d+)/.exec(hookArguments(guard).join(" "))?.[1]);
  const gemini = Number(/"timeout":(\d+)/.exec(JSON.stringify(hookSettings(guard, "n")))?.[1]) / 1000;
  expect(longest).toBeGreaterThan(0);
  expect(longest * 2).toBeLessThan(Math.min(codex, gemini));
});
