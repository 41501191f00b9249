/** What a probe's run shows: only tokens behind an exit status of 0 are an answer. */
import { describe, expect, it } from "vitest";
import { SILENCE } from "../../../src/runner/agents/adapter.ts";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { readGeneric } from "../../../src/runner/agents/generic/read.ts";
import { judgeProbe, type ProbeFacts } from "../../../src/runner/probe/judge.ts";
import { askOf } from "../../../src/runner/probe/order.ts";

const spoke = { ...SILENCE, text: "Lighthouse.", tokens: { input: 40, cached: 0, output: 3 } };
const judge = (over: Partial<ProbeFacts> = {}) =>
  judgeProbe({
    stopped: null,
    exitCode: 0,
    signal: null,
    tail: "",
    answer: spoke,
    expects: "lighthouse",
    plain: false,
    handshake: false,
    now: 0,
    ...over,
  });

describe("a probe", () => {
  it("is answered by tokens and exit 0, whatever the words are", () => {
    expect(judge()).toMatchObject({ result: "answered", trouble: null });
    expect(judge({ answer: { ...spoke, text: "What shall I do?" } })).toMatchObject({ result: "answered" });
  });

  it("is not answered by a word about limits that stands beside the one that was asked for", () => {
    const text = "Lighthouse. (No rate limit was met.)";
    expect(judge({ answer: { ...spoke, text } })).toMatchObject({ result: "answered" });
  });

  it.each<readonly [string, Partial<ProbeFacts>, string]>([
    [
      "exit 0 without a token",
      { answer: { ...spoke, tokens: { input: 40, cached: 0, output: 0 } } },
      "no_answer",
    ],
    ["exit 0 without a word about tokens", { answer: { ...spoke, tokens: null } }, "no_answer"],
    [
      "exit 0 with an error message for an answer",
      { answer: { ...spoke, text: "API Error: 529 Overloaded" } },
      "overloaded",
    ],
    ["an exit status that is not 0", { exitCode: 3, tail: "boom" }, "no_answer"],
    [
      "an exit status with words that are known",
      { exitCode: 1, answer: SILENCE, tail: "Error 401: invalid api key", plain: true },
      "auth",
    ],
    ["a signal", { exitCode: null, signal: "SIGSEGV" }, "no_answer"],
    ["its limit", { stopped: { kind: "wall", secs: 90 }, exitCode: null }, "no_answer"],
    ["too many words", { stopped: { kind: "output", bytes: 9 }, exitCode: null }, "no_answer"],
    ["tools", { stopped: { kind: "unguarded" }, exitCode: null }, "refused"],
  ])("fails by %s", (_name, over, kind) => {
    expect(judge(over)).toMatchObject({ result: "failed", trouble: { kind } });
  });

  it("is not explained by a warning somewhere in what its CLI streams", () => {
    const tail = '{"type":"error","message":"Model metadata for `x` not found."}';
    const silent = { ...SILENCE, tokens: { input: 40, cached: 0, output: 0 } };
    expect(judge({ answer: silent, tail })).toMatchObject({
      trouble: { kind: "no_answer" },
      detail: "It ended with 0, and no model wrote a token.",
    });
  });

  it("that was stopped at its limit failed by what its CLI last said, and keeps the time to wait", () => {
    const trouble = { kind: "throttled", retry_after_secs: 60, message: "429" } as const;
    expect(judge({ stopped: { kind: "stall", secs: 90 }, answer: { ...SILENCE, trouble } })).toMatchObject({
      trouble: { kind: "throttled", retry_after_secs: 60 },
    });
  });

  it("that was stopped with its runner says nothing of anybody", () => {
    expect(judge({ stopped: { kind: "shutdown" }, exitCode: null })).toMatchObject({ result: "not_run" });
  });

  it("of a CLI without a model asks whether it is there, and no more", () => {
    expect(judge({ handshake: true, answer: SILENCE })).toMatchObject({ result: "handshake" });
    expect(judge({ handshake: true, answer: SILENCE, exitCode: 127 })).toMatchObject({ result: "failed" });
  });
});

describe("a CLI that nobody wrote an adapter for", () => {
  it("is asked by its handshake where it has one, by its prompt where it tells of tokens, and else not at all", () => {
    const command = (more: object) => AgentCommand.parse({ argv: ["mine"], ...more });
    expect(askOf(command({ handshake: ["mine", "--version"] }), "mine")).toMatchObject({
      value: { handshake: true, command: { argv: ["mine", "--version"] } },
    });
    expect(askOf(command({ output: { tokens: "(\\d+) tokens" } }), "mine")).toMatchObject({
      value: { handshake: false, command: { argv: ["mine"] } },
    });
    expect(askOf(command({}), "mine")).toMatchObject({
      ok: false,
      error: expect.stringContaining('"handshake"'),
    });
  });

  it("tells its tokens by the pattern of its configuration", () => {
    const command = AgentCommand.parse({ argv: ["mine"], output: { tokens: "wrote ([\\d,]+) tokens" } });
    const reader = readGeneric(() => 0, command);
    reader.write("stdout", Buffer.from("wrote 1,234 tokens\n"));
    expect(reader.end(0).tokens).toEqual({ input: 0, cached: 0, output: 1_234 });
  });
});
