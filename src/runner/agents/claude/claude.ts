/**
 * Claude Code. Nothing of the repository decides how it runs: `--setting-sources ""` leaves out every settings file, also
 * one that the agent writes meanwhile, and `--strict-mcp-config` every MCP server.
 */
import { basename, join } from "node:path";
import { err, ok } from "../../../core/result.ts";
import type { AgentAdapter, RunOrder } from "../adapter.ts";
import { claudeSettings } from "./hook.ts";
import { readClaude } from "./read.ts";

/** Names that Claude Code itself turns into the newest model of a family. */
const ALIASES = new Set(["haiku", "sonnet", "opus", "fable", "opusplan", "best", "default"]);
const KEYS = ["CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"] as const;

export const claude: AgentAdapter = {
  title: "Claude Code",
  program: "claude",
  install: "npm install -g @anthropic-ai/claude-code",
  version: ["--version"],
  login: {
    command: "claude auth login",
    file: ".claude/.credentials.json",
    keys: () => KEYS,
    required: true,
  },
  // A login is renewed elsewhere than the model is asked.
  api: (_provider, { kind }) => [
    "api.anthropic.com:443",
    ...(kind === "file" ? ["platform.claude.com:443", "console.anthropic.com:443"] : []),
  ],
  instructions: ["CLAUDE.md", "AGENTS.md"],
  withheld: [],
  hooked: true,
  plain: false,
  conversation: {
    folder: ".claude/projects",
    holds: (name, session) => name === `${session}.jsonl`,
    // It looks for them below the name of the folder it works in.
    place: (file, checkout) => join(checkout.replace(/[^a-zA-Z0-9]/g, "-"), basename(file)),
  },
  literal: null,
  read: readClaude,
  plan(order) {
    const { model, baseUrl } = order;
    if (baseUrl === null && !ALIASES.has(model) && !model.startsWith("claude-")) {
      // It would be sent as it is, and only the API would say that there is no such model.
      const message = `Claude Code has no model "${model}"; it knows ${[...ALIASES].join(", ")} and ids that begin with claude-. "models" in the runner's configuration can say what it means.`;
      return err({ kind: "unknown_model", message });
    }
    return ok({
      argv: [
        order.program,
        "--print",
        "--output-format",
        "stream-json",
        "--verbose",
        "--setting-sources",
        "",
        "--settings",
        JSON.stringify(claudeSettings(order.guard)),
        "--strict-mcp-config",
        "--permission-mode",
        "bypassPermissions",
        "--model",
        model,
        ...(order.resume === null ? [] : ["--resume", order.resume]),
        ...(order.toolless ? ["--tools", ""] : []),
      ],
      env: environment(order),
      files: [],
      promptOnStdin: true,
    });
  },
};

function environment({ baseUrl, credential, model, root }: RunOrder): Record<string, string> {
  return {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    DISABLE_TELEMETRY: "1",
    DISABLE_ERROR_REPORTING: "1",
    // A path after an @ in the prompt would be read without a tool, so without the guard, and from the branch under work.
    CLAUDE_CODE_DISABLE_ATTACHMENTS: "1",
    // Its ten retries take three minutes; the brain retries with a longer breath, and elsewhere.
    CLAUDE_CODE_MAX_RETRIES: "2",
    ...(root ? { IS_SANDBOX: "1" } : {}),
    ...(baseUrl === null
      ? {}
      : {
          ANTHROPIC_BASE_URL: baseUrl,
          // Its small side questions would else ask another vendor for a model of Anthropic.
          ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
        }),
    ...secret(credential, baseUrl),
  };
}

function secret(credential: RunOrder["credential"], baseUrl: string | null): Record<string, string> {
  if (credential.kind === "key") {
    const known = KEYS.find((name) => name === credential.name);
    const fallback = baseUrl === null ? "ANTHROPIC_API_KEY" : "ANTHROPIC_AUTH_TOKEN";
    return { [known ?? fallback]: credential.value };
  }
  // Without any it says "not logged in" before it asks the server, which may need none.
  return credential.kind === "none" && baseUrl !== null ? { ANTHROPIC_AUTH_TOKEN: "not-needed" } : {};
}
