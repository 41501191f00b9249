/** The agent CLIs that adf knows how to run. */
import type { AgentAdapter } from "./adapter.ts";
import { claude } from "./claude/claude.ts";
import { codex } from "./codex/codex.ts";
import type { AgentCommand } from "./command.ts";
import { gemini } from "./gemini/gemini.ts";
import { generic } from "./generic/generic.ts";
import { opencode } from "./opencode/opencode.ts";

export const ADAPTERS: Readonly<Record<AgentCommand["cli"], AgentAdapter>> = {
  claude,
  codex,
  gemini,
  generic,
  opencode,
};

/** Those with a name of their own: what a person can ask for. */
export const KNOWN_CLIS = ["claude", "codex", "gemini", "opencode"] as const;
export type KnownCli = (typeof KNOWN_CLIS)[number];

export const adapterOf = (command: AgentCommand): AgentAdapter => ADAPTERS[command.cli];

export const programOf = (command: AgentCommand): string =>
  command.argv[0] ?? command.program ?? adapterOf(command).program;
