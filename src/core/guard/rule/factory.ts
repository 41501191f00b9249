/** The factory itself: the guard, the agent CLIs' settings and hooks, the runner. */
import type { Call } from "../run/machine.ts";
import { readArguments } from "../run/options.ts";
import type { RuleFile } from "./rule.ts";

const AGENTS =
  "claude codex opencode gemini copilot kimi amp cursor-agent claude-code opencode-ai gemini-cli kimi-code aider goose crush qwen auggie";
/** Variables by which an agent CLI, a shell or a loader is made to run something else. */
const DISARMS =
  /^(?:CLAUDE_CODE_SHELL_PREFIX|CLAUDE_CONFIG_DIR|CODEX_HOME|OPENCODE_CONFIG\w*|OPENCODE_PERMISSION|GEMINI_CLI_\w*SETTINGS\w*|ADF_\w+|LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|PROMPT_COMMAND|BASH_FUNC_.*|IS_SANDBOX)$/;
/** Own variables that steer tests and tools, and disarm nothing. */
const HARMLESS = /^ADF_(?:FULL|TEST_\w*|LOG\w*|DEBUG)$/;

function set(call: Call): string | null {
  for (const name of Object.keys(call.frame.env))
    if (DISARMS.test(name) && !HARMLESS.test(name)) return "factory.environment";
  if (!/^(?:export|declare|typeset|readonly|unset|local|env|set)$/.test(call.name)) return null;
  return call.argv.some((arg) => {
    const name = /^(\w+)(?:=|$)/.exec(arg)?.[1] ?? "";
    return DISARMS.test(name) && !HARMLESS.test(name);
  })
    ? "factory.environment"
    : null;
}

const SAFE = /^(?:guard|check|route|rank|mention|doctor|status|--help|help|--version|-h|approvals|smoke)$/;

export const FACTORY: RuleFile = {
  class: "factory",
  rules: {
    "factory.settings": {
      reason: "it changes the files that tell an agent CLI or the factory what is allowed",
      alternative: "Leave them as they are; if a rule is in your way, say in your report which and why.",
    },
    "factory.environment": {
      reason:
        "it sets a variable by which the guard, an agent CLI or any program is made to run something else",
      alternative: "Leave the variable unset.",
    },
    "factory.agent": {
      reason: "it starts another agent, which nothing would watch",
      alternative: "Ask for another agent in the outputs file; the factory starts it.",
    },
    "factory.runner": {
      reason: "it changes or stops the factory that runs this job",
      alternative: "npm run -s adf -- status shows what it does; changing it is for a person.",
    },
  },
  checks: [
    { programs: "*", find: set },
    {
      programs: AGENTS,
      find: ({ argv }) =>
        !argv.every((arg) =>
          /^(?:--version|-v|-V|--help|-h|help|version|doctor|list|ls|mcp|models|status|--json)$/.test(arg),
        ) || argv.length === 0
          ? "factory.agent"
          : null,
    },
    {
      programs: "adf",
      find: ({ argv }) => {
        const [verb = "", sub = ""] = readArguments(argv).rest;
        return (
          argv.length > 0 &&
          !SAFE.test(verb) &&
          !argv.includes("--help") &&
          !(verb === "runner" && sub === "status") &&
          !(/^(?:setup|teardown)$/.test(verb) && !argv.includes("--apply")) &&
          "factory.runner"
        );
      },
    },
    { programs: "adf-runner", find: () => "factory.runner" },
    {
      // From then on a name that is judged as one program is another: a file, or code loaded into the shell.
      programs: "hash enable",
      find: ({ argv, name }) =>
        argv.some((arg) => (name === "hash" ? /^-[a-z]*p/ : /^-[a-z]*f/).test(arg)) && "factory.environment",
    },
  ],
};
