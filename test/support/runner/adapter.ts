/** One job's workspace for an agent CLI's adapter: what it would start, and what it makes of printed lines. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach } from "vitest";
import type { AgentAnswer, Credential, RunOrder, RunPlan } from "../../../src/runner/agents/adapter.ts";
import { AgentCommand } from "../../../src/runner/agents/command.ts";
import { ADAPTERS, type KnownCli } from "../../../src/runner/agents/registry.ts";
import { createWorkspace, type Workspace } from "../../../src/runner/state/workspace.ts";
import { makeOffer } from "./bench.ts";

export const offer = makeOffer({ job: "j", prompt: "Secret plans of the prompt" });
export const KEY: Credential = { kind: "key", name: "SOME_KEY", value: "sk-0123456789abcdef" };
const MODELS: Record<KnownCli, string> = {
  claude: "sonnet",
  codex: "gpt-5.4",
  gemini: "pro",
  opencode: "zai/glm-5",
};

export interface Place {
  dir: string;
  space: Workspace;
  /** What `cli` is started with for the job there. */
  planOf(cli: KnownCli, change?: Partial<RunOrder>): RunPlan;
}

/** A folder of its own for each test of the file, removed after it. */
export function usePlace(): Place {
  const place = { planOf: (cli, change = {}) => plan(place.space, cli, change) } as Place;
  beforeEach(async () => {
    place.dir = mkdtempSync(join(tmpdir(), "adf-agents-"));
    place.space = await createWorkspace(place.dir, offer);
  });
  afterEach(() => rmSync(place.dir, { recursive: true, force: true }));
  return place;
}

function plan(space: Workspace, cli: KnownCli, change: Partial<RunOrder>): RunPlan {
  const planned = ADAPTERS[cli].plan({
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
  if (!planned.ok) throw new Error(planned.error.message);
  return planned.value;
}

/** What is made of the printed `lines`; each that is no string is one of JSON. */
export function read(
  cli: KnownCli,
  lines: readonly unknown[],
  code: number | null = 0,
  errors = "",
): AgentAnswer {
  const reader = ADAPTERS[cli].read(() => Date.parse("2026-11-22T16:00:00Z"), AgentCommand.parse({ cli }));
  const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("");
  const bytes = Buffer.from(text);
  // Cut at an odd place, as a pipe does.
  reader.write("stdout", bytes.subarray(0, 17));
  reader.write("stdout", bytes.subarray(17));
  reader.write("stderr", Buffer.from(errors));
  return reader.end(code);
}
