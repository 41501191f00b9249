/**
 * How Codex is told of the guard. A hook that is not trusted is silently left out in `exec`, so the trust is given; the
 * hook itself must answer with exit status 2 and words on stderr, because every other failure lets the tool run.
 */
import type { GuardForwarder } from "../adapter.ts";

/** Longer than the forwarder waits for the guard: a hook that is ended for its slowness counts as a yes. */
const TIMEOUT_SECS = 60;

export function hookArguments(guard: GuardForwarder | null): string[] {
  if (guard === null) return [];
  const command = guard.command.map(quoted).join(" ");
  const hook = `{type="command",command=${JSON.stringify(command)},timeout=${TIMEOUT_SECS}}`;
  return [
    "--dangerously-bypass-hook-trust",
    "--enable",
    "hooks",
    "-c",
    `hooks.PreToolUse=[{matcher=".*",hooks=[${hook}]}]`,
  ];
}

/** Codex hands the line to a shell. */
const quoted = (word: string): string =>
  /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
