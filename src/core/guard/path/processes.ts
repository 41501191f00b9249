/** Whether a pattern over process names or command lines hits processes that are not the agent's own. */
import { isComputed } from "../value.ts";

/** Command lines that must not be hit by a broad pattern. */
const OTHERS = [
  "/sbin/init",
  "systemd",
  "sshd: agent",
  "bash",
  "node",
  "node /opt/adf/runner.js",
  "adf-runner",
  "claude -p",
  "opencode run",
  "codex exec",
  "dockerd",
  "cron",
  "workerd",
  "gemini -p",
  "postgres",
  "Xorg",
  "dbus-daemon",
  "NetworkManager",
];

export function hitsOthers(pattern: string, whole: boolean): boolean {
  if (pattern === "" || isComputed(pattern)) return true;
  let test: RegExp;
  try {
    test = new RegExp(whole ? `^(?:${pattern})$` : pattern);
  } catch {
    return true;
  }
  return pattern.length < 200 && !/[+*)]{2}|\)[+*{]/.test(pattern)
    ? OTHERS.some(
        (line) =>
          test.test(line) ||
          test.test(line.split(/[ :]/)[0] ?? "") ||
          test.test((line.split(/[ :]/)[0] ?? "").split("/").at(-1) ?? ""),
      )
    : true;
}
