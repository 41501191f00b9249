/** Each agent CLI: what it is started with, what becomes of what it prints, and whose credential it gets. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type {
  AgentAnswer,
  Credential,
  GuardForwarder,
  RunOrder,
} from "../../../src/runner/agents/adapter.ts";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { isHealthy, putAway, takeUp } from "../../../src/runner/agents/conversation.ts";
import { endpointFor } from "../../../src/runner/agents/endpoint.ts";
import { isRenewal, lend } from "../../../src/runner/agents/login.ts";
import { ADAPTERS, KNOWN_CLIS, type KnownCli } from "../../../src/runner/agents/registry.ts";
import { createWorkspace, type Workspace } from "../../../src/runner/state/workspace.ts";
import { makeOffer } from "../../support/runner/bench.ts";

let dir: string;
let space: Workspace;
const offer = makeOffer({ job: "j", prompt: "Secret plans of the prompt" });
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "adf-agents-"));
  space = createWorkspace(dir, offer);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const KEY: Credential = { kind: "key", name: "SOME_KEY", value: "sk-0123456789abcdef" };
const MODELS: Record<KnownCli, string> = {
  claude: "sonnet",
  codex: "gpt-5.4",
  gemini: "pro",
  opencode: "zai/glm-5",
};
const HOSTILE = "; rm -rf / #$(x)";

function planOf(cli: KnownCli, change: Partial<RunOrder> = {}) {
  const plan = ADAPTERS[cli].plan({
    offer,
    space,
    command: AgentCommand.parse({ cli }),
    program: cli,
    model: MODELS[cli],
    baseUrl: "http://127.0.0.1:11434/v1",
    credential: KEY,
    guard: null,
    resume: null,
    toolless: false,
    nonce: "n-1",
    root: false,
    ...change,
  });
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

function read(cli: KnownCli, lines: readonly unknown[], code: number | null = 0, errors = ""): AgentAnswer {
  const reader = ADAPTERS[cli].read(() => Date.parse("2026-11-22T16:00:00Z"), AgentCommand.parse({ cli }));
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
  const bytes = Buffer.from(text);
  // Cut at an odd place, as a pipe does.
  reader.write("stdout", bytes.subarray(0, 17));
  reader.write("stdout", bytes.subarray(17));
  reader.write("stderr", Buffer.from(errors));
  return reader.end(code);
}

describe.each(KNOWN_CLIS)("%s", (cli) => {
  it("is started with neither prompt nor key among its arguments or files, and with one key in its environment", () => {
    const { argv, env, files, promptOnStdin } = planOf(cli);
    const shown = JSON.stringify([argv, files]);
    expect(shown).not.toContain(KEY.kind === "key" ? KEY.value : "");
    expect(shown).not.toContain("Secret plans");
    expect(promptOnStdin).toBe(true);
    expect(Object.values(env).filter((value) => value.includes("sk-0123456789abcdef"))).toHaveLength(1);
    expect(JSON.stringify([argv, env, files])).toContain("127.0.0.1:11434");
  });

  it("hands a hostile model name over as one argument", () => {
    const { argv } = planOf(cli, { model: HOSTILE });
    expect(argv.filter((word) => word.endsWith(HOSTILE))).toHaveLength(1);
  });

  it("is told of the guard by its command, for every tool", () => {
    const guard: GuardForwarder = { command: ["/opt/adf/guard forward", "--job", "j's"] };
    const without = JSON.stringify(planOf(cli));
    const { argv, env, files } = planOf(cli, { guard });
    const told = JSON.stringify([argv, env, files]);
    expect(without).not.toContain("guard forward");
    expect(told).toContain("/opt/adf/guard forward");
    expect(told).toMatch(/"matcher\W+(?:\*|\.\*)|matcher=\\"\.\*|tool\.execute\.before/);
  });

  it("is not started at all without a login, and the sentence names the command that mends it", () => {
    const adapter = ADAPTERS[cli];
    const command = AgentCommand.parse({ cli });
    const asked = endpointFor(command, adapter, offer, { env: {}, home: dir });
    expect(asked).toMatchObject({ ok: false, error: { kind: "auth" } });
    if (!asked.ok) expect(asked.error.message).toContain(adapter.login.command);
    const key = adapter.login.keys(command, "")[0] ?? "";
    const keyed = endpointFor(command, adapter, offer, { env: { [key]: "k" }, home: dir });
    expect(keyed).toMatchObject({ ok: true, value: { credential: { kind: "key", name: key } } });
  });

  it("sends what one vendor gave to no other address, unless the configuration names the key for it", () => {
    const adapter = ADAPTERS[cli];
    const key = adapter.login.keys(AgentCommand.parse({ cli }), "")[0] ?? "";
    const file = join(dir, adapter.login.file ?? "");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "{}");
    const keyring = { env: { [key]: "vendor's", OTHER_KEY: "other" }, home: dir };
    const base_url = "https://models.example/v1/";
    const bare = endpointFor(AgentCommand.parse({ cli, base_url }), adapter, offer, keyring);
    expect(bare).toMatchObject({ ok: true, value: { credential: { kind: "none" } } });
    const named = AgentCommand.parse({
      cli,
      providers: { none: { base_url, key: "OTHER_KEY", models: { "*": "m" } } },
    });
    expect(endpointFor(named, adapter, offer, keyring)).toEqual({
      ok: true,
      value: {
        model: "m",
        baseUrl: "https://models.example/v1",
        credential: { kind: "key", name: "OTHER_KEY", value: "other" },
      },
    });
  });

  it("survives nonsense in its output", () => {
    const nonsense = [
      "{",
      "null",
      '{"type":7}',
      '{"type":"result"}',
      "x".repeat(9_000_000),
      '{"type":"error"}',
    ];
    expect(() => read(cli, nonsense, 1, "{{{")).not.toThrow();
  });
});

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
    expect(() => planOf("claude", order)).toThrow(/no model "gpt-5.4"/);
    const { argv } = planOf("claude");
    expect(argv[argv.indexOf("--setting-sources") + 1]).toBe("");
    expect(argv).toContain("--strict-mcp-config");
  });

  it("blocks when the guard's hook fails in any way", () => {
    const settings = (guard: GuardForwarder) => {
      const { argv } = planOf("claude", { guard });
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
    const { argv } = planOf("codex");
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

  it("goes on with a conversation by a plugin beside the guard's, and begins anew where it cannot", () => {
    const guard = { command: ["true"] };
    const { argv, env, files } = planOf("opencode", { guard, resume: "ses_1" });
    expect(argv.at(-1)).toBe("--continue");
    expect(JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? "").plugin).toEqual(files.map(({ path }) => path));
    const [, resume] = files;
    expect(resume?.text).toContain(JSON.stringify(join(space.home, ".local/share/opencode/before.db")));
    expect(planOf("opencode", { guard }).files).toHaveLength(1);
  });

  it("reads nothing of the repository's configuration", () => {
    const { env } = planOf("opencode");
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
    expect(planOf("claude").env.CLAUDE_CODE_DISABLE_ATTACHMENTS).toBe("1");
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

describe("a person's login on loan", () => {
  const before = JSON.stringify({ account: "me", oauth: { accessToken: "a".repeat(30), expiresAt: 1 } });
  const renewed = JSON.stringify({ account: "me", oauth: { accessToken: "b".repeat(30), expiresAt: 2 } });
  const at = ".cli/login.json";

  function borrowed(text = before) {
    const from = join(dir, "person.json");
    writeFileSync(from, text, { mode: 0o600 });
    const loan = lend({ kind: "file", from, to: at }, space.home);
    return { loan, from, copy: join(space.home, at) };
  }

  it("is the job's alone while it runs, and gone afterwards", () => {
    const { loan, copy, from } = borrowed();
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(loan.end()).toEqual({ kind: "unchanged" });
    expect(() => statSync(copy)).toThrow();
    expect(readFileSync(from, "utf8")).toBe(before);
  });

  it("comes back renewed, but not over one that somebody else renewed meanwhile", () => {
    const one = borrowed();
    writeFileSync(one.copy, renewed);
    expect(one.loan.end()).toEqual({ kind: "renewed" });
    expect(readFileSync(one.from, "utf8")).toBe(renewed);
    expect(statSync(one.from).mode & 0o777).toBe(0o600);
    const two = borrowed();
    writeFileSync(two.copy, renewed);
    writeFileSync(two.from, "newer");
    expect(two.loan.end()).toEqual({ kind: "unchanged" });
    expect(readFileSync(two.from, "utf8")).toBe("newer");
  });

  it("brings back nothing else that an agent put in its place", () => {
    for (const other of [
      "{}",
      "not json",
      JSON.stringify({ account: "thief", oauth: { accessToken: "b", expiresAt: 2 } }),
    ])
      expect(isRenewal(before, other)).toBe(false);
    const { loan, copy, from } = borrowed();
    rmSync(copy);
    symlinkSync(join(dir, "elsewhere"), copy);
    writeFileSync(join(dir, "elsewhere"), renewed);
    expect(loan.end()).toEqual({ kind: "unchanged" });
    expect(readFileSync(from, "utf8")).toBe(before);
  });

  it("is not taken away from its owner by a folder that the agent led there", () => {
    const owners = join(dir, "owner", ".cli");
    mkdirSync(owners, { recursive: true });
    writeFileSync(join(owners, "login.json"), before);
    const loan = lend({ kind: "file", from: join(owners, "login.json"), to: at }, space.home);
    rmSync(join(space.home, ".cli"), { recursive: true });
    symlinkSync(owners, join(space.home, ".cli"));
    expect(loan.end()).toEqual({ kind: "unchanged" });
    expect(readFileSync(join(owners, "login.json"), "utf8")).toBe(before);
  });
});

describe("the conversation of an earlier attempt", () => {
  const command = AgentCommand.parse({ cli: "claude" });
  const again = makeOffer({ ...offer, job: "j2", attempt: 2, checkout: {}, limits: {} });

  function spoken(session = "0a-1b"): void {
    const folder = join(space.home, ".claude/projects", space.checkout.replace(/[^a-zA-Z0-9]/g, "-"));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${session}.jsonl`), "what was said");
    putAway(dir, command, offer, space, session);
  }

  it("is in place for the next one, where its CLI looks for it, and once only", () => {
    spoken();
    const next = createWorkspace(dir, again);
    expect(takeUp(dir, command, again, next)).toBe("0a-1b");
    const slug = next.checkout.replace(/[^a-zA-Z0-9]/g, "-");
    expect(readFileSync(join(next.home, ".claude/projects", slug, "0a-1b.jsonl"), "utf8")).toBe(
      "what was said",
    );
    expect(takeUp(dir, command, again, next)).toBeNull();
  });

  it("is all of the files that hold it, each where its CLI is told of it", () => {
    const own = AgentCommand.parse({ cli: "opencode" });
    const folder = join(space.home, ".local/share/opencode");
    mkdirSync(join(folder, "log"), { recursive: true });
    for (const name of ["opencode.db", "opencode.db-wal", "log/opencode.log"])
      writeFileSync(join(folder, name), name);
    putAway(dir, own, offer, space, "ses_1");
    const next = createWorkspace(dir, again);
    expect(takeUp(dir, own, again, next)).toBe("ses_1");
    const there = join(next.home, ".local/share/opencode");
    expect(readdirSync(there).sort()).toEqual(["before.db", "before.db-wal"]);
    expect(readFileSync(join(there, "before.db-wal"), "utf8")).toBe("opencode.db-wal");
  });

  it("is not another issue's, another model's, a reviewer's or a first attempt's", () => {
    spoken();
    for (const other of [{ issue: 8 }, { model: "opus" }, { kind: "review" as const }, { attempt: 1 }])
      expect(takeUp(dir, command, { ...again, ...other }, space)).toBeNull();
  });

  it("is dropped for good when the Worker asks for a fresh start", () => {
    spoken();
    expect(takeUp(dir, command, { ...again, fresh: true }, space)).toBeNull();
    expect(takeUp(dir, command, again, space)).toBeNull();
  });

  it("is left behind when it ended badly", () => {
    const trouble = (kind: "too_long" | "throttled") => ({ kind, retry_after_secs: null, message: "" });
    expect(isHealthy(null, null)).toBe(true);
    expect(isHealthy(null, trouble("throttled"))).toBe(true);
    expect(isHealthy(null, trouble("too_long"))).toBe(false);
    expect(isHealthy({ kind: "stall", secs: 1 }, null)).toBe(false);
  });

  it("never is a link, or named by a session that is a path", () => {
    const folder = join(space.home, ".claude/projects/x");
    mkdirSync(folder, { recursive: true });
    symlinkSync("/etc/hostname", join(folder, "0a-2c.jsonl"));
    putAway(dir, command, offer, space, "0a-2c");
    putAway(dir, command, offer, space, "../../etc");
    // Nor somebody else's, to which the agent led the folder.
    const others = join(dir, "other");
    mkdirSync(others);
    writeFileSync(join(others, "0a-2d.jsonl"), "private");
    rmSync(join(space.home, ".claude/projects"), { recursive: true });
    symlinkSync(others, join(space.home, ".claude/projects"));
    putAway(dir, command, offer, space, "0a-2d");
    expect(takeUp(dir, command, again, space)).toBeNull();
  });
});
