/** What holds for each agent CLI: what it is started with, what becomes of what it prints, and whose credential it gets. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GuardForwarder } from "../../../src/runner/agents/adapter.ts";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { endpointFor } from "../../../src/runner/agents/endpoint.ts";
import { ADAPTERS, KNOWN_CLIS } from "../../../src/runner/agents/registry.ts";
import { KEY, offer, read, usePlace } from "../../support/runner/adapter.ts";

const here = usePlace();

describe.each(KNOWN_CLIS)("%s", (cli) => {
  it("is started with neither prompt nor key among its arguments or files, and with one key in its environment", () => {
    const { argv, env, files, promptOnStdin } = here.planOf(cli);
    const shown = JSON.stringify([argv, files]);
    expect(shown).not.toContain(KEY.kind === "key" ? KEY.value : "");
    expect(shown).not.toContain("Secret plans");
    expect(promptOnStdin).toBe(true);
    expect(Object.values(env).filter((value) => value.includes("sk-0123456789abcdef"))).toHaveLength(1);
    expect(JSON.stringify([argv, env, files])).toContain("127.0.0.1:11434");
  });

  it("hands a hostile model name over as one argument", () => {
    const hostile = "; rm -rf / #$(x)";
    const { argv } = here.planOf(cli, { model: hostile });
    expect(argv.filter((word) => word.endsWith(hostile))).toHaveLength(1);
  });

  it("is told of the guard by its command, for every tool", () => {
    const guard: GuardForwarder = { command: ["/opt/adf/guard forward", "--job", "j's"] };
    const without = JSON.stringify(here.planOf(cli));
    const { argv, env, files } = here.planOf(cli, { guard });
    const told = JSON.stringify([argv, env, files]);
    expect(without).not.toContain("guard forward");
    expect(told).toContain("/opt/adf/guard forward");
    expect(told).toMatch(/"matcher\W+(?:\*|\.\*)|matcher=\\"\.\*|tool\.execute\.before/);
  });

  it("is not started at all without a login, and the sentence names the command that mends it", () => {
    const adapter = ADAPTERS[cli];
    const command = AgentCommand.parse({ cli });
    const asked = endpointFor(command, adapter, offer, { env: {}, home: here.dir });
    expect(asked).toMatchObject({ ok: false, error: { kind: "auth" } });
    if (!asked.ok) expect(asked.error.message).toContain(adapter.login.command);
    const key = adapter.login.keys(command, "")[0] ?? "";
    const keyed = endpointFor(command, adapter, offer, { env: { [key]: "k" }, home: here.dir });
    expect(keyed).toMatchObject({ ok: true, value: { credential: { kind: "key", name: key } } });
  });

  it("sends what one vendor gave to no other address, unless the configuration names the key for it", () => {
    const adapter = ADAPTERS[cli];
    const key = adapter.login.keys(AgentCommand.parse({ cli }), "")[0] ?? "";
    const file = join(here.dir, adapter.login.file ?? "");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "{}");
    const keyring = { env: { [key]: "vendor's", OTHER_KEY: "other" }, home: here.dir };
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
