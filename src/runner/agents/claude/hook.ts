/** How Claude Code is told of the guard: a hook before every tool, MCP tools included, that blocks whenever it fails. */
import type { GuardForwarder } from "../adapter.ts";

const TIMEOUT_SECS = 10;

export function claudeSettings(guard: GuardForwarder | null): unknown {
  const quiet = { includeCoAuthoredBy: false, cleanupPeriodDays: 1 };
  if (guard === null) return quiet;
  const [command = "", ...args] = guard.command;
  const hook =
    guard.url === undefined
      ? { type: "command", command, args }
      : // No process is started for each tool call.
        { type: "http", url: guard.url };
  return {
    ...quiet,
    hooks: {
      PreToolUse: [{ matcher: "*", hooks: [{ ...hook, timeout: TIMEOUT_SECS, onFailure: "block" }] }],
    },
  };
}
