/**
 * How Gemini CLI is told of the guard. The settings are the system's, so a repository cannot switch hooks off. The hook
 * must answer with exit status 2: every other failure lets the tool run.
 */
import type { GuardForwarder } from "../adapter.ts";

const TIMEOUT_MS = 10_000;

export function hookSettings(guard: GuardForwarder | null): object {
  if (guard === null) return {};
  const command = guard.command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const hook = { name: "adf-guard", type: "command", command, timeout: TIMEOUT_MS };
  return {
    hooksConfig: { enabled: true, disabled: [] },
    hooks: { BeforeTool: [{ matcher: ".*", hooks: [hook] }] },
  };
}
