/** Output that no CLI prints by itself: every process of a job can write where its CLI writes. */
import { describe, expect, it } from "vitest";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { ADAPTERS } from "../../../src/runner/agents/registry.ts";

const printed = (cli: "codex" | "gemini", ...lines: string[]) => {
  const reader = ADAPTERS[cli].read(() => 0, AgentCommand.parse({ cli }));
  for (const line of lines) reader.write("stdout", Buffer.from(`${line}\n`));
  return reader.end(1);
};

describe("the reader of gemini", () => {
  it.each(["tool_result", "error", "result"])(
    "outlives a %s that is nested deeper than the stack",
    (type) => {
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const line = `{"type":"${type}","status":"error","error":${deep}}`;
      const answer = '{"type":"message","role":"assistant","content":"Done."}';
      expect(printed("gemini", line, answer).text).toBe("Done.");
    },
  );
});

describe("the reader of codex", () => {
  const item = (aggregated_output: string) =>
    JSON.stringify({ type: "item.completed", item: { type: "command_execution", aggregated_output } });

  it("counts what a hook refused", () => {
    expect(printed("codex", item("Command blocked by PreToolUse hook: no")).denials).toBe(1);
    expect(printed("codex", item("blocked by the door\nand a hook")).denials).toBe(0);
  });

  it("does not take the square of what a command printed to look for that", () => {
    const before = performance.now();
    printed("codex", item("blocked by ".repeat(20_000)));
    expect(performance.now() - before).toBeLessThan(1_000);
  });
});
