/**
 * What each adapter's way of telling its CLI of the guard is worth, with the real CLIs: a hook that says no keeps the
 * command from running, and the repository's own settings cannot switch it off.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GuardForwarder } from "../../src/runner/agents/adapter.ts";
import { AgentCommand } from "../../src/runner/agents/command.ts";
import { endpointOf, prepareAgent } from "../../src/runner/agents/prepare.ts";
import { environmentFor } from "../../src/runner/spawn/command.ts";
import { runAgent } from "../../src/runner/spawn/run-agent.ts";
import { createStopLatch } from "../../src/runner/spawn/stop.ts";
import { createWorkspace, type Workspace } from "../../src/runner/state/workspace.ts";
import { type ScriptedModel, startScriptedModel } from "../support/models/server.ts";
import { makeOffer } from "../support/runner/bench.ts";
import { entryFor, offTheNetwork } from "./rig.ts";
import { ready } from "./versions.ts";

/** Says no the way every CLI understands: words on stderr and exit status 2. It notes that it was asked. */
const refuser = (note: string): GuardForwarder => ({
  command: ["/bin/sh", "-c", `cat > '${note}'; echo 'the guard says no' >&2; exit 2`],
});
const allower = (note: string): GuardForwarder => ({ command: ["/bin/sh", "-c", `cat > '${note}'`] });

/** What a branch could bring along to get rid of the guard. */
const DISARM: Readonly<Record<string, string>> = {
  ".claude/settings.json": JSON.stringify({ disableAllHooks: true }),
  ".codex/config.toml": "[features]\nhooks = false\n",
  ".gemini/settings.json": JSON.stringify({ hooksConfig: { enabled: false, disabled: ["adf-guard"] } }),
  "opencode.json": JSON.stringify({ plugin: [], permission: { bash: "allow" } }),
};

describe.each(ready())("the guard's hook in %s", (cli) => {
  let dir: string;
  let space: Workspace;
  let model: ScriptedModel;
  let note: string;
  const offer = makeOffer({ cli, provider: "scripted", model: "any", prompt: "Remove the victim." });
  beforeEach(async () => {
    model = await startScriptedModel(({ turn }) =>
      turn === 0 ? { kind: "run", command: "rm victim" } : { kind: "say", text: "That was it." },
    );
    offTheNetwork(model.url);
    dir = mkdtempSync(join(tmpdir(), "adf-guard-"));
    space = createWorkspace(dir, offer);
    note = join(dir, "asked.json");
    writeFileSync(join(space.checkout, "victim"), "");
  });
  afterEach(async () => {
    await model.close();
    rmSync(dir, { recursive: true, force: true });
  });

  async function run(guard: GuardForwarder) {
    const command = AgentCommand.parse(entryFor(cli, model.url));
    const endpoint = endpointOf(command, offer);
    if (!endpoint.ok) throw new Error(endpoint.error.message);
    const prepared = prepareAgent({
      command,
      offer,
      space,
      endpoint: endpoint.value,
      guard,
      resume: null,
      toolless: false,
    });
    if (!prepared.ok) throw new Error(prepared.error.message);
    const { plan, reader } = prepared.value;
    const exit = await runAgent({
      argv: plan.argv,
      cwd: space.checkout,
      env: environmentFor(offer, space, process.env, plan.env),
      stdin: space.promptFile,
      marker: space.marker,
      dir: space.dir,
      limits: { ...offer.limits, wall_secs: 90, stall_secs: 90 },
      latch: createStopLatch(),
      allowance: { memoryMb: 0, folderMb: 0, fullMb: 0, sampleMs: 1_000 },
      beforeKill: async () => {},
      onSpawn: () => {},
      onOutput: reader.write,
      onQuiet: () => {},
    });
    if (exit.kind === "spawn_failed") throw new Error(exit.message);
    return reader.end(exit.code);
  }
  const victim = () => existsSync(join(space.checkout, "victim"));

  it("that says no keeps the command from running, whatever the repository's settings say", async () => {
    for (const [path, text] of Object.entries(DISARM)) {
      mkdirSync(dirname(join(space.checkout, path)), { recursive: true });
      writeFileSync(join(space.checkout, path), text);
    }
    const answer = await run(refuser(note));
    console.log(
      `${cli} | refused | victim ${victim() ? "alive" : "gone"}, ${answer.denials} denials, "${answer.text}"`,
    );
    expect(existsSync(note), "the guard was asked").toBe(true);
    expect(victim()).toBe(true);
  });

  it("that says nothing against it lets it run", async () => {
    await run(allower(note));
    expect(existsSync(note), "the guard was asked").toBe(true);
    expect(victim()).toBe(false);
  });
});
