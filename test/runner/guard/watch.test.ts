/** The guard of one job, asked by somebody who is after the runner and not after the machine. */
import { describe, expect, it } from "vitest";
import { readToolCall } from "../../../src/runner/guard/tool-call.ts";
import { MAX_DENIALS, watchJob } from "../../../src/runner/guard/watch.ts";
import { createStopLatch } from "../../../src/runner/spawn/stop.ts";

const checkout = "/home/dev/project";
const context = { home: "/home/dev", root: checkout, unattended: true };
const watched = () => {
  const told: string[] = [];
  const latch = createStopLatch();
  const decided = (_command: string, { rule }: { rule: string }) => void told.push(rule);
  return {
    told,
    latch,
    watch: watchJob({ context, outside: (path) => path, checkout, latch, hooked: true, decided }),
  };
};

describe("a job that asks", () => {
  it("what cannot be read, again and again, is stopped, and no more is told of it", () => {
    const { told, latch, watch } = watched();
    const strange = readToolCall(JSON.stringify({ hook_event_name: "PreToolUse" }));
    for (let n = 0; n < MAX_DENIALS + 5; n++) expect(watch.call(strange)).toContain("it names no tool");
    expect(latch.cause()).toMatchObject({ kind: "denied", rule: "hook.unreadable" });
    expect(told).toHaveLength(MAX_DENIALS);
  });

  it("about a patch of thousands of files is not kept waiting for each of them", () => {
    const patch = (files: number) => {
      const command = Array.from({ length: files }, (_, n) => `*** Add File: src/f${n}.ts\n`).join("");
      return readToolCall(JSON.stringify({ tool_name: "apply_patch", tool_input: { command } }));
    };
    const { watch } = watched();
    expect(watch.call(patch(5))).toBeNull();
    expect(watch.call(patch(501))).toContain("it changes 501 files at once, more than 500");
  });
});
