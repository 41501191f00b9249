/** The proof that a CLI asks the guard, with a child that stands where Claude Code does: the real ones are in test/clis. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LogRecord } from "../../../src/contract/log.ts";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { tryCanary } from "../../../src/runner/canary/canary.ts";
import { keepCanaries } from "../../../src/runner/canary/keep.ts";
import { type RunnerSettings, readOptions } from "../../../src/runner/config/options.ts";
import { type Guard, startGuard } from "../../../src/runner/guard/guard.ts";
import { sandboxOf } from "../../../src/runner/sandbox/sandbox.ts";
import { tidyUp } from "../../../src/runner/state/janitor.ts";

/** Asks the model once, the guard unless it is deaf, and does as the model says unless it is refused. */
const CLI = (deaf: boolean, asks: boolean) => `#!${process.execPath}
const settings = JSON.parse(process.argv[process.argv.indexOf("--settings") + 1]);
const post = (url, body) => fetch(url, { method: "POST", body: JSON.stringify(body) }).then((r) => r.json());
if (!${asks}) { console.error("not today"); process.exit(3); }
const tools = [{ name: "Bash", input_schema: { properties: { command: {} } } }];
const said = await post(process.env.ANTHROPIC_BASE_URL + "/v1/messages", { model: "m", messages: [], tools });
const { command } = said.content[0].input;
const [{ hooks: [{ url }] }] = settings.hooks.PreToolUse;
const verdict = ${deaf} ? null : await post(url, { hook_event_name: "PreToolUse", tool_name: "Bash", tool_input: { command } });
if (verdict?.hookSpecificOutput.permissionDecision !== "deny") {
  const { execSync } = await import("node:child_process");
  execSync(command);
}
`;

let dir: string;
let settings: RunnerSettings;
let guard: Guard;
let program: string;
let records: LogRecord[];
const become = (deaf: boolean, asks = true) => {
  writeFileSync(program, CLI(deaf, asks));
  chmodSync(program, 0o755);
};
const live = new Set<string>();
const parts = () => ({ settings, guard, sandbox: sandboxOf(settings, null), live });
const command = () => AgentCommand.parse({ cli: "claude", program });

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "adf-canary-"));
  program = join(dir, "claude.mjs");
  records = [];
  const agents = { claude: { cli: "claude", program }, own: { argv: ["true"] } };
  const log = (record: LogRecord) => void records.push(record);
  const read = readOptions({
    url: "http://127.0.0.1:1",
    stateDir: dir,
    agents,
    minFreeMb: 1,
    sandbox: "off",
    log,
  });
  if (!read.ok) throw new Error(read.error);
  settings = read.value;
  guard = await startGuard(settings);
});
afterEach(async () => {
  await guard.end();
  rmSync(dir, { recursive: true, force: true });
});

const never = new AbortController().signal;

describe("a CLI that is tried", () => {
  it("passes when it asks the guard and obeys", async () => {
    become(false);
    expect(await tryCanary("claude", command(), parts(), never)).toBeNull();
  });

  it("is not tidied away while it is tried: the janitor looks through the folder at the same time", async () => {
    become(false);
    const tried = tryCanary("claude", command(), parts(), never);
    await tidyUp(
      { stateDir: dir, janitorSecs: 1, keepDays: 1, keepCount: 1, keepMb: 1, log: () => {} },
      live,
    );
    expect(await tried).toBeNull();
    expect(live.size).toBe(0);
  });

  it("fails when it does as the model says without asking", async () => {
    become(true);
    expect(await tryCanary("claude", command(), parts(), never)).toBe(
      "it ran a command that the guard refuses",
    );
  });

  it("fails when it never uses a tool, and its last words are told", async () => {
    become(false, false);
    const why = await tryCanary("claude", command(), parts(), never);
    expect(why).toMatch(/^it did not get so far as to use a tool \(exit status 3; its last words: not today/);
  });
});

describe("the CLIs of a runner", () => {
  async function kept(until: (canaries: ReturnType<typeof keepCanaries>) => boolean) {
    const stop = new AbortController();
    let wake = () => {};
    const canaries = keepCanaries(parts(), () => wake(), stop.signal);
    const atFirst = canaries.mayWork("claude");
    while (!until(canaries)) await new Promise<void>((resolve) => (wake = resolve));
    const now = {
      may: canaries.mayWork("claude"),
      unproven: canaries.unproven(),
      own: canaries.mayWork("own"),
    };
    stop.abort();
    await canaries.done;
    return { atFirst, ...now, mayLater: () => canaries.mayWork("claude") };
  }

  it("take jobs once they are proven, those without a hook at once", async () => {
    become(false);
    const seen = await kept((canaries) => canaries.mayWork("claude"));
    expect(seen).toMatchObject({ atFirst: false, may: true, unproven: [], own: true });
    expect(records.map(({ event }) => event)).toContain("canary.passed");
    // A runner that is started again has the proof, until the program is another.
    const again = await kept(() => true);
    expect(again.atFirst).toBe(true);
    become(true);
    expect(again.mayLater()).toBe(false);
  });

  it("take none when they are not, with why and what to do", async () => {
    become(true);
    const seen = await kept((canaries) => canaries.unproven().length > 0);
    expect(seen.may).toBe(false);
    expect(seen.unproven[0]).toMatchObject({ id: "claude" });
    expect(seen.unproven[0]?.why).toMatch(
      /^it ran a command that the guard refuses\. Fix: .*npm install -g @anthropic/,
    );
    expect(records.find(({ event }) => event === "canary.failed")).toMatchObject({
      level: "error",
      cli: "claude",
    });
  });
});
