import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GuardForwarder } from "../../../src/runner/agents/adapter.ts";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { ADAPTERS } from "../../../src/runner/agents/registry.ts";
import { read, usePlace } from "../../support/runner/adapter.ts";

const here = usePlace();

describe("claude", () => {
  const usage = {
    input_tokens: 100,
    cache_read_input_tokens: 40,
    cache_creation_input_tokens: 5,
    output_tokens: 7,
  };
  const message = (id: string, text: string, more = {}) => ({
    type: "assistant",
    session_id: "s-1",
    message: { id, model: "claude-sonnet-5-5", usage, content: [{ type: "text", text }] },
    ...more,
  });

  it("tells text, session, model, tokens, price and refusals", () => {
    const result = {
      type: "result",
      subtype: "success",
      is_error: false,
      result: "Done.",
      session_id: "s-1",
      total_cost_usd: 0.5,
      usage,
      modelUsage: { "claude-sonnet-5-5": { costBasis: "list" } },
      permission_denials: [{}, {}],
    };
    expect(read("claude", [message("m1", "Well."), result])).toEqual({
      text: "Done.",
      session: "s-1",
      model: "claude-sonnet-5-5",
      tokens: { input: 105, cached: 40, output: 7 },
      costUsd: 0.5,
      denials: 2,
      trouble: null,
    });
    // Its list has no such model, so the price is a guess.
    expect(
      read("claude", [{ ...result, modelUsage: { "glm-5": { costBasis: "unknown" } } }]).costUsd,
    ).toBeNull();
  });

  it("adds up what was told before it was killed, each message once", () => {
    const told = [message("m1", "a"), message("m1", "ab"), message("m2", "c")];
    expect(read("claude", told, null)).toMatchObject({
      tokens: { input: 210, cached: 80, output: 14 },
      text: "c",
    });
  });

  it("believes is_error and not the subtype, and reads when the limit ends", () => {
    const failed = {
      type: "result",
      subtype: "success",
      is_error: true,
      api_error_status: 429,
      result: "API Error: Request rejected (429)",
    };
    const limit = { type: "rate_limit_event", rate_limit_info: { status: "rejected", resetsAt: 1795366800 } };
    expect(read("claude", [limit, failed], 1).trouble).toMatchObject({
      kind: "throttled",
      retry_after_secs: 3_600,
    });
    expect(read("claude", [{ ...failed, subtype: "error_max_turns" }], 1).trouble?.kind).toBe("turn_limit");
  });

  it("refuses a model that it would send on unseen, and keeps the repository's settings out", () => {
    const order = { model: "gpt-5.4", baseUrl: null };
    expect(() => here.planOf("claude", order)).toThrow(/no model "gpt-5.4"/);
    const { argv } = here.planOf("claude");
    expect(argv[argv.indexOf("--setting-sources") + 1]).toBe("");
    expect(argv).toContain("--strict-mcp-config");
  });

  it("blocks when the guard's hook fails in any way", () => {
    const settings = (guard: GuardForwarder) => {
      const { argv } = here.planOf("claude", { guard });
      return JSON.parse(argv[argv.indexOf("--settings") + 1] ?? "").hooks.PreToolUse[0];
    };
    const command = ["/abs/forward", "--job"];
    expect(settings({ command })).toEqual({
      matcher: "*",
      hooks: [{ type: "command", command: "/abs/forward", args: ["--job"], timeout: 10, onFailure: "block" }],
    });
    expect(settings({ command, url: "http://127.0.0.1:1/g" }).hooks[0]).toMatchObject({
      type: "http",
      onFailure: "block",
    });
  });
});

describe("codex", () => {
  const started = { type: "thread.started", thread_id: "t-1" };
  const said = { type: "item.completed", item: { type: "agent_message", text: "Done." } };
  const retry = {
    type: "error",
    message: "Reconnecting... 1/5 (exceeded retry limit, last status: 429 Too Many Requests)",
  };

  it("tells text, session and tokens, the cached ones apart", () => {
    const usage = { input_tokens: 280, cached_input_tokens: 80, output_tokens: 14 };
    expect(read("codex", [started, retry, said, { type: "turn.completed", usage }])).toMatchObject({
      text: "Done.",
      session: "t-1",
      tokens: { input: 200, cached: 80, output: 14 },
      trouble: null,
    });
  });

  it("names what it was retrying when it was killed, and forgets it once the model has answered", () => {
    expect(read("codex", [started, retry], null).trouble?.kind).toBe("throttled");
    expect(read("codex", [started, retry, said], null).trouble).toBeNull();
  });

  it("lets no shell with a terminal pass the hook by", () => {
    const { argv } = here.planOf("codex");
    expect(argv[argv.indexOf("--disable") + 1]).toBe("unified_exec_tty");
  });
});

