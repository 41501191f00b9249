/**
 * How Gemini CLI is told of the guard. The settings are the system's, so a repository cannot switch hooks off; but its list
 * of hooks that are disabled by name is added to ours, so the name is one that it cannot know. The hook must answer with exit status 2: every other failure lets the tool run.
 */
import type { GuardForwarder } from "../adapter.ts";

/** Longer than the forwarder waits for the guard: a hook that is ended for its slowness counts as a yes. */
const TIMEOUT_MS = 60_000;

export function hookSettings(guard: GuardForwarder | null, nonce: string): object {
  if (guard === null) return {};
  const command = guard.command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const hook = { name: `guard-${nonce}`, type: "command", command, timeout: TIMEOUT_MS };
  return {
    hooksConfig: { enabled: true, disabled: [] },
    hooks: { BeforeTool: [{ matcher: ".*", hooks: [hook] }] },
  };
}