describe("opencode", () => {
  it("adds up its steps, and takes a price of nought for none", () => {
    const step = {
      type: "step_finish",
      sessionID: "ses_1",
      part: { tokens: { input: 100, output: 7, reasoning: 3, cache: { read: 40, write: 1 } }, cost: 0 },
    };
    expect(read("opencode", [step, step])).toMatchObject({
      session: "ses_1",
      tokens: { input: 202, cached: 80, output: 20 },
      costUsd: null,
    });
  });

  it("reads from its log what it retries in silence, and when to come back from the headers", () => {
    const log =
      'timestamp=x level=ERROR message="stream error" providerID=adf modelID=glm-5 error.error="AI_APICallError: Too Many Requests"\n';
    expect(read("opencode", [], null, log)).toMatchObject({ model: "glm-5", trouble: { kind: "throttled" } });
    const error = {
      name: "APIError",
      data: { message: "no", statusCode: 429, responseHeaders: { "retry-after": "77" } },
    };
    expect(read("opencode", [{ type: "error", error }], 1).trouble).toMatchObject({
      kind: "throttled",
      retry_after_secs: 77,
    });
  });

  it("has a title from the start, so that it asks no model for one beside the work", () => {
    expect(here.planOf("opencode", {}).argv.slice(-2)).toEqual(["--title", "adf"]);
  });

  it("goes on with a conversation by a plugin beside the guard's, and begins anew where it cannot", () => {
    const guard = { command: ["true"] };
    const { argv, env, files } = here.planOf("opencode", { guard, resume: "ses_1" });
    expect(argv.at(-1)).toBe("--continue");
    expect(JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? "").plugin).toEqual(files.map(({ path }) => path));
    const [, resume] = files;
    expect(resume?.text).toContain(JSON.stringify(join(here.space.home, ".local/share/opencode/before.db")));
    expect(here.planOf("opencode", { guard }).files).toHaveLength(1);
  });

  it("reads nothing of the repository's configuration", () => {
    const { env } = here.planOf("opencode");
    expect(env.OPENCODE_DISABLE_PROJECT_CONFIG).toBe("1");
    expect(JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? "").mcp).toEqual({});
  });
});

describe("gemini", () => {
  it("tells text, session, model and tokens", () => {
    const stats = {
      input_tokens: 280,
      cached: 80,
      output_tokens: 14,
      models: { "gemini-x": { output_tokens: 14 } },
    };
    expect(
      read("gemini", [
        { type: "init", session_id: "g-1" },
        { type: "message", role: "assistant", content: "Do", delta: true },
        { type: "message", role: "assistant", content: "ne.", delta: true },
        { type: "result", status: "success", stats },
      ]),
    ).toMatchObject({
      text: "Done.",
      session: "g-1",
      model: "gemini-x",
      tokens: { input: 200, cached: 80, output: 14 },
    });
  });
});

describe("the words of a prompt", () => {
  it("that a CLI would take for files stay words", () => {
    expect(here.planOf("claude").env.CLAUDE_CODE_DISABLE_ATTACHMENTS).toBe("1");
    const said =
      ADAPTERS.gemini.literal?.("Ask @adf:developer, \\@ and me@example.org of @/etc/passwd") ?? "";
    expect(said.split("\n")[0]).toBe("Ask \\@adf:developer, \\@ and me\\@example.org of \\@/etc/passwd");
    expect(/(?<!\\)@/.test(said)).toBe(false);
    expect(ADAPTERS.gemini.literal?.("Nothing of that kind")).toBe("Nothing of that kind");
  });
});

describe("a CLI without an adapter", () => {
  it("is understood by the patterns of its configuration, and by nothing else", () => {
    const command = AgentCommand.parse({
      argv: ["mine"],
      output: { session: "conversation (\\w+)", troubles: [{ pattern: "slow down", kind: "throttled" }] },
    });
    const reader = ADAPTERS.generic.read(() => 0, command);
    reader.write("stdout", Buffer.from("conversation abc\n429 rate limit\n"));
    expect(reader.end(1)).toMatchObject({ session: "abc", trouble: null });
    reader.write("stderr", Buffer.from("please slow down, try again in 5s\n"));
    expect(reader.end(1).trouble).toMatchObject({ kind: "throttled", retry_after_secs: 5 });
  });

  it("says what it cost where a pattern finds a price, and nothing where it does not", () => {
    const command = AgentCommand.parse({ argv: ["mine"], output: { cost_usd: "cost: (\\S*) USD" } });
    const cost = (printed: string) => {
      const reader = ADAPTERS.generic.read(() => 0, command);
      reader.write("stdout", Buffer.from(printed));
      return reader.end(0).costUsd;
    };
    expect([cost("cost: 6.40 USD\n"), cost("cost: 0 USD"), cost("done")]).toEqual([6.4, 0, null]);
    expect([cost("cost: much USD"), cost("cost: -1 USD"), cost("cost:  USD")]).toEqual([null, null, null]);
  });

  it("needs its arguments, and a known one must have none", () => {
    expect(AgentCommand.safeParse({}).error?.issues[0]?.message).toContain("claude");
    expect(AgentCommand.safeParse({ cli: "claude", argv: ["x"] }).success).toBe(false);
    expect(AgentCommand.safeParse({ argv: ["x"], output: { session: "(" } }).success).toBe(false);
  });
});
